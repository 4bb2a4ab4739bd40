/** What a command of the shell's own is: a function over streams, arguments and a folder. */
import { resolve } from 'node:path';
import type { Input, Output } from './streams.ts';

export interface CommandContext {
  /** Name under which it was called. */
  readonly name: string;
  readonly args: readonly string[];
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Aborted by Ctrl-C, or when the job is killed. */
  readonly signal: AbortSignal;
  /** Runs a command line in this context, with changes. @returns its exit code */
  run(script: string, changes?: RunChanges): Promise<number>;
  /** Runs one command by its name and arguments. @returns its exit code */
  exec(argv: readonly string[], changes?: RunChanges): Promise<number>;
}

export interface RunChanges {
  /** `$0`, and what follows it. */
  name?: string;
  positional?: readonly string[];
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  stdout?: Output;
  stdin?: Input;
}

/** @returns the exit code; 0 where nothing is returned. */
export type ShellCommand = (context: CommandContext) => Promise<number | void> | number | void;

/** A fault of use or of the system that a command reports as `name: message`. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const pathIn = (context: Pick<CommandContext, 'cwd'>, path: string): string =>
  resolve(context.cwd, path);

const REASONS: Record<string, string> = {
  EACCES: 'Permission denied',
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENOENT: 'No such file or directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EPERM: 'Operation not permitted',
  EXDEV: 'Invalid cross-device link',
};

/** Why a call to the system failed, in the words of `strerror`. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
