/** The one run of lines in which two texts differ: an edit by hand changes lines that are together. */
export interface ChangedLines {
  /** Index of the first line that differs. */
  from: number;
  removed: number;
  added: number;
}

export function changedLines(before: readonly string[], after: readonly string[]): ChangedLines {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { from, removed: before.length - from - tail, added: after.length - from - tail };
}
