/** The colours of `tokens.css` for what is drawn at build: images, icons, what browsers are told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

/** What the drawings need, by the name of its custom property without `--sl-color-`. */
const names = ['white', 'gray-3', 'gray-5', 'black', 'text-accent'] as const;
export type Palette = Record<(typeof names)[number], string>;

/** @example hslToHex(168, 48, 70) // => '#8ed7c8' */
export function hslToHex(hue: number, saturation: number, lightness: number): string {
  const light = lightness / 100;
  const range = (saturation / 100) * Math.min(light, 1 - light);
  const channel = (offset: number): string => {
    const at = (offset + hue / 30) % 12;
    const value = light - range * Math.max(-1, Math.min(at - 3, 9 - at, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

const declarations = (block: string): [string, string][] =>
  [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]);

/**
 * The palettes of a stylesheet whose first rule is dark and whose rule for `[data-theme='light']` changes that.
 *
 * @throws Error that names a colour which is not there, or is not `hsl(…)` once its variables are filled in.
 */
export function readPalettes(css: string): Record<Theme, Palette> {
  const blocks = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  const block = (isWanted: (selector: string) => boolean) =>
    declarations(blocks.find(([, selector]) => isWanted(selector!))?.[2] ?? '');
  const dark = block((selector) => !selector.includes('data-theme'));
  const light = [...dark, ...block((selector) => selector.includes("data-theme='light'"))];

  const paletteOf = (entries: [string, string][]): Palette => {
    const values = new Map(entries);
    const valueOf = (name: string): string =>
      (values.get(name) ?? '').replace(/var\((--[\w-]+)\)/g, (_, inner: string) => valueOf(inner));
    return Object.fromEntries(
      names.map((name) => {
        const value = valueOf(`--sl-color-${name}`);
        const parts = /^hsl\(([\d.]+) ([\d.]+)% ([\d.]+)%\)$/.exec(value)?.slice(1).map(Number);
        if (!parts) throw new Error(`tokens.css: --sl-color-${name} is "${value}", not hsl(…).`);
        return [name, hslToHex(parts[0]!, parts[1]!, parts[2]!)];
      }),
    ) as Palette;
  };
  return { dark: paletteOf(dark), light: paletteOf(light) };
}

/** @param root The root of the repository. */
export const palettes = (root = process.cwd()): Record<Theme, Palette> =>
  readPalettes(readFileSync(join(root, 'src/journal/styles/tokens.css'), 'utf8'));
