/** Which program a command runs: `execvp(3)` over a tree, as far as scripts and the engine's go. */
import { PROGRAM_MARK } from '../programs.ts';
import { utf8Slice } from '../bytes/utf8.ts';
import type { Errno } from './errors.ts';
import type { FileTree } from './file-tree.ts';
import { find } from './walk.ts';

export interface Executable {
  /** `node`, or one of the engine's own programs. */
  program: string;
  /** Arguments that come before those of the caller: what the script's first line adds. */
  args: string[];
}

/** Where commands are looked for without a PATH; glibc's default. */
const DEFAULT_PATH = '/bin:/usr/bin';
/** Interpreters of interpreters, as Linux limits them. */
const MAX_DEPTH = 4;

const absolute = (path: string, cwd: string): string =>
  path.startsWith('/') ? path : cwd === '/' ? `/${path}` : `${cwd}/${path}`;

/**
 * @param command A name to look for in `path`, or a path if it has a slash.
 * @param path The variable PATH.
 * @returns The executable, or the name of the error.
 */
export function findExecutable(
  tree: FileTree,
  command: string,
  path: string | undefined,
  cwd: string,
): Executable | Errno {
  if (command === '') return 'ENOENT';
  if (command.includes('/')) return load(tree, absolute(command, cwd), cwd, path, 0);
  let error: Errno = 'ENOENT';
  for (const folder of (path || DEFAULT_PATH).split(':')) {
    const found = load(tree, absolute(`${folder || '.'}/${command}`, cwd), cwd, path, 0);
    if (typeof found !== 'string') return found;
    // As execvp: what may not be run is remembered, what is not there is not.
    if (found === 'EACCES') error = found;
  }
  return error;
}

function load(
  tree: FileTree,
  file: string,
  cwd: string,
  path: string | undefined,
  depth: number,
): Executable | Errno {
  const inode = find(tree, file);
  if (typeof inode === 'string') return inode;
  if (inode.kind !== 'file' || (inode.mode & 0o111) === 0) return 'EACCES';
  const head = utf8Slice(inode.content.bytes().subarray(0, 256));
  const line = /^.*/.exec(head)![0].trimEnd();
  if (line.startsWith(PROGRAM_MARK)) {
    const [program = '', ...args] = line.slice(PROGRAM_MARK.length).split(' ');
    return { program, args };
  }
  if (depth >= MAX_DEPTH) return 'ELOOP';
  // `execvp` gives a file without a first line of its own to the shell.
  const script = /^#!\s*(\S+)(?:\s+(.*))?$/.exec(line);
  if (!script) return interpret(tree, '/bin/sh', [file], cwd, path, depth);
  const [, interpreter, argument] = script;
  if (!/(^|\/)env$/.test(interpreter!)) {
    return interpret(tree, interpreter!, argument ? [argument, file] : [file], cwd, path, depth);
  }
  const words = (argument ?? '').replace(/^-S\s*/, '').split(/\s+/);
  while (words[0]?.includes('=')) words.shift();
  const found = findExecutable(tree, words[0] ?? '', path, cwd);
  return typeof found === 'string' ? found : prepend(found, [...words.slice(1), file]);
}

function interpret(
  tree: FileTree,
  interpreter: string,
  args: string[],
  cwd: string,
  path: string | undefined,
  depth: number,
): Executable | Errno {
  const found = load(tree, absolute(interpreter, cwd), cwd, path, depth + 1);
  return typeof found === 'string' ? found : prepend(found, args);
}

const prepend = ({ program, args }: Executable, more: string[]): Executable => ({
  program,
  args: [...args, ...more],
});
