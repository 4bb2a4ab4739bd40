/** Commands that print: `echo`, `printf`, `env`, `pwd`, `date`, `clear`, `basename`, `dirname`, …. */
import { realpathSync } from 'node:fs';
import { basename as baseOf, dirname as folderOf } from 'node:path';
import { CommandError, pathIn, type ShellCommand } from '../run/command.ts';
import { parseOptions } from '../run/options.ts';
import { readAll } from '../run/streams.ts';
import { unescapeC } from '../syntax/word-reader.ts';

export const echo: ShellCommand = ({ args, stdout }) => {
  let newline = '\n';
  let escapes = false;
  let first = 0;
  for (; /^-[neE]+$/.test(args[first] ?? ''); first++) {
    for (const letter of args[first]!.slice(1)) {
      if (letter === 'n') newline = '';
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(first).join(' ');
  // `\c` ends the output.
  const [shown, ...rest] = escapes ? text.split('\\c') : [text];
  return stdout.write((escapes ? unescapeC(shown!) : shown!) + (rest.length > 0 ? '' : newline));
};

export const printf: ShellCommand = async ({ args, stdout }) => {
  const [format, ...values] = args;
  if (format === undefined) throw new CommandError('usage: printf format [value …]', 2);
  const directive = /%(%|([-+0 #]*)(\d+|\*)?(?:\.(\d+))?([sdiuxXofgecbq]))/g;
  let result = '';
  do {
    let consumed = 0;
    result += unescapeC(format).replace(
      directive,
      (_all, body: string, flags = '', width = '', precision: string | undefined, type = '') => {
        if (body === '%') return '%';
        consumed++;
        const size = width === '*' ? Number(values.shift() ?? 0) : Number(width || 0);
        const text = formatted(type as string, values.shift() ?? '', precision);
        if ((flags as string).includes('-')) return text.padEnd(size);
        const zero = (flags as string).includes('0') && type !== 's';
        return zero && text.startsWith('-')
          ? `-${text.slice(1).padStart(size - 1, '0')}`
          : text.padStart(size, zero ? '0' : ' ');
      },
    );
    // The format is used again for as long as there are values.
    if (consumed === 0) break;
  } while (values.length > 0);
  await stdout.write(result);
};

function formatted(type: string, value: string, precision: string | undefined): string {
  const digits = precision === undefined ? undefined : Number(precision);
  const number = /^'/.test(value) ? value.charCodeAt(1) : Number(value || 0);
  if (type === 's') return digits === undefined ? value : value.slice(0, digits);
  if (type === 'b') return unescapeC(value);
  if (type === 'q') return /^[\w./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
  if (type === 'c') return value.slice(0, 1);
  if (Number.isNaN(number)) throw new CommandError(`${value}: not a number`);
  if (type === 'x') return Math.trunc(number).toString(16);
  if (type === 'X') return Math.trunc(number).toString(16).toUpperCase();
  if (type === 'o') return Math.trunc(number).toString(8);
  if (type === 'f') return number.toFixed(digits ?? 6);
  if (type === 'e') return number.toExponential(digits ?? 6).replace(/e([-+])(\d)$/, 'e$10$2');
  if (type === 'g') return String(number);
  return String(Math.trunc(number));
}

export const pwd: ShellCommand = ({ cwd, stdout }) => stdout.write(`${cwd}\n`);

export const env: ShellCommand = async (context) => {
  const { args, stdout } = context;
  const variables = { ...context.env };
  let first = 0;
  if (args[0] === '-i') {
    for (const name of Object.keys(variables)) delete variables[name];
    first++;
  }
  for (; args[first] === '-u'; first += 2) delete variables[args[first + 1] ?? ''];
  for (; /^[A-Za-z_]\w*=/.test(args[first] ?? ''); first++) {
    const at = args[first]!.indexOf('=');
    variables[args[first]!.slice(0, at)] = args[first]!.slice(at + 1);
  }
  if (first < args.length) return context.exec(args.slice(first), { env: variables });
  for (const [name, value] of Object.entries(variables)) await stdout.write(`${name}=${value}\n`);
};

export const printenv: ShellCommand = async ({ args, env: variables, stdout }) => {
  const names = args.length > 0 ? args : Object.keys(variables);
  for (const name of names) {
    if (variables[name] === undefined) return 1;
    await stdout.write(args.length > 0 ? `${variables[name]}\n` : `${name}=${variables[name]}\n`);
  }
};

const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const LONG_DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const LONG_MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

/** `strftime`, as far as scripts use it. */
export function formatDate(time: Date, format: string, utc: boolean): string {
  const shifted = utc ? time : new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  const [year, month, day] = [
    shifted.getUTCFullYear(),
    shifted.getUTCMonth(),
    shifted.getUTCDate(),
  ];
  const [hours, minutes, seconds] = [
    shifted.getUTCHours(),
    shifted.getUTCMinutes(),
    shifted.getUTCSeconds(),
  ];
  const offset = utc ? 0 : -time.getTimezoneOffset();
  const sign = offset < 0 ? '-' : '+';
  const zone = sign + two(Math.floor(Math.abs(offset) / 60)) + two(Math.abs(offset) % 60);
  const milliseconds = shifted.getUTCMilliseconds();
  const fields: Record<string, string> = {
    Y: String(year),
    m: two(month + 1),
    d: two(day),
    e: String(day).padStart(2),
    H: two(hours),
    I: two(hours % 12 || 12),
    M: two(minutes),
    S: two(seconds),
    N: String(milliseconds * 1_000_000).padStart(9, '0'),
    F: `${year}-${two(month + 1)}-${two(day)}`,
    T: `${two(hours)}:${two(minutes)}:${two(seconds)}`,
    R: `${two(hours)}:${two(minutes)}`,
    s: String(Math.floor(time.getTime() / 1000)),
    a: DAYS[shifted.getUTCDay()]!,
    A: LONG_DAYS[shifted.getUTCDay()]!,
    b: MONTHS[month]!,
    B: LONG_MONTHS[month]!,
    j: String(
      Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 0)) / 86_400_000),
    ).padStart(3, '0'),
    y: two(year % 100),
    p: hours < 12 ? 'AM' : 'PM',
    u: String(shifted.getUTCDay() || 7),
    z: zone,
    Z: utc || offset === 0 ? 'UTC' : zone,
    '%': '%',
    n: '\n',
  };
  return format
    .replace(/%3N/g, String(milliseconds).padStart(3, '0'))
    .replace(/%-?([A-Za-z%])/g, (all, letter: string) => {
      const value = fields[letter];
      if (value === undefined) return all;
      return all.startsWith('%-') ? value.replace(/^0+(?=\d)/, '') : value;
    });
}

export const date: ShellCommand = ({ args, stdout }) => {
  const { flags, operands, value } = parseOptions(args, {
    flags: { u: 'u', utc: 'u', 'iso-8601': 'I', I: 'I' },
    values: { d: 'd', date: 'd' },
  });
  const given = value('d');
  const time =
    given === undefined
      ? new Date()
      : new Date(
          given.replace(/^@(\d+)$/, (_all, s: string) => new Date(Number(s) * 1000).toISOString()),
        );
  if (Number.isNaN(time.getTime())) throw new CommandError(`invalid date '${given}'`);
  const format = operands[0]?.startsWith('+')
    ? operands[0].slice(1)
    : flags.has('I')
      ? '%F'
      : '%a %b %e %H:%M:%S %Z %Y';
  return stdout.write(`${formatDate(time, format, flags.has('u'))}\n`);
};

export const clear: ShellCommand = ({ stdout }) => stdout.write('\x1b[H\x1b[2J\x1b[3J');

export const basename: ShellCommand = ({ args, stdout }) => {
  if (args[0] === undefined) throw new CommandError('usage: basename path [suffix]', 2);
  return stdout.write(`${baseOf(args[0], args[1])}\n`);
};
export const dirname: ShellCommand = ({ args, stdout }) => {
  if (args[0] === undefined) throw new CommandError('usage: dirname path', 2);
  return stdout.write(`${folderOf(args[0])}\n`);
};
export const realpath: ShellCommand = (context) => {
  const [path] = parseOptions(context.args, { flags: { f: 'f' } }).operands;
  if (path === undefined) throw new CommandError('usage: realpath path', 2);
  return context.stdout.write(`${realpathSync(pathIn(context, path))}\n`);
};

export const whoami: ShellCommand = ({ env: variables, stdout }) =>
  stdout.write(`${variables.USER ?? 'user'}\n`);
export const hostname: ShellCommand = ({ stdout }) => stdout.write('localhost\n');
export const uname: ShellCommand = ({ args, stdout }) =>
  stdout.write(
    args[0] === '-a' ? 'Linux localhost x86_64\n' : args[0] === '-m' ? 'x86_64\n' : 'Linux\n',
  );

export const xargs: ShellCommand = async (context) => {
  const { values, operands } = parseOptions(context.args, {
    values: { n: 'n', I: 'I' },
    flags: { 0: '0', r: 'r' },
    posix: true,
  });
  const nul = context.args.includes('-0');
  const text = (await readAll(context.stdin, context.signal)).toString();
  const replace = values.get('I')?.[0];
  const items = text
    .split(nul ? '\0' : replace === undefined ? /\s+/ : '\n')
    .filter((item) => item !== '');
  const command = operands.length > 0 ? operands : ['echo'];
  const size = replace === undefined ? Number(values.get('n')?.[0] ?? items.length) : 1;
  let status = 0;
  for (let at = 0; at < items.length; at += size) {
    const some = items.slice(at, at + size);
    const argv =
      replace === undefined
        ? [...command, ...some]
        : command.map((word) => word.replaceAll(replace, some[0]!));
    if ((await context.exec(argv)) !== 0) status = 123;
  }
  return status;
};
