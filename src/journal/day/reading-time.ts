/** Words that a reader of technical prose takes in per minute. */
const wordsPerMinute = 200;

/**
 * Minutes to read a write-up's prose, at least one. Components, imports and code blocks do not count:
 * how long somebody stays with code is theirs to say.
 *
 * @param body The MDX of a page, without front matter.
 */
export function readingMinutes(body: string): number {
  const prose = body
    .replace(/^```[\s\S]*?^```/gm, '')
    .replace(/^import .*$/gm, '')
    .replace(/<\/?[A-Z][^>]*>/g, '')
    .replace(/\]\([^)]*\)/g, ']');
  const words = prose.match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu)?.length ?? 0;
  return Math.max(1, Math.round(words / wordsPerMinute));
}
