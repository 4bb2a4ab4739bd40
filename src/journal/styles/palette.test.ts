import { expect, it } from 'vitest';
import { hslToHex, palettes, readPalettes } from './palette.ts';

it.each([
  [0, 0, 0, '#000000'],
  [0, 0, 100, '#ffffff'],
  [0, 100, 50, '#ff0000'],
  [120, 100, 25, '#008000'],
  [210, 50, 50, '#4080bf'],
])('hsl(%i %i%% %i%%) is %s', (hue, saturation, lightness, hex) => {
  expect(hslToHex(hue, saturation, lightness)).toBe(hex);
});

const css = (lightAccent: string) => `
:root, ::backdrop {
  --hue: 120;
  --sl-color-white: hsl(0 0% 100%);
  --sl-color-gray-3: hsl(0 0% 60%);
  --sl-color-gray-5: hsl(0 0% 20%);
  --sl-color-black: hsl(0 0% 0%);
  --accent: hsl(var(--hue) 100% 25%);
  --sl-color-text-accent: var(--accent);
}
:root[data-theme='light'] {
  --sl-color-black: hsl(0 0% 100%);
  --sl-color-text-accent: ${lightAccent};
}`;

it('fills variables in, and light changes what it names', () => {
  const { dark, light } = readPalettes(css('hsl(0 100% 50%)'));
  expect([dark.black, dark['text-accent']]).toEqual(['#000000', '#008000']);
  expect([light.black, light['text-accent'], light['gray-3']]).toEqual([
    '#ffffff',
    '#ff0000',
    '#999999',
  ]);
});

it('names a colour that it cannot read', () => {
  expect(() => readPalettes(css('teal'))).toThrow('--sl-color-text-accent is "teal"');
});

it("reads the journal's own", () => {
  const { dark, light } = palettes();
  expect(dark.black).not.toBe(light.black);
});
