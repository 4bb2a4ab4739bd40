/** How the files in `content/` are named, and where each is served. */

const writeUpFile = /^day-(\d{3})\.mdx$/;

/**
 * The day that a write-up's file name says, or `undefined` for other pages and misnamed files.
 * @example dayOfFile('day-007.mdx') // => 7
 */
export function dayOfFile(file: string): number | undefined {
  const digits = writeUpFile.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** @example writeUpPath(7) // => 'content/day-007.mdx' */
export const writeUpPath = (day: number): string =>
  `content/day-${String(day).padStart(3, '0')}.mdx`;

/**
 * The id, which is also the slug, of a page in `content/`.
 * @example pageId('day-007.mdx') // => 'day/7'
 * @example pageId('index.mdx') // => 'index'
 */
export function pageId(file: string): string {
  const day = dayOfFile(file);
  return day === undefined ? file.replace(/\.mdx?$/, '') : `day/${day}`;
}
