/** Where a command's program is, and what kind of program. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

export type Program =
  /** A program for Node, with the options of its first line. */
  | { kind: 'node'; file: string; options: string[] }
  /** A script for a shell. */
  | { kind: 'script'; file: string }
  | { kind: 'binary'; file: string };

export type Found =
  { program: Program } | { problem: 'missing' | 'folder' | 'denied'; file: string };

const EXECUTABLE = 0o111;

/** All files on the path that bear the name, in order. */
export function filesOnPath(name: string, path: string, cwd: string): string[] {
  if (name.includes('/')) return isFile(resolve(cwd, name)) ? [resolve(cwd, name)] : [];
  return path
    .split(':')
    .map((folder) => resolve(cwd, folder, name))
    .filter((file) => isFile(file) && isExecutable(file));
}

/** @param path The value of `PATH`. */
export function findProgram(name: string, path: string, cwd: string): Found {
  if (name.includes('/')) {
    const file = resolve(cwd, name);
    const stat = statOf(file);
    if (!stat) return { problem: 'missing', file: name };
    if (stat.isDirectory()) return { problem: 'folder', file: name };
    if (!(stat.mode & EXECUTABLE)) return { problem: 'denied', file: name };
    return { program: programOf(file) };
  }
  const [file] = filesOnPath(name, path, cwd);
  return file ? { program: programOf(file) } : { problem: 'missing', file: name };
}

/** Tells by the first line who has to run a file. */
export function programOf(file: string): Program {
  const head = firstBytes(file);
  const line = /^#!\s*(\S+)[ \t]*([^\r\n]*)/.exec(head);
  if (!line) {
    if (head.includes('\0')) return { kind: 'binary', file };
    return { kind: 'script', file };
  }
  const words = line[2]!.split(/\s+/).filter((word) => word !== '' && word !== '-S');
  const isEnv = line[1]!.endsWith('/env');
  const interpreter = (isEnv ? words.shift() : line[1])?.split('/').at(-1) ?? '';
  if (/^node(js)?$/.test(interpreter)) return { kind: 'node', file, options: words };
  if (/^(sh|bash|dash|jsh|zsh)$/.test(interpreter)) return { kind: 'script', file };
  return { kind: 'binary', file };
}

function firstBytes(file: string): string {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(128);
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(fd);
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
const isFile = (path: string): boolean => statOf(path)?.isFile() ?? false;
const isExecutable = (path: string): boolean => ((statOf(path)?.mode ?? 0) & EXECUTABLE) !== 0;
