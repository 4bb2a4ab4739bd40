/** Redirections. */
import { resolve } from 'node:path';
import { expandToString, type ExpansionScope } from '../expand/expand.ts';
import type { Redirection } from '../syntax/ast.ts';
import { CommandError, reasonOf } from './command.ts';
import { fileInput, fileOutput, textInput, type Input, type Output } from './streams.ts';

export interface Streams {
  stdin: Input | undefined;
  stdout: Output;
  stderr: Output;
}

/** Where a closed descriptor leads. */
const nowhere: Output = {
  inherits: undefined,
  isTerminal: false,
  columns: undefined,
  write: async () => {},
  end() {},
};

/**
 * Opens what the redirections name, from left to right.
 *
 * @returns the streams of the command, and a function that closes the files.
 * @throws CommandError when a file cannot be opened
 */
export async function redirect(
  redirections: readonly Redirection[],
  streams: Streams,
  scope: ExpansionScope,
): Promise<{ streams: Streams; close: () => void }> {
  const result = { ...streams };
  const closers: (() => void)[] = [];
  const close = (): void => {
    for (const closer of closers) closer();
  };
  const output = (target: string, flags: 'w' | 'a'): Output => {
    const file = fileOutput(resolve(scope.cwd, target), flags);
    closers.push(() => file.end());
    return file;
  };
  const input = (target: string): Input => {
    const file = fileInput(resolve(scope.cwd, target));
    closers.push(() => file.cancel());
    return file;
  };
  const assign = (fd: number, stream: Output): void => {
    if (fd === 1) result.stdout = stream;
    else if (fd === 2) result.stderr = stream;
    else throw new CommandError(`${fd}: only the descriptors 0, 1 and 2 can be redirected`);
  };
  for (const { fd, operator, target } of redirections) {
    const text = await expandToString(target, scope);
    try {
      switch (operator) {
        case '<<':
          result.stdin = textInput(text);
          break;
        case '<<<':
          result.stdin = textInput(`${text}\n`);
          break;
        case '<':
        case '<>':
          result.stdin = input(text);
          break;
        case '>':
        case '>|':
          assign(fd, output(text, 'w'));
          break;
        case '>>':
          assign(fd, output(text, 'a'));
          break;
        case '&>':
        case '&>>':
          result.stdout = result.stderr = output(text, operator === '&>' ? 'w' : 'a');
          break;
        case '<&':
          if (text === '-') result.stdin = undefined;
          else if (text !== '0') throw new CommandError(`${text}: bad file descriptor`);
          break;
        case '>&':
          if (text === '-') assign(fd, nowhere);
          else if (text === '1') assign(fd, result.stdout);
          else if (text === '2') assign(fd, result.stderr);
          else if (fd === 1 && !/^\d+$/.test(text)) {
            result.stdout = result.stderr = output(text, 'w');
          } else throw new CommandError(`${text}: bad file descriptor`);
          break;
      }
    } catch (error) {
      close();
      if (error instanceof CommandError) throw error;
      throw new CommandError(`${text}: ${reasonOf(error)}`);
    }
  }
  return { streams: result, close };
}
