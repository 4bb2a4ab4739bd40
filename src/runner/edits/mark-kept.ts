/** Shows at once, before anything is loaded, which files the reader has edited here before. */
import { keptKey } from './kept-keys.ts';

/**
 * Marks the files, in tabs or tree, whose edits are kept in this browser.
 *
 * @returns How many there are.
 */
export function markKept(root: HTMLElement, day: string): number {
  let count = 0;
  for (const file of root.querySelectorAll<HTMLElement>('[data-path][data-file]')) {
    try {
      if (localStorage.getItem(keptKey(day, file.dataset.path ?? '')) === null) continue;
    } catch {
      return 0;
    }
    const mark = file.querySelector<HTMLElement>('[data-part="edited"]');
    if (mark) mark.hidden = false;
    count += 1;
  }
  return count;
}
