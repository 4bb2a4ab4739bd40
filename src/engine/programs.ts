/**
 * The commands that the engine brings along: files in every process's tree, of which the first line
 * names a program of the engine, as a binary's first bytes name its format. `node` is Node itself; any
 * other program is a script of the build (`build/programs.ts`) that runs as the main module.
 */
import { changeMode } from './fs/attributes.ts';
import { makeDirectories } from './fs/directories.ts';
import type { FileTree } from './fs/file-tree.ts';
import { createFile, writeFileBytes } from './fs/files.ts';
import { encodeUtf8 } from './bytes/utf8.ts';
import { locate, resolve } from './fs/walk.ts';

/** `process.execPath`. */
export const EXEC_PATH = '/usr/local/bin/node';

/** Program by absolute path of the command. */
export const COMMANDS: Readonly<Record<string, string>> = {
  [EXEC_PATH]: 'node',
};

/** How the file of a command begins. */
export const PROGRAM_MARK = '#!engine ';

/** Puts the commands, and the folders that every system has, into a tree. For setting it up: the journal does not learn of it. */
export function addCommands(tree: FileTree): void {
  tree.replay(tree.now(), () => {
    for (const directory of ['/bin', '/usr/bin', '/usr/local/bin', '/home/user', '/tmp']) {
      makeDirectories(tree, directory);
    }
    changeMode(tree, resolve(tree, '/tmp'), 0o1777);
    for (const [path, program] of Object.entries(COMMANDS)) {
      const file = createFile(tree, locate(tree, path), 0o755);
      writeFileBytes(tree, file, encodeUtf8(`${PROGRAM_MARK}${program}\n`), 0);
      changeMode(tree, file, 0o755);
    }
  });
}
