/** Commands that pass text through: `cat`, `head`, `tail`, `wc`, `sort`, `uniq`, `tee`, `tr`, `cut`. */
import {
  CommandError,
  pathIn,
  reasonOf,
  type CommandContext,
  type ShellCommand,
} from '../run/command.ts';
import { parseOptions } from '../run/options.ts';
import {
  chunksOf,
  fileInput,
  fileOutput,
  linesOf,
  type Input,
  type Output,
} from '../run/streams.ts';

/**
 * Opens the files one after the other; `-`, or no file at all, is standard input. A file that cannot
 * be opened is reported, and the others follow.
 */
export async function forEachInput(
  context: CommandContext,
  paths: readonly string[],
  use: (input: Input, name: string) => Promise<void>,
): Promise<number> {
  let status = 0;
  for (const path of paths.length > 0 ? paths : ['-']) {
    if (path === '-') {
      await use(context.stdin, '-');
      continue;
    }
    let input: Input | undefined;
    try {
      input = fileInput(pathIn(context, path));
      await use(input, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      await context.stderr.write(`${context.name}: ${path}: ${reasonOf(error)}\n`);
      status = 1;
    } finally {
      input?.cancel();
    }
  }
  return status;
}

export const cat: ShellCommand = (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: { n: 'n' } });
  let number = 1;
  return forEachInput(context, operands, async (input) => {
    if (!flags.has('n')) {
      for await (const chunk of chunksOf(input, context.signal)) await context.stdout.write(chunk);
      return;
    }
    for await (const line of linesOf(input, context.signal)) {
      await context.stdout.write(`${String(number++).padStart(6)}\t${line}\n`);
    }
  });
};

const DEFAULT_LINES = 10;

function lineOptions({ args }: CommandContext) {
  const { operands, value, flags } = parseOptions(args, {
    number: 'n',
    values: { n: 'n', lines: 'n', c: 'c', bytes: 'c' },
    flags: { q: 'q', f: 'f' },
  });
  const text = value('c') ?? value('n') ?? String(DEFAULT_LINES);
  const count = Number(text);
  if (!/^[-+]?\d+$/.test(text)) throw new CommandError(`${text}: not a number of lines`);
  return {
    operands,
    count,
    fromStart: text.startsWith('+'),
    inBytes: value('c') !== undefined,
    flags,
  };
}

const titled = (
  context: CommandContext,
  paths: readonly string[],
  use: (input: Input) => Promise<void>,
): Promise<number> => {
  let index = 0;
  return forEachInput(context, paths, async (input, name) => {
    if (paths.length > 1) await context.stdout.write(`${index++ > 0 ? '\n' : ''}==> ${name} <==\n`);
    await use(input);
  });
};

export const head: ShellCommand = (context) => {
  const { operands, count, inBytes } = lineOptions(context);
  const { stdout, signal } = context;
  return titled(context, operands, async (input) => {
    let left = count;
    while (left > 0) {
      const chunk = await input.read(signal);
      if (!chunk) return;
      let end = 0;
      if (inBytes) {
        end = Math.min(left, chunk.length);
        left -= end;
      } else {
        while (left > 0 && end < chunk.length) {
          const newline = chunk.indexOf(10, end);
          end = newline < 0 ? chunk.length : newline + 1;
          if (newline >= 0) left--;
        }
      }
      await stdout.write(chunk.subarray(0, end));
      input.unread(chunk.subarray(end));
    }
  });
};

export const tail: ShellCommand = (context) => {
  const { operands, count, fromStart, inBytes } = lineOptions(context);
  const { stdout, signal } = context;
  return titled(context, operands, async (input) => {
    if (inBytes) {
      let kept = Buffer.alloc(0);
      for await (const chunk of chunksOf(input, signal)) {
        kept = Buffer.concat([kept, chunk]);
        if (!fromStart && count >= 0) kept = kept.subarray(Math.max(0, kept.length - count));
      }
      return stdout.write(fromStart ? kept.subarray(count - 1) : kept);
    }
    const kept: string[] = [];
    let number = 0;
    for await (const line of linesOf(input, signal)) {
      number++;
      if (fromStart) {
        if (number >= count) await stdout.write(`${line}\n`);
        continue;
      }
      kept.push(line);
      if (kept.length > Math.abs(count)) kept.shift();
    }
    for (const line of kept) await stdout.write(`${line}\n`);
  });
};

