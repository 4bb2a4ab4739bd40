/** https://dev.mysql.com/doc/refman/8.4/en/string-functions.html */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { MysqlError, notSupported } from '../errors.ts';
import { compareCi, fold, likePattern } from '../values/collation.ts';
import type { Value } from '../values/convert.ts';
import { textOf } from '../values/convert.ts';
import { blob, int, text, varchar, type Type } from '../values/types.ts';
import type { FunctionTable } from './define.ts';

const letters = (value: Value) => [...textOf(value)];
const bytesOf = (value: Value) =>
  value instanceof Uint8Array ? value : new TextEncoder().encode(textOf(value));
const same = (types: Type[]): Type =>
  types[0]!.kind === 'blob' ? blob : { ...text, collation: types[0]!.collation ?? 'ci' };
const MAX_RESULT = 64 * 1024 * 1024;

function sub(value: Value, from: Value, count?: Value): Value {
  const all = value instanceof Uint8Array ? value : letters(value);
  let start = Number(from);
  if (start === 0) return '';
  start = start < 0 ? all.length + start : start - 1;
  if (start < 0) return '';
  const end = count === undefined ? all.length : start + Math.max(0, Number(count));
  return all instanceof Uint8Array ? all.slice(start, end) : all.slice(start, end).join('');
}

function pad(value: Value, width: Value, fill: Value, left: boolean): Value {
  const all = letters(value);
  const length = Number(width);
  if (length < 0 || length > MAX_RESULT) return null;
  if (all.length >= length) return all.slice(0, length).join('');
  const unit = letters(fill);
  if (!unit.length) return '';
  const padding = Array.from({ length: length - all.length }, (_, i) => unit[i % unit.length]).join(
    '',
  );
  return left ? padding + textOf(value) : textOf(value) + padding;
}

function trim(value: Value, remove: Value, side: Value): Value {
  let s = textOf(value);
  const unit = textOf(remove);
  if (!unit) return s;
  if (side !== 'TRAILING') while (s.startsWith(unit)) s = s.slice(unit.length);
  if (side !== 'LEADING') while (s.endsWith(unit)) s = s.slice(0, -unit.length);
  return s;
}

function locate(needle: Value, haystack: Value, from: Value = 1): number {
  const [n, h] = [[...fold(textOf(needle))], [...fold(textOf(haystack))]];
  const start = Number(from) - 1;
  if (start < 0) return 0;
  const at = h.slice(start).join('').indexOf(n.join(''));
  return at < 0 ? 0 : start + [...h.slice(start).join('').slice(0, at)].length + 1;
}

const regexps = new Map<string, RegExp>();

