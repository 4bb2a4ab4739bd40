/** `sh` inside a shell: `sh -c 'text'`, `sh file`. A person at a terminal gets a process of their own. */
import { readFileSync } from 'node:fs';
import { CommandError, pathIn, type ShellCommand } from '../run/command.ts';
import { readAll } from '../run/streams.ts';

export const jsh: ShellCommand = async (context) => {
  const { args, stdin, signal } = context;
  const options = args.filter((argument) => /^-[a-z]+$/.test(argument)).join('');
  const [first, ...rest] = args.filter((argument) => !/^-[a-z]+$/.test(argument));
  const prefix = options.includes('e') ? 'set -e\n' : '';
  if (options.includes('c')) {
    if (first === undefined) throw new CommandError('-c needs a command', 2);
    const [name = context.name, ...positional] = rest;
    return context.run(prefix + first, { name, positional });
  }
  if (first !== undefined) {
    const text = readFileSync(pathIn(context, first), 'utf8');
    return context.run(prefix + text, { name: first, positional: rest });
  }
  if (stdin.isTerminal) throw new CommandError('this is a shell already: open another terminal', 1);
  return context.run(prefix + (await readAll(stdin, signal)).toString());
};