export const wc: ShellCommand = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: { l: 'l', w: 'w', c: 'c', m: 'm', lines: 'l', words: 'w', bytes: 'c', chars: 'm' },
  });
  const columns = ['l', 'w', 'm', 'c'].filter((name) =>
    flags.size > 0 ? flags.has(name) : name !== 'm',
  );
  const rows: { name: string; counts: Record<string, number> }[] = [];
  const status = await forEachInput(context, operands, async (input, name) => {
    const counts = { l: 0, w: 0, c: 0, m: 0 };
    const decoder = new TextDecoder();
    let inWord = false;
    for await (const chunk of chunksOf(input, context.signal)) {
      counts.c += chunk.length;
      for (const character of decoder.decode(chunk, { stream: true })) {
        counts.m++;
        if (character === '\n') counts.l++;
        const isSpace = /\s/.test(character);
        if (!isSpace && !inWord) counts.w++;
        inWord = !isSpace;
      }
    }
    rows.push({ name, counts });
  });
  if (rows.length > 1) {
    const total = (key: string): number => rows.reduce((sum, { counts }) => sum + counts[key]!, 0);
    const counts = Object.fromEntries(columns.map((key) => [key, total(key)]));
    rows.push({ name: 'total', counts });
  }
  const widest = Math.max(...rows.flatMap(({ counts }) => columns.map((key) => counts[key]!)), 0);
  const single = columns.length === 1 && rows.length === 1;
  const width = single ? 0 : operands.length === 0 ? 7 : String(widest).length;
  for (const { name, counts } of rows) {
    const numbers = columns.map((key) => String(counts[key]).padStart(width)).join(' ');
    await context.stdout.write(
      `${numbers}${name === '-' && operands.length === 0 ? '' : ` ${name}`}\n`,
    );
  }
  return status;
};

async function allLines(context: CommandContext, paths: readonly string[]) {
  const lines: string[] = [];
  const status = await forEachInput(context, paths, async (input) => {
    for await (const line of linesOf(input, context.signal)) lines.push(line);
  });
  return { lines, status };
}

export const sort: ShellCommand = async (context) => {
  const { flags, operands, value } = parseOptions(context.args, {
    flags: { r: 'r', n: 'n', u: 'u', f: 'f', reverse: 'r', 'numeric-sort': 'n', unique: 'u' },
    values: { k: 'k', key: 'k', t: 't' },
  });
  const { lines, status } = await allLines(context, operands);
  const column = Number(/^\d+/.exec(value('k') ?? '')?.[0] ?? 0);
  const separator = value('t') ?? /\s+/;
  const keyOf = (line: string): string => {
    const text =
      column > 0
        ? line
            .trimStart()
            .split(separator)
            .slice(column - 1)
            .join(' ')
        : line;
    return flags.has('f') ? text.toUpperCase() : text;
  };
  const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  const compare = (a: string, b: string): number => {
    const [x, y] = [keyOf(a), keyOf(b)];
    const order = flags.has('n') ? (parseFloat(x) || 0) - (parseFloat(y) || 0) : byText(x, y);
    return order || byText(a, b);
  };
  const sorted = lines.toSorted((a, b) => (flags.has('r') ? compare(b, a) : compare(a, b)));
  let previous: string | undefined;
  for (const line of sorted) {
    if (flags.has('u') && previous === line) continue;
    previous = line;
    await context.stdout.write(`${line}\n`);
  }
  return status;
};

export const uniq: ShellCommand = async (context) => {
  const { flags, operands } = parseOptions(context.args, {
    flags: { c: 'c', d: 'd', u: 'u', i: 'i', count: 'c', repeated: 'd', unique: 'u' },
  });
  let current: { line: string; count: number } | undefined;
  const flush = async (): Promise<void> => {
    if (!current) return;
    const { line, count } = current;
    if ((flags.has('d') && count < 2) || (flags.has('u') && count > 1)) return;
    await context.stdout.write(`${flags.has('c') ? `${String(count).padStart(7)} ` : ''}${line}\n`);
  };
  const key = (line: string): string => (flags.has('i') ? line.toLowerCase() : line);
  const status = await forEachInput(context, operands.slice(0, 1), async (input) => {
    for await (const line of linesOf(input, context.signal)) {
      if (current && key(current.line) === key(line)) current.count++;
      else {
        await flush();
        current = { line, count: 1 };
      }
    }
  });
  await flush();
  return status;
};

