/** The reader's progress in `localStorage`. Nothing here throws where a browser keeps nothing. */
import { progressKey } from './key.ts';
import { nothingYet, parseProgress, withMark, type Mark, type Progress } from './record.ts';

/** @returns `undefined` for a record that cannot be read, such as one of a later version, which is not replaced. */
export function readProgress(): Progress | undefined {
  try {
    const text = localStorage.getItem(progressKey);
    return text === null ? nothingYet() : parseProgress(text);
  } catch {
    return undefined;
  }
}

/** @returns Whether it is kept: not where storage is blocked or full. */
export function writeProgress(progress: Progress): boolean {
  try {
    localStorage.setItem(progressKey, JSON.stringify(progress));
    return true;
  } catch {
    return false;
  }
}

/** Read anew each time, so that what another tab has written stays. */
export function markDay(day: number, mark: Mark): void {
  const progress = readProgress();
  if (progress) writeProgress(withMark(progress, day, mark, new Date().toISOString()));
}
