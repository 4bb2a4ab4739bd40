/** `find`: `-name`, `-iname`, `-path`, `-type`, `-maxdepth`, `-empty`, `-not`, `-delete`, `-print0`. */
import { lstatSync, readdirSync, rmdirSync, unlinkSync, type Stats } from 'node:fs';
import { basename, resolve } from 'node:path';
import { patternExpression } from '../expand/glob.ts';
import { CommandError, pathIn, reasonOf, type ShellCommand } from '../run/command.ts';

type Test = (path: string, full: string, stat: Stats) => boolean;

interface Query {
  tests: Test[];
  maximum: number;
  minimum: number;
  remove: boolean;
  end: string;
}

function parseQuery(args: string[]): Query {
  const query: Query = { tests: [], maximum: Infinity, minimum: 0, remove: false, end: '\n' };
  let negated = false;
  const add = (test: Test): void => {
    const isNegated = negated;
    query.tests.push(isNegated ? (...found) => !test(...found) : test);
    negated = false;
  };
  const next = (option: string): string => {
    const value = args.shift();
    if (value === undefined) throw new CommandError(`${option} needs a value`);
    return value;
  };
  for (let option = args.shift(); option !== undefined; option = args.shift()) {
    if (option === '-name' || option === '-iname') {
      const { source } = patternExpression(next(option));
      const expression = new RegExp(source, option === '-iname' ? 'iu' : 'u');
      add((path) => expression.test(basename(path)));
    } else if (option === '-path') {
      const expression = patternExpression(next(option));
      add((path) => expression.test(path));
    } else if (option === '-type') {
      const type = next(option);
      add((_path, _full, stat) =>
        type === 'd' ? stat.isDirectory() : type === 'l' ? stat.isSymbolicLink() : stat.isFile(),
      );
    } else if (option === '-empty') {
      add((_path, full, stat) =>
        stat.isDirectory() ? readdirSync(full).length === 0 : stat.size === 0,
      );
    } else if (option === '-maxdepth') query.maximum = Number(next(option));
    else if (option === '-mindepth') query.minimum = Number(next(option));
    else if (option === '-not' || option === '!') negated = true;
    else if (option === '-delete') query.remove = true;
    else if (option === '-print0') query.end = '\0';
    else if (option !== '-print' && option !== '-a') {
      throw new CommandError(`unknown predicate ${option}`);
    }
  }
  return query;
}

export const find: ShellCommand = async (context) => {
  const { args, stdout, stderr, signal } = context;
  const first = args.findIndex((argument) => /^[-!(]/.test(argument));
  const roots = args.slice(0, first < 0 ? args.length : first);
  const query = parseQuery(first < 0 ? [] : args.slice(first));
  let status = 0;
  const visit = async (path: string, depth: number): Promise<void> => {
    signal.throwIfAborted();
    const full = pathIn(context, path);
    let stat: Stats;
    try {
      stat = lstatSync(full);
    } catch (error) {
      await stderr.write(`find: '${path}': ${reasonOf(error)}\n`);
      status = 1;
      return;
    }
    const matches = (): boolean =>
      depth >= query.minimum && query.tests.every((test) => test(path, full, stat));
    if (!query.remove && matches()) await stdout.write(path + query.end);
    if (stat.isDirectory() && depth < query.maximum) {
      for (const name of readdirSync(full).sort()) {
        await visit(path.endsWith('/') ? path + name : `${path}/${name}`, depth + 1);
      }
    }
    if (query.remove && matches() && full !== resolve(context.cwd)) {
      if (stat.isDirectory()) rmdirSync(full);
      else unlinkSync(full);
    }
  };
  for (const root of roots.length > 0 ? roots : ['.']) await visit(root, 0);
  return status;
};