export const tee: ShellCommand = async (context) => {
  const { flags, operands } = parseOptions(context.args, { flags: { a: 'a', append: 'a' } });
  const files: Output[] = operands.map((path) =>
    fileOutput(pathIn(context, path), flags.has('a') ? 'a' : 'w'),
  );
  try {
    for await (const chunk of chunksOf(context.stdin, context.signal)) {
      for (const output of [...files, context.stdout]) await output.write(chunk);
    }
  } finally {
    for (const file of files) file.end();
  }
};

/** `a-z` written out. */
const characterSet = (text: string): string[] => [
  ...text
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace('[:space:]', ' \t\n\r')
    .replace(/([^])-([^])/g, (_all, from: string, to: string) => {
      const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
      return Array.from({ length: Math.max(0, last - first + 1) }, (_unused, index) =>
        String.fromCharCode(first + index),
      ).join('');
    }),
];

export const tr: ShellCommand = async ({ args, stdin, stdout, signal }) => {
  const { flags, operands } = parseOptions(args, { flags: { d: 'd', s: 's' } });
  const [from, to] = operands.map(characterSet);
  if (!from || (!to && flags.size === 0))
    throw new CommandError('usage: tr [-d] [-s] set1 [set2]', 2);
  const table = new Map(from.map((character, index) => [character, to?.[index] ?? to?.at(-1)]));
  const decoder = new TextDecoder();
  let last = '';
  for await (const chunk of chunksOf(stdin, signal)) {
    let result = '';
    for (const character of decoder.decode(chunk, { stream: true })) {
      if (flags.has('d') && table.has(character)) continue;
      const mapped = (flags.has('d') ? undefined : table.get(character)) ?? character;
      if (flags.has('s') && mapped === last && (table.has(character) || to?.includes(mapped)))
        continue;
      last = mapped;
      result += mapped;
    }
    await stdout.write(result);
  }
};

export const cut: ShellCommand = (context) => {
  const { value, operands } = parseOptions(context.args, { values: { d: 'd', f: 'f', c: 'c' } });
  const list = value('f') ?? value('c');
  if (list === undefined) throw new CommandError('usage: cut -f list [-d separator] | -c list', 2);
  const ranges = list.split(',').map((range) => {
    const [from = '', to] = range.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : Number(to || Infinity)] as const;
  });
  const isChosen = (_part: string, index: number): boolean =>
    ranges.some(([from, to]) => index + 1 >= from && index + 1 <= to);
  const separator = value('d') ?? '\t';
  return forEachInput(context, operands, async (input) => {
    for await (const line of linesOf(input, context.signal)) {
      const glue = value('c') === undefined ? separator : '';
      const parts = glue === '' ? [...line] : line.split(glue);
      const chosen = parts.length > 1 || glue === '' ? parts.filter(isChosen).join(glue) : line;
      await context.stdout.write(`${chosen}\n`);
    }
  });
};

export const yes: ShellCommand = async ({ args, stdout, signal }) => {
  const line = `${args.length > 0 ? args.join(' ') : 'y'}\n`;
  const block = line.repeat(Math.max(1, Math.floor(1024 / line.length)));
  for (;;) {
    signal.throwIfAborted();
    await stdout.write(block);
  }
};

export const seq: ShellCommand = async ({ args, stdout, signal }) => {
  const numbers = args.map(Number);
  const [first, step, last] =
    numbers.length === 1
      ? [1, 1, numbers[0]!]
      : numbers.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : (numbers as [number, number, number]);
  if (numbers.length === 0 || numbers.some(Number.isNaN) || step === 0) {
    throw new CommandError('usage: seq [first [step]] last', 2);
  }
  for (let value = first; step > 0 ? value <= last : value >= last; value += step) {
    signal.throwIfAborted();
    await stdout.write(`${value}\n`);
  }
};
