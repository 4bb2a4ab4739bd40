/** Commands that change files: `mkdir`, `rm`, `rmdir`, `cp`, `mv`, `touch`, `ln`, `chmod`. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  CommandError,
  pathIn,
  reasonOf,
  type CommandContext,
  type ShellCommand,
} from '../run/command.ts';
import { parseOptions } from '../run/options.ts';

/** Does something for each path; what fails is reported, and the others follow. */
async function forEachPath(
  context: CommandContext,
  paths: readonly string[],
  act: (path: string, name: string) => Promise<void> | void,
): Promise<number> {
  if (paths.length === 0) throw new CommandError('missing operand');
  let status = 0;
  for (const name of paths) {
    try {
      await act(pathIn(context, name), name);
    } catch (error) {
      await context.stderr.write(`${context.name}: ${name}: ${reasonOf(error)}\n`);
      status = 1;
    }
  }
  return status;
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

export const mkdir: ShellCommand = (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: { p: 'p', parents: 'p', v: 'v' },
    values: { m: 'm' },
  });
  return forEachPath(context, operands, (path) => {
    mkdirSync(path, { recursive: flags.has('p') });
  });
};

export const rmdir: ShellCommand = (context) =>
  forEachPath(context, parseOptions(context.args, {}).operands, (path) => rmdirSync(path));

export const rm: ShellCommand = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: { r: 'r', R: 'r', recursive: 'r', f: 'f', force: 'f', v: 'v', d: 'd' },
  });
  if (operands.length === 0 && flags.has('f')) return 0;
  return forEachPath(context, operands, (path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat && flags.has('f')) return;
    if (path === '/' || /(^|\/)\.\.?$/.test(path)) throw new CommandError('refused');
    if (stat?.isDirectory() && flags.has('d') && !flags.has('r')) return rmdirSync(path);
    if (stat?.isDirectory() && !flags.has('r')) {
      throw new CommandError('Is a directory (rm -r removes it with what is in it)');
    }
    rmSync(path, { recursive: flags.has('r') });
  });
};

/** Where a source goes when the last operand names a folder. */
function targets(
  context: CommandContext,
  operands: string[],
): { sources: string[]; of(name: string): string } {
  const target = operands.at(-1);
  const sources = operands.slice(0, -1);
  if (target === undefined || sources.length === 0) {
    throw new CommandError(`usage: ${context.name} source … target`, 2);
  }
  const path = pathIn(context, target);
  const intoFolder = isFolder(path);
  if (!intoFolder && sources.length > 1) throw new CommandError(`${target}: Not a directory`);
  return {
    sources,
    of: (name) => (intoFolder ? join(path, basename(resolve(context.cwd, name))) : path),
  };
}

export const cp: ShellCommand = (context) => {
  const letters = ['r', 'f', 'n', 'v', 'p'];
  const { flags, operands } = parseOptions(context.args, {
    flags: {
      ...Object.fromEntries(letters.map((letter) => [letter, letter])),
      R: 'r',
      a: 'r',
      recursive: 'r',
    },
  });
  const { sources, of } = targets(context, operands);
  return forEachPath(context, sources, (path, name) => {
    if (isFolder(path) && !flags.has('r')) {
      throw new CommandError('Is a directory (cp -r copies it with what is in it)');
    }
    if (path === of(name)) throw new CommandError('source and target are the same file');
    const force = !flags.has('n');
    cpSync(path, of(name), {
      recursive: flags.has('r'),
      force,
      preserveTimestamps: flags.has('p'),
    });
  });
};

export const mv: ShellCommand = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: { f: 'f', n: 'n', v: 'v' } });
  const { sources, of } = targets(context, operands);
  return forEachPath(context, sources, (path, name) => {
    const target = of(name);
    if (flags.has('n') && existsSync(target)) return;
    lstatSync(path);
    renameSync(path, target);
  });
};

export const touch: ShellCommand = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: { c: 'c', a: 'a', m: 'm' } });
  return forEachPath(context, operands, (path) => {
    if (existsSync(path)) utimesSync(path, new Date(), new Date());
    else if (!flags.has('c')) appendFileSync(path, '');
  });
};

export const ln: ShellCommand = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: { s: 's', f: 'f', n: 'n' } });
  const [source, target = basename(source ?? '')] = operands;
  if (!source) throw new CommandError('usage: ln [-s] source [target]', 2);
  const path = pathIn(context, target);
  const link = isFolder(path) ? join(path, basename(source)) : path;
  if (flags.has('f')) rmSync(link, { force: true });
  if (flags.has('s')) symlinkSync(source, link);
  else linkSync(pathIn(context, source), link);
};

/** @throws CommandError for what is neither `755` nor `u+x` and the like */
export function changedMode(mode: number, text: string): number {
  if (/^[0-7]{3,4}$/.test(text)) return parseInt(text, 8);
  return text.split(',').reduce((current, clause) => {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!match) throw new CommandError(`invalid mode: ${text}`);
    const [, who, operator, permissions] = match as unknown as [string, string, string, string];
    const bits = [...permissions].reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter]!, 0);
    const shifts = [...(who === '' || who.includes('a') ? 'ugo' : who)].map(
      (w) => ({ u: 6, g: 3, o: 0 })[w]!,
    );
    return shifts.reduce((result, shift) => {
      if (operator === '+') return result | (bits << shift);
      if (operator === '-') return result & ~(bits << shift);
      return (result & ~(7 << shift)) | (bits << shift);
    }, current);
  }, mode & 0o7777);
}

export const chmod: ShellCommand = (context) => {
  // `-x` is a mode, so nothing here is an option.
  const [mode, ...paths] = context.args;
  if (!mode) throw new CommandError('usage: chmod mode file …', 2);
  return forEachPath(context, paths, (path) => {
    chmodSync(path, changedMode(statSync(path).mode, mode));
  });
};

export const mktemp: ShellCommand = ({ args, stdout, env }) => {
  const { flags } = parseOptions(args, { flags: { d: 'd' } });
  const path = join(env.TMPDIR ?? '/tmp', `tmp.${Math.random().toString(36).slice(2, 12)}`);
  mkdirSync(dirname(path), { recursive: true });
  if (flags.has('d')) mkdirSync(path);
  else appendFileSync(path, '');
  return stdout.write(`${path}\n`);
};
