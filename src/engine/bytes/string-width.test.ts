import { expect, it } from 'vitest';
import { callNative, type NativeCall } from './native-binding.test-helper.ts';
import { stringWidth } from './string-width.ts';

it('counts the columns that Node counts', () => {
  const points = Array.from({ length: 0x30000 / 7 }, (_, i) => 0x20 + i * 7).filter(
    (point) => point < 0xd800 || point > 0xdfff,
  );
  const texts = [
    ...points.map((point) => String.fromCodePoint(point)),
    'h\u00e9llo',
    'e\u0301',
    '\u4f60\u597d',
    '\uff21',
    '\u{1f469}\u200d\u{1f469}\u200d\u{1f466}',
    '\u{1f1e9}\u{1f1ea}',
    '\u{1f44d}\u{1f3fd}',
    '\u00a9\u2122',
    'a\u00adb',
    '1\ufe0f\u20e3',
  ];
  // The browser's Unicode may be newer than Node's: only what is assigned counts.
  const assigned = texts.filter((text) => !/\p{Cn}/u.test(text));
  for (const flags of [[], [false, false]]) {
    const expected = callNative(
      assigned.map((text): NativeCall => ['icu', 'getStringWidth', text, ...flags]),
    );
    const wrong = assigned.flatMap((text, i) =>
      stringWidth(text, ...(flags as boolean[])) === expected[i]!.result
        ? []
        : [[text, text.codePointAt(0)!.toString(16), expected[i]!.result]],
    );
    expect(wrong).toEqual([]);
  }
});
