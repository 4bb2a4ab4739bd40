/**
 * The two ways in which text compares: like utf8mb4_0900_ai_ci, without regard to case and accents, and
 * by code point, like utf8mb4_bin.
 */
// English has the order of Unicode's root collation; `und` would take the language of whoever runs it.
const collator = new Intl.Collator('en', { sensitivity: 'base' });
const ascii = /^[\x20-\x7e]*$/;

export function compareCi(a: string, b: string): number {
  if (a === b) return 0;
  return collator.compare(a, b);
}

/** For matching letter by letter: `É` → `e`. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC');
}

const patterns = new Map<string, RegExp>();

/** LIKE as a regular expression over folded text. */
export function likePattern(pattern: string, escape: string, ci: boolean): RegExp {
  const key = `${ci ? 'i' : 'b'}${escape}:${pattern}`;
  let regexp = patterns.get(key);
  if (!regexp) {
    let source = '';
    const letters = [...pattern];
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      if (letter === escape && i + 1 < letters.length) source += quote(letters[++i]!, ci);
      else if (letter === '%') source += '[^]*';
      else if (letter === '_') source += '[^]';
      else source += quote(letter, ci);
    }
    regexp = new RegExp(`^${source.replace(/(\[\^\]\*)+/g, '[^]*')}$`, 'u');
    if (patterns.size > 500) patterns.clear();
    patterns.set(key, regexp);
  }
  return regexp;
}

const quote = (letter: string, ci: boolean) =>
  (ci ? fold(letter) : letter).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
