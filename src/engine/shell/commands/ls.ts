/** `ls`. */
import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { pathIn, reasonOf, type CommandContext, type ShellCommand } from '../run/command.ts';
import { parseOptions } from '../run/options.ts';

interface Entry {
  name: string;
  path: string;
  stat: Stats;
}

/** Columns where the width of the terminal is not known. */
const DEFAULT_COLUMNS = 80;
const HALF_A_YEAR = 182 * 24 * 3600 * 1000;

function modeText(stat: Stats): string {
  const kind = stat.isDirectory()
    ? 'd'
    : stat.isSymbolicLink()
      ? 'l'
      : stat.isCharacterDevice()
        ? 'c'
        : '-';
  const bits = [...'rwxrwxrwx'].map((letter, index) =>
    stat.mode & (0o400 >> index) ? letter : '-',
  );
  return kind + bits.join('');
}

/** @example sizeText(1536) // → '1.5K' */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = 'KMGT';
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (value < 10 ? value.toFixed(1) : String(Math.ceil(value))) + units[unit]!;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function timeText(time: Date, now: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
  const isRecent = Math.abs(now - time.getTime()) < HALF_A_YEAR;
  return isRecent
    ? `${day} ${two(time.getHours())}:${two(time.getMinutes())}`
    : `${day}  ${time.getFullYear()}`;
}

function shownName({ name, stat }: Entry, colour: boolean, classify: boolean): string {
  const isProgram = stat.isFile() && (stat.mode & 0o111) !== 0;
  const code = stat.isDirectory()
    ? '1;34'
    : stat.isSymbolicLink()
      ? '1;36'
      : isProgram
        ? '1;32'
        : '';
  const sign = stat.isDirectory() ? '/' : stat.isSymbolicLink() ? '@' : isProgram ? '*' : '';
  const painted = colour && code ? `\x1b[${code}m${name}\x1b[0m` : name;
  return classify ? painted + sign : painted;
}

/** Names in as many columns as fit, filled downwards. */
export function inColumns(
  names: readonly string[],
  widths: readonly number[],
  width: number,
): string {
  for (let rows = 1; rows <= names.length; rows++) {
    const columns: number[][] = [];
    for (let at = 0; at < names.length; at += rows) {
      columns.push(Array.from({ length: Math.min(rows, names.length - at) }, (_, row) => at + row));
    }
    const sizes = columns.map((column) => Math.max(...column.map((index) => widths[index]!)));
    const total = sizes.reduce((sum, size) => sum + size + 2, -2);
    if (total > width && rows < names.length) continue;
    const lines = Array.from({ length: rows }, (_, row) =>
      columns
        .flatMap((column, index) => {
          const at = column[row];
          if (at === undefined) return [];
          const isLast = columns[index + 1]?.[row] === undefined;
          return [isLast ? names[at]! : names[at]! + ' '.repeat(sizes[index]! + 2 - widths[at]!)];
        })
        .join(''),
    );
    return lines.map((line) => `${line}\n`).join('');
  }
  return '';
}

async function print(
  context: CommandContext,
  entries: Entry[],
  flags: ReadonlySet<string>,
): Promise<void> {
  const { stdout } = context;
  const colour = stdout.isTerminal && !flags.has('plain');
  const classify = flags.has('F');
  if (flags.has('l')) {
    const sizes = entries.map(({ stat }) =>
      flags.has('h') ? sizeText(stat.size) : String(stat.size),
    );
    const width = Math.max(...sizes.map((size) => size.length), 0);
    const links = Math.max(...entries.map(({ stat }) => String(stat.nlink).length), 0);
    const user = context.env.USER ?? 'user';
    for (const [index, entry] of entries.entries()) {
      const { stat, path } = entry;
      const target = stat.isSymbolicLink() ? ` -> ${readlinkSync(path)}` : '';
      const columns = [
        modeText(stat),
        String(stat.nlink).padStart(links),
        user,
        user,
        sizes[index]!.padStart(width),
        timeText(stat.mtime, Date.now()),
        shownName(entry, colour, classify) + target,
      ];
      await stdout.write(`${columns.join(' ')}\n`);
    }
    return;
  }
  const names = entries.map((entry) => shownName(entry, colour, classify));
  if (flags.has('1') || !stdout.isTerminal) {
    for (const name of names) await stdout.write(`${name}\n`);
    return;
  }
  const widths = entries.map((entry) => shownName(entry, false, classify).length);
  await stdout.write(inColumns(names, widths, stdout.columns ?? DEFAULT_COLUMNS));
}

function sorted(entries: Entry[], flags: ReadonlySet<string>): Entry[] {
  const plain = (name: string): string => name.replace(/^\./, '').toLowerCase();
  const byName = (a: Entry, b: Entry): number => {
    const [x, y] = [plain(a.name), plain(b.name)];
    return x < y ? -1 : Number(x > y);
  };
  const order = flags.has('t')
    ? (a: Entry, b: Entry): number => b.stat.mtimeMs - a.stat.mtimeMs
    : flags.has('S')
      ? (a: Entry, b: Entry): number => b.stat.size - a.stat.size
      : byName;
  const result = entries.toSorted((a, b) => order(a, b) || byName(a, b));
  return flags.has('r') ? result.reverse() : result;
}

function readFolder(path: string, flags: ReadonlySet<string>): Entry[] {
  const names = readdirSync(path).filter(
    (name) => flags.has('a') || flags.has('A') || !name.startsWith('.'),
  );
  if (flags.has('a')) names.push('.', '..');
  const entries = names.map((name) => {
    const full = join(path, name);
    return { name, path: full, stat: lstatSync(full) };
  });
  return sorted(entries, flags);
}

export const ls: ShellCommand = async (context) => {
  const letters = ['a', 'A', 'l', '1', 'R', 'd', 'h', 't', 'S', 'r', 'F'];
  const { flags, operands, value } = parseOptions(context.args, {
    flags: { ...Object.fromEntries(letters.map((letter) => [letter, letter])), all: 'a' },
    values: { color: 'color' },
  });
  if (value('color') === 'never') flags.add('plain');
  const { stdout, stderr } = context;
  const paths = operands.length > 0 ? operands : ['.'];
  const files: Entry[] = [];
  const folders: string[] = [];
  let status = 0;
  for (const name of paths) {
    const path = pathIn(context, name);
    try {
      const stat = statSync(path, { throwIfNoEntry: false }) ?? lstatSync(path);
      if (stat.isDirectory() && !flags.has('d')) folders.push(name);
      else files.push({ name, path, stat: flags.has('l') ? lstatSync(path) : stat });
    } catch (error) {
      await stderr.write(`ls: cannot access '${name}': ${reasonOf(error)}\n`);
      status = 2;
    }
  }
  if (files.length > 0) await print(context, sorted(files, flags), flags);
  const titles = paths.length > 1 || flags.has('R');
  let isFirst = files.length === 0;
  const show = async (name: string): Promise<void> => {
    context.signal.throwIfAborted();
    if (titles) await stdout.write(`${isFirst ? '' : '\n'}${name}:\n`);
    isFirst = false;
    const path = pathIn(context, name);
    const entries = readFolder(path, flags);
    await print(context, entries, flags);
    if (!flags.has('R')) return;
    for (const entry of entries) {
      if (entry.stat.isDirectory() && entry.name !== '.' && entry.name !== '..') {
        await show(name.endsWith('/') ? name + entry.name : `${name}/${entry.name}`);
      }
    }
  };
  for (const name of folders.sort()) await show(name);
  return status;
};
