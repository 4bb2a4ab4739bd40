/** What the line above the code says of the file that is shown. */
import type { Fault } from '../editor/faults.ts';
import type { Keeping } from '../edits/kept-edits.ts';

export interface FileStanding {
  isModified: boolean;
  keeping: Keeping;
  /** The author's text is another than the one that was edited. */
  isOutdated: boolean;
  /** What keeps the file from running, first things first. */
  faults: readonly Fault[];
}

export interface FileNote {
  words: string;
  /** The line to go to from there. */
  line?: number;
  tone: 'quiet' | 'edited' | 'bad';
}

/** @param mode What of the file is shown. */
export function describeFile(
  { isModified, keeping, isOutdated, faults }: FileStanding,
  mode: 'edit' | 'compare' | 'js' = 'edit',
): FileNote {
  if (keeping === 'conflict')
    return {
      words: 'Another tab has changed this file as well. Which text is to be kept?',
      tone: 'bad',
    };
  const [fault] = faults;
  if (fault) return { words: fault.message, line: fault.line, tone: 'bad' };
  if (mode === 'js')
    return { words: 'Without its types, to read. TypeScript is what runs.', tone: 'quiet' };
  if (!isModified) return { words: 'Click into the code to change it.', tone: 'quiet' };
  if (keeping === 'full')
    return {
      words: 'Edited. This browser has no more room: the edit lasts until you leave the page.',
      tone: 'bad',
    };
  if (keeping === 'forbidden')
    return {
      words: 'Edited. This browser keeps nothing here: the edit lasts until you leave the page.',
      tone: 'bad',
    };
  if (isOutdated)
    return {
      words:
        'Edited. The author has changed this file since: Compare shows your text beside the new one.',
      tone: 'edited',
    };
  return { words: 'Edited. Run uses your text, which is kept in this browser.', tone: 'edited' };
}
