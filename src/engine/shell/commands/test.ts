/** `test` and `[`. */
import { lstatSync, statSync, type Stats } from 'node:fs';
import { CommandError, pathIn, type CommandContext, type ShellCommand } from '../run/command.ts';

type Unary = (operand: string, context: CommandContext) => boolean;

const file =
  (test: (stat: Stats) => boolean): Unary =>
  (operand, context) => {
    const stat = statSync(pathIn(context, operand), { throwIfNoEntry: false });
    return stat !== undefined && test(stat);
  };

const UNARY: Record<string, Unary> = {
  '-n': (operand) => operand !== '',
  '-z': (operand) => operand === '',
  '-e': file(() => true),
  '-f': file((stat) => stat.isFile()),
  '-d': file((stat) => stat.isDirectory()),
  '-s': file((stat) => stat.size > 0),
  '-r': file(() => true),
  '-w': file((stat) => (stat.mode & 0o222) !== 0),
  '-x': file((stat) => (stat.mode & 0o111) !== 0),
  '-L': (operand, context) =>
    lstatSync(pathIn(context, operand), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  '-t': (operand, { stdin, stdout }) =>
    operand === '0' ? stdin.isTerminal : operand === '1' && stdout.isTerminal,
};

const number = (text: string): number => {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new CommandError(`${text}: not an integer`, 2);
  return Number(text);
};

const BINARY: Record<string, (a: string, b: string) => boolean> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '-eq': (a, b) => number(a) === number(b),
  '-ne': (a, b) => number(a) !== number(b),
  '-lt': (a, b) => number(a) < number(b),
  '-le': (a, b) => number(a) <= number(b),
  '-gt': (a, b) => number(a) > number(b),
  '-ge': (a, b) => number(a) >= number(b),
};

export const test: ShellCommand = (context) => {
  const args = [...context.args];
  if (context.name === '[' && args.pop() !== ']') throw new CommandError('missing `]`', 2);
  if (args.length === 0) return 1;
  let at = 0;
  const primary = (): boolean => {
    const [a = '', operator, b] = args.slice(at, at + 3);
    if (operator !== undefined && b !== undefined && Object.hasOwn(BINARY, operator)) {
      at += 3;
      return BINARY[operator]!(a, b);
    }
    if (a === '!' && args.length > at + 1) {
      at++;
      return !primary();
    }
    if (a === '(' && args.length > at + 1) {
      at++;
      const value = either();
      if (args[at++] !== ')') throw new CommandError('missing `)`', 2);
      return value;
    }
    if (Object.hasOwn(UNARY, a) && operator !== undefined) {
      at += 2;
      return UNARY[a]!(operator, context);
    }
    at++;
    return a !== '';
  };
  const both = (): boolean => {
    let value = primary();
    while (args[at] === '-a') {
      at++;
      value = primary() && value;
    }
    return value;
  };
  const either = (): boolean => {
    let value = both();
    while (args[at] === '-o') {
      at++;
      value = both() || value;
    }
    return value;
  };
  const value = either();
  if (at < args.length) throw new CommandError(`${args[at]}: unexpected`, 2);
  return value ? 0 : 1;
};
