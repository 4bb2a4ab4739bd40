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

/** The shell and its commands, as they are called. The shell's program holds them all. */
export const SHELL_COMMANDS = (
  'jsh sh bash [ basename cat chmod clear cp curl cut date dirname echo env find grep head help ' +
  'hostname ln ls mkdir mktemp mv npm npx printenv printf ps pwd realpath rm rmdir seq sleep sort ' +
  'tail tee test touch tr true false uname uniq wc whoami xargs yes'
).split(' ');

const isInstalled = (name: string): boolean => /^(?:npm|npx|jsh)$/.test(name);

/** By absolute path of the command: the program, and arguments that come before the caller's. */
export const COMMANDS: Readonly<Record<string, string>> = {
  [EXEC_PATH]: 'node',
  ...Object.fromEntries(
    SHELL_COMMANDS.map((name) => [
      `${isInstalled(name) ? '/usr/local/bin' : '/bin'}/${name}`,
      `shell ${name}`,
    ]),
  ),
  // Where scripts of other systems look for it.
  '/usr/bin/env': 'shell env',
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
