/** `grep`. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, pathIn, type CommandContext, type ShellCommand } from '../run/command.ts';
import { parseOptions } from '../run/options.ts';
import { linesOf } from '../run/streams.ts';
import { forEachInput } from './text.ts';

const FLAGS = ['n', 'i', 'r', 'v', 'c', 'l', 'o', 'w', 'x', 'F', 'E', 'q', 'h', 'H', 's', 'L'];

function expression(pattern: string, flags: ReadonlySet<string>): RegExp {
  let source = pattern;
  if (flags.has('F')) source = pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  else if (!flags.has('E')) {
    // In basic expressions these are ordinary characters, and special with a backslash.
    source = pattern.replace(/\\?[+?{}()|]/g, (token) =>
      token.length === 2 ? token[1]! : `\\${token}`,
    );
  }
  source = source.replace(/\[\[:(\w+):\]\]/g, (_all, name: string) => CLASSES[name] ?? '[]');
  if (flags.has('w')) source = `\\b(?:${source})\\b`;
  if (flags.has('x')) source = `^(?:${source})$`;
  try {
    return new RegExp(source, flags.has('i') ? 'gi' : 'g');
  } catch {
    throw new CommandError(`${pattern}: not a regular expression`, 2);
  }
}
const CLASSES: Record<string, string> = {
  alpha: '[A-Za-z]',
  digit: '[0-9]',
  alnum: '[A-Za-z0-9]',
  space: '\\s',
  upper: '[A-Z]',
  lower: '[a-z]',
};

/** Files below a folder, in order; `path` as the user would write it. */
function* filesBelow(context: CommandContext, path: string): Generator<string> {
  const isFolder = statSync(pathIn(context, path), { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder) return yield path;
  for (const name of readdirSync(pathIn(context, path)).sort()) {
    yield* filesBelow(context, path === '.' ? name : join(path, name));
  }
}

export const grep: ShellCommand = async (context) => {
  const { flags, values, operands } = parseOptions(context.args, {
    flags: {
      ...Object.fromEntries(FLAGS.map((flag) => [flag, flag])),
      R: 'r',
      recursive: 'r',
      'line-number': 'n',
      'ignore-case': 'i',
      'invert-match': 'v',
      'line-buffered': 's',
      quiet: 'q',
    },
    values: { e: 'e', m: 'm', color: 'color', A: 'A', B: 'B', C: 'C' },
  });
  const patterns = values.get('e') ?? operands.splice(0, 1);
  if (patterns.length === 0)
    throw new CommandError('usage: grep [-inrvclowFE] pattern [file …]', 2);
  const matchers = patterns.map((pattern) => expression(pattern, flags));
  const roots = operands.length === 0 && flags.has('r') ? ['.'] : operands;
  const paths = flags.has('r') ? roots.flatMap((path) => [...filesBelow(context, path)]) : roots;
  const named = !flags.has('h') && (flags.has('H') || flags.has('r') || paths.length > 1);
  const limit = Number(values.get('m')?.at(-1) ?? Infinity);
  const { stdout, signal } = context;
  const colour = stdout.isTerminal && !flags.has('v');
  const paint = (code: number, text: string): string =>
    stdout.isTerminal ? `\x1b[${code}m${text}\x1b[0m` : text;
  let anyMatch = false;
  const status = await forEachInput(context, paths, async (input, path) => {
    const label = path === '-' ? '(standard input)' : path;
    const prefix = named ? `${paint(35, label)}${paint(36, ':')}` : '';
    let number = 0;
    let count = 0;
    for await (const line of linesOf(input, signal)) {
      number++;
      const isMatch = matchers.some((matcher) => line.search(matcher) >= 0);
      if (isMatch === flags.has('v')) continue;
      anyMatch = true;
      count++;
      if (flags.has('q') || flags.has('l') || flags.has('L')) break;
      if (!flags.has('c')) {
        const head =
          prefix + (flags.has('n') ? `${paint(32, String(number))}${paint(36, ':')}` : '');
        if (flags.has('o')) {
          for (const matcher of matchers) {
            for (const [match] of line.matchAll(matcher)) {
              await stdout.write(`${head}${paint(31, match)}\n`);
            }
          }
        } else {
          const shown = colour
            ? matchers.reduce((text, matcher) => text.replace(matcher, '\x1b[1;31m$&\x1b[0m'), line)
            : line;
          await stdout.write(`${head}${shown}\n`);
        }
      }
      if (count >= limit) break;
    }
    if (flags.has('c')) await stdout.write(`${prefix}${count}\n`);
    if (flags.has('l') && count > 0) await stdout.write(`${label}\n`);
    if (flags.has('L') && count === 0) await stdout.write(`${label}\n`);
  });
  if (status !== 0 && !(anyMatch && flags.has('q'))) return 2;
  return anyMatch ? 0 : 1;
};
