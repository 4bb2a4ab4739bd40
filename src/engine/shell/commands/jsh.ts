/** `sh` inside a shell: `sh -c 'text'`, `sh file`. A person at a terminal gets a process of their own. */
import { readFileSync } from 'node:fs';
import { CommandError, pathIn, type ShellCommand } from '../run/command.ts';
import { readAll } from '../run/streams.ts';

export const jsh: ShellCommand = async (context) => {
  const { args, stdin, signal } = context;
  const options = args.filter((argument) => /^-[a-z]+$/.test(argument)).join('');
  const [first, ...rest] = args.filter((argument) => !/^-[a-z]+$/.test(argument));
  const prefix = options.includes('e') ? 'set -e\n' : '';
  const positional = (values: string[]): string =>
    values.length > 0
      ? `set -- ${values.map((value) => `'${value.replaceAll("'", `'\\''`)}'`).join(' ')}\n`
      : '';
  if (options.includes('c')) {
    if (first === undefined) throw new CommandError('-c needs a command', 2);
    return context.run(prefix + positional(rest.slice(1)) + first);
  }
  if (first !== undefined) {
    return context.run(prefix + positional(rest) + readFileSync(pathIn(context, first), 'utf8'));
  }
  if (stdin.isTerminal) throw new CommandError('this is a shell already: open another terminal', 1);
  return context.run(prefix + (await readAll(stdin, signal)).toString());
};
