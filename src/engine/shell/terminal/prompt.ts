/** The prompt: the folder, `~` for the home folder. */
import type { Shell } from '../run/shell.ts';

/** @example folderText('/home/user/a', '/home/user') // → '~/a' */
export function folderText(cwd: string, home: string | undefined): string {
  if (home && home !== '/' && (cwd === home || cwd.startsWith(`${home}/`))) {
    return `~${cwd.slice(home.length)}`;
  }
  return cwd;
}

export function promptOf(shell: Shell): string {
  const mark = shell.lastStatus === 0 ? '\x1b[32m$\x1b[0m' : '\x1b[31m$\x1b[0m';
  return `\x1b[1;34m${folderText(shell.cwd, shell.get('HOME'))}\x1b[0m ${mark} `;
}

export const CONTINUATION = '> ';

/**
 * Puts the cursor at the start of a line. Where output has not ended with a line feed, a mark stays
 * behind and the spaces wrap to the next line; else both are overwritten.
 */
export const freshLine = (columns: number): string =>
  `\x1b[7m%\x1b[0m${' '.repeat(Math.max(0, columns - 1))}\r\x1b[K`;
