/** Columns that text takes in a terminal, by the rules of Node's `icu` binding. */

/**
 * Code points of East Asian Width W or F (UAX #11) that are no emoji: for each range, the distance
 * from the end of the one before and its length minus one, in base 36. Generated from Node's ICU.
 */
const WIDE =
  '3cw-2n 3ii-1 li-7 2b-5 1kh-p 2-2g d-5x r-26 3-2d 3-2u 6-16 2-2l 2-2d a-1b 2-13 9-mkc ' +
  '4-1i wq-s hw-8mb 6l9-e7 lt-9 n-y 2-i 2-3 46-2n 3k-6 m4a-4 c-6 a-5p1 16-v 2q-36 6pq-3 2-6 ' +
  '2-1 2-82 g u-2 3 f-3 9-az 6bp-2e a-m 616-2 e-17 5-8 o-5 2or-1ekd 3-1ekd';

let wide: [start: number, end: number][] | undefined;

function readRanges(): [number, number][] {
  let at = 0;
  return WIDE.split(' ').map((range) => {
    const [distance, length = '0'] = range.split('-');
    const start = at + parseInt(distance!, 36);
    at = start + parseInt(length, 36);
    return [start, at];
  });
}

function isWide(point: number): boolean {
  const ranges = (wide ??= readRanges());
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [start, end] = ranges[middle]!;
    if (point < start) high = middle - 1;
    else if (point > end) low = middle + 1;
    else return true;
  }
  return false;
}

const emoji = /^\p{Emoji_Presentation}$/u;
const emojiPart = /^[\p{Emoji_Presentation}\p{Emoji_Modifier}]$/u;
const zeroWidth = /^[\p{Cc}\p{Cf}\p{Me}\p{Mn}\p{Emoji_Modifier}]$/u;
// UAX #11 "ambiguous", roughly: what East Asian character sets contain besides wide characters.
const ambiguous =
  /^[\u0300-\u036f¡¤§¨ª®°-´¶-º¼-¿×÷\u0391-\u03c9\u0401-\u0451\u2010-\u2312\u2460-\u26ff\ue000-\uf8ff]$/u;

function columns(character: string, point: number, ambiguousIsWide: boolean): 0 | 1 | 2 {
  if (point < 0x7f) return point < 0x20 ? 0 : 1;
  if (isWide(point) || emoji.test(character)) return 2;
  if (ambiguousIsWide && ambiguous.test(character)) return 2;
  // A soft hyphen is a format character, but terminals show it.
  return point !== 0xad && zeroWidth.test(character) ? 0 : 1;
}

/**
 * @param ambiguousIsWide counts characters of ambiguous width as two columns
 * @param expandEmoji counts each emoji of a sequence joined by U+200D, as most terminals show them
 */
export function stringWidth(text: string, ambiguousIsWide = false, expandEmoji = true): number {
  let width = 0;
  let previous = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    const joined = !expandEmoji && previous === 0x200d && emojiPart.test(character);
    if (!joined) width += columns(character, point, ambiguousIsWide);
    previous = point;
  }
  return width;
}