/** ICU's syntax as JavaScript's, which differ in rare things. */
export function regexp(pattern: Value, flags = 'i'): RegExp {
  const key = `${flags}/${textOf(pattern)}`;
  let found = regexps.get(key);
  if (!found) {
    const source = textOf(pattern)
      .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${posix(name)}]`)
      .replace(/\[:(\w+):\]/g, (_, name: string) => posix(name));
    try {
      found = new RegExp(source, `${flags}u`);
    } catch {
      throw new MysqlError('ER_REGEXP_ERROR');
    }
    if (regexps.size > 200) regexps.clear();
    regexps.set(key, found);
  }
  return found;
}

function posix(name: string): string {
  const known: Record<string, string> = {
    alpha: '\\p{L}',
    digit: '\\p{Nd}',
    alnum: '\\p{L}\\p{Nd}',
    upper: '\\p{Lu}',
    lower: '\\p{Ll}',
    space: '\\s',
    punct: '\\p{P}',
    xdigit: '0-9A-Fa-f',
    blank: ' \\t',
  };
  return (
    known[name] ??
    (() => {
      throw new MysqlError('ER_REGEXP_ERROR');
    })()
  );
}

const flagsOf = (mode: Value | undefined) =>
  `${mode && /c/.test(textOf(mode)) ? '' : 'i'}${mode && /n/.test(textOf(mode)) ? 's' : ''}${mode && /m/.test(textOf(mode)) ? 'm' : ''}`;

const digest = (name: string) => (value: Value) =>
  createHash(name).update(bytesOf(value)).digest('hex');

export const stringFunctions: FunctionTable = {
  CONCAT: {
    takes: 'a',
    many: true,
    gives: (t) => (t.some((each) => each.kind === 'blob') ? blob : text),
    call: (...args) =>
      args.some((a) => a instanceof Uint8Array)
        ? new Uint8Array(Buffer.concat(args.map(bytesOf)))
        : args.map(textOf).join(''),
  },
  CONCAT_WS: {
    takes: 'ss',
    many: true,
    nulls: true,
    gives: text,
    call: (separator, ...rest) =>
      separator === null
        ? null
        : rest
            .filter((r) => r !== null)
            .map(textOf)
            .join(textOf(separator!)),
  },
  UPPER: { takes: 's', gives: same, call: (s) => textOf(s!).toUpperCase() },
  LOWER: { takes: 's', gives: same, call: (s) => textOf(s!).toLowerCase() },
  CHAR_LENGTH: {
    takes: 'a',
    gives: int(),
    call: (s) => (s instanceof Uint8Array ? s.length : letters(s!).length),
  },
  LENGTH: { takes: 'a', gives: int(), call: (s) => bytesOf(s!).length },
  BIT_LENGTH: { takes: 'a', gives: int(), call: (s) => bytesOf(s!).length * 8 },
  SUBSTRING: {
    takes: 'aii',
    least: 2,
    gives: same,
    call: (s, from, count) => sub(s!, from!, count),
  },
  LEFT: { takes: 'ai', gives: same, call: (s, n) => sub(s!, 1, n) },
  RIGHT: {
    takes: 'ai',
    gives: same,
    call: (s, n) => {
      const count = Math.min(Number(n), s instanceof Uint8Array ? s.length : letters(s!).length);
      return count <= 0 ? '' : sub(s!, -count);
    },
  },
  LPAD: { takes: 'sis', gives: text, call: (s, n, fill) => pad(s!, n!, fill!, true) },
  RPAD: { takes: 'sis', gives: text, call: (s, n, fill) => pad(s!, n!, fill!, false) },
  TRIM: {
    takes: 'sss',
    least: 1,
    gives: text,
    call: (s, remove = ' ', side = 'BOTH') => trim(s!, remove, side),
  },
  LTRIM: { takes: 's', gives: text, call: (s) => textOf(s!).replace(/^ +/, '') },
  RTRIM: { takes: 's', gives: text, call: (s) => textOf(s!).replace(/ +$/, '') },
  REPLACE: {
    takes: 'sss',
    gives: text,
    call: (s, from, to) => (from === '' ? s! : textOf(s!).split(textOf(from!)).join(textOf(to!))),
  },
  REPEAT: {
    takes: 'si',
    gives: text,
    call: (s, n) => {
      const count = Math.max(0, Number(n));
      return textOf(s!).length * count > MAX_RESULT ? null : textOf(s!).repeat(count);
    },
  },
  SPACE: {
    takes: 'i',
    gives: text,
    call: (n) => ' '.repeat(Math.min(MAX_RESULT, Math.max(0, Number(n)))),
  },
  REVERSE: { takes: 's', gives: text, call: (s) => letters(s!).reverse().join('') },
  LOCATE: { takes: 'ssi', least: 2, gives: int(), call: (n, h, from) => locate(n!, h!, from) },
  INSTR: { takes: 'ss', gives: int(), call: (h, n) => locate(n!, h!) },
  ASCII: { takes: 's', gives: int(), call: (s) => bytesOf(s!)[0] ?? 0 },
  ORD: {
    takes: 's',
    gives: int(),
    call: (s) => [...bytesOf(letters(s!)[0] ?? '')].reduce((n, b) => n * 256 + b, 0),
  },
  CHAR: {
    takes: 'i',
    many: true,
    gives: blob,
    call: (...codes) =>
      new Uint8Array(
        codes.flatMap((c) => {
          const bytes = [];
          let n = Number(c) >>> 0;
          do {
            bytes.unshift(n & 255);
            n >>>= 8;
          } while (n);
          return bytes;
        }),
      ),
  },
  HEX: {
    takes: 'a',
    gives: text,
    call: (v) =>
      typeof v === 'number' || typeof v === 'bigint'
        ? BigInt.asUintN(
            64,
            BigInt(Math.round(Number(v)) === Number(v) ? v : Math.round(Number(v))),
          )
            .toString(16)
            .toUpperCase()
        : Buffer.from(bytesOf(v!)).toString('hex').toUpperCase(),
  },
  UNHEX: {
    takes: 's',
    gives: blob,
    call: (s) =>
      /^([0-9a-f]{2})*$/i.test(textOf(s!))
        ? new Uint8Array(Buffer.from(textOf(s!), 'hex'))
        : /^[0-9a-f]+$/i.test(textOf(s!))
          ? new Uint8Array(Buffer.from(`0${textOf(s!)}`, 'hex'))
          : null,
  },
  TO_BASE64: {
    takes: 'a',
    gives: text,
    call: (v) =>
      Buffer.from(bytesOf(v!))
        .toString('base64')
        .replace(/(.{76})(?=.)/g, '$1\n'),
  },
  FROM_BASE64: {
    takes: 's',
    gives: blob,
    call: (s) =>
      /^[A-Za-z0-9+/\s]*=*\s*$/.test(textOf(s!))
        ? new Uint8Array(Buffer.from(textOf(s!), 'base64'))
        : null,
  },
  MD5: { takes: 'a', gives: varchar(32), call: (v) => digest('md5')(v!) },
  SHA1: { takes: 'a', gives: varchar(40), call: (v) => digest('sha1')(v!) },
  SHA2: {
    takes: 'ai',
    gives: varchar(128),
    call: (v, bits) =>
      [0, 224, 256, 384, 512].includes(Number(bits))
        ? digest(`sha${Number(bits) || 256}`)(v!)
        : null,
  },
  CRC32: {
    takes: 'a',
    gives: int(4, true),
    call: (v) => {
      let c = 0xffffffff;
      for (const b of bytesOf(v!)) {
        c ^= b;
        for (let k = 0; k < 8; k++) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
      }
      return (c ^ 0xffffffff) >>> 0;
    },
  },
  UUID: { takes: '', gives: varchar(36), impure: true, call: () => randomUUID() },
  UUID_TO_BIN: {
    takes: 'si',
    least: 1,
    gives: { ...blob, name: 'varbinary', size: 16 },
    call: (u, swap) => {
      const h = textOf(u!).replace(/[-{}]/g, '');
      if (!/^[0-9a-f]{32}$/i.test(h))
        throw new MysqlError(
          'ER_UNKNOWN_ERROR',
          `Incorrect string value: '${textOf(u!)}' for function uuid_to_bin`,
        );
      return new Uint8Array(
        Buffer.from(
          Number(swap) ? h.slice(12, 16) + h.slice(8, 12) + h.slice(0, 8) + h.slice(16) : h,
          'hex',
        ),
      );
    },
  },
  BIN_TO_UUID: {
    takes: 'ai',
    least: 1,
    gives: varchar(36),
    call: (b, swap) => {
      let h = Buffer.from(bytesOf(b!)).toString('hex');
      if (Number(swap)) h = h.slice(8, 16) + h.slice(4, 8) + h.slice(0, 4) + h.slice(16);
      return h.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
  },
  IS_UUID: {
    takes: 's',
    gives: int(),
    call: (s) => (/^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i.test(textOf(s!)) ? 1 : 0),
  },
  RANDOM_BYTES: {
    takes: 'i',
    gives: blob,
    impure: true,
    call: (n) => new Uint8Array(randomBytes(Math.min(1024, Number(n)))),
  },
  STRCMP: {
    takes: 'ss',
    gives: int(),
    call: (a, b) => Math.sign(compareCi(textOf(a!), textOf(b!))),
  },
  ELT: {
    takes: 'is',
    many: true,
    nulls: true,
    gives: text,
    call: (n, ...list) => (n === null ? null : (list[Number(n) - 1] ?? null)),
  },
  FIND_IN_SET: {
    takes: 'ss',
    gives: int(),
    call: (s, list) =>
      list === ''
        ? 0
        : textOf(list!)
            .split(',')
            .findIndex((each) => compareCi(each, textOf(s!)) === 0) + 1,
  },
  MAKE_SET: {
    takes: 'is',
    many: true,
    nulls: true,
    gives: text,
    call: (bits, ...list) =>
      bits === null
        ? null
        : list.filter((v, i) => v !== null && Math.floor(Number(bits) / 2 ** i) % 2).join(','),
  },
  SUBSTRING_INDEX: {
    takes: 'ssi',
    gives: text,
    call: (s, d, n) => {
      const parts = textOf(s!).split(textOf(d!));
      const count = Number(n);
      return !textOf(d!) || !count
        ? ''
        : (count > 0 ? parts.slice(0, count) : parts.slice(count)).join(textOf(d!));
    },
  },
  INSERT: {
    takes: 'siis',
    gives: text,
    call: (s, at, n, by) => {
      const all = letters(s!);
      const i = Number(at) - 1;
      if (i < 0 || i >= all.length) return s!;
      all.splice(i, Number(n) < 0 ? all.length : Number(n), textOf(by!));
      return all.join('');
    },
  },
  FORMAT: {
    takes: 'ni',
    gives: text,
    call: (n, digits) => {
      const scale = Math.max(0, Number(digits));
      const [whole, rest] = formatFixed(textOf(n!), scale).split('.');
      return whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (rest ? `.${rest}` : '');
    },
  },
  QUOTE: {
    takes: 's',
    nulls: true,
    gives: text,
    call: (s) =>
      s === null
        ? 'NULL'
        : `'${textOf(s!).replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0').replaceAll('\x1a', '\\Z')}'`,
  },
  SOUNDEX: {
    takes: 's',
    gives: text,
    call: () => {
      throw notSupported('SOUNDEX');
    },
  },
  REGEXP_LIKE: {
    takes: 'sss',
    least: 2,
    gives: int(),
    call: (s, p, mode) => regexp(p!, flagsOf(mode)).test(textOf(s!)),
  },
  REGEXP_REPLACE: {
    takes: 'sssiis',
    least: 3,
    gives: text,
    call: (s, p, to, at, nth, mode) => {
      if ((at !== undefined && Number(at) !== 1) || (nth !== undefined && Number(nth) !== 0))
        throw notSupported('position and occurrence in REGEXP_REPLACE');
      return textOf(s!).replace(regexp(p!, `g${flagsOf(mode)}`), textOf(to!));
    },
  },
  REGEXP_SUBSTR: {
    takes: 'ss',
    gives: text,
    call: (s, p) => regexp(p!).exec(textOf(s!))?.[0] ?? null,
  },
  REGEXP_INSTR: {
    takes: 'ss',
    gives: int(),
    call: (s, p) => {
      const m = regexp(p!).exec(textOf(s!));
      return m ? [...textOf(s!).slice(0, m.index)].length + 1 : 0;
    },
  },
  // The operators; their first letter keeps them out of reach of a query's text.
  '~LIKE_CI': {
    takes: 'sss',
    gives: int(),
    call: (s, p, e) => likePattern(textOf(p!), textOf(e!), true).test(fold(textOf(s!))),
  },
  '~LIKE_BIN': {
    takes: 'sss',
    gives: int(),
    call: (s, p, e) => likePattern(textOf(p!), textOf(e!), false).test(textOf(s!)),
  },
  '~REGEXP_BIN': { takes: 'ss', gives: int(), call: (s, p) => regexp(p!, '').test(textOf(s!)) },
  '~JOIN': {
    takes: 'ss',
    gives: text,
    call: (list, separator) => {
      const all = JSON.parse(textOf(list!)) as string[];
      return all.length ? all.join(textOf(separator!)) : null;
    },
  },
  '~TEXT_OF_BYTES': { takes: 'a', gives: text, call: (b) => textOf(b!) },
  '~BYTES_OF_TEXT': { takes: 'a', gives: blob, call: (s) => bytesOf(s!) },
};

function formatFixed(n: string, scale: number): string {
  const negative = n.startsWith('-');
  const [whole = '0', fraction = ''] = n.replace('-', '').split('.');
  const digits =
    BigInt(whole + fraction.slice(0, scale).padEnd(scale, '0')) +
    (Number(fraction[scale] ?? 0) >= 5 ? 1n : 0n);
  const all = digits.toString().padStart(scale + 1, '0');
  return `${negative && digits ? '-' : ''}${scale ? `${all.slice(0, -scale)}.${all.slice(-scale)}` : all}`;
}
