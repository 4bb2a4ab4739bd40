/** Data types in column definitions and casts. https://dev.mysql.com/doc/refman/8.4/en/data-types.html */
import { MysqlError, notSupported } from '../errors.ts';
import type { Collation, Type } from '../values/types.ts';
import * as types from '../values/types.ts';
import type { Cursor } from './cursor.ts';

const integers: Record<string, number> = {
  TINYINT: 1,
  SMALLINT: 2,
  MEDIUMINT: 3,
  INT: 4,
  INTEGER: 4,
  BIGINT: 8,
};
const sizes: Record<string, number> = {
  TINY: 255,
  '': 65_535,
  MEDIUM: 16_777_215,
  LONG: 4_294_967_295,
};

/** What a collation's name says about comparison. Only these two kinds are implemented. */
export function collationKind(name: string): Collation {
  const lower = name.toLowerCase();
  if (lower === 'binary' || lower.endsWith('_bin')) return 'bin';
  if (/^(utf8|utf8mb3|utf8mb4|latin1|ascii)_.*_ci$/.test(lower)) {
    if (/_as_ci$/.test(lower)) throw notSupported(`collation ${name}`);
    return 'ci';
  }
  if (/^(utf8|utf8mb3|utf8mb4|latin1|ascii)_/.test(lower)) throw notSupported(`collation ${name}`);
  throw new MysqlError('ER_UNKNOWN_COLLATION', name);
}

export function checkCharset(name: string): string {
  const lower = name.toLowerCase();
  if (!['utf8mb4', 'utf8', 'utf8mb3', 'latin1', 'ascii', 'binary'].includes(lower)) {
    throw new MysqlError('ER_UNKNOWN_CHARACTER_SET', name);
  }
  return lower;
}

export function parseType(c: Cursor): Type {
  const token = c.next();
  const word = token.upper;
  const length = () => {
    if (!c.op('(')) return undefined;
    const n = c.integer();
    c.expectOp(')');
    return n;
  };
  const fraction = () => {
    const scale = length() ?? 0;
    if (scale > 6)
      throw new MysqlError(
        'ER_UNKNOWN_ERROR',
        `Too-big precision ${scale} specified. Maximum is 6.`,
      );
    return scale;
  };

  if (word in integers) {
    const width = length();
    const unsigned = signs(c);
    return { ...types.int(integers[word]!, unsigned), ...(width === 1 ? { width } : {}) };
  }
  switch (word) {
    case 'BOOL':
    case 'BOOLEAN':
      return { ...types.int(1), width: 1 };
    case 'SERIAL':
      return types.int(8, true);
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC':
    case 'FIXED': {
      let [precision, scale] = [10, 0];
      if (c.op('(')) {
        precision = c.integer();
        if (c.op(',')) scale = c.integer();
        c.expectOp(')');
      }
      if (precision > 65) throw new MysqlError('ER_PRECISION_BIGGER', precision, token.text);
      if (scale > 30) throw new MysqlError('ER_SCALE_BIGGER', scale, token.text);
      return { ...types.decimal(precision || 10, scale), unsigned: signs(c) };
    }
    case 'FLOAT':
    case 'DOUBLE':
    case 'REAL': {
      c.word('PRECISION');
      if (c.isOp('(')) {
        c.next();
        const digits = c.integer();
        const places = c.op(',') ? c.integer() : undefined;
        c.expectOp(')');
        if (places !== undefined) {
          const kind = word === 'FLOAT' ? 'float' : 'double';
          return { kind, name: kind, precision: digits, scale: places, unsigned: signs(c) };
        }
        if (word === 'FLOAT' && digits > 24) return { ...types.double, unsigned: signs(c) };
      }
      const kind = word === 'FLOAT' ? 'float' : 'double';
      return { kind, name: kind, unsigned: signs(c) };
    }
    case 'BIT':
      return { kind: 'bit', name: 'bit', size: length() ?? 1, unsigned: true };
    case 'CHAR':
    case 'CHARACTER':
    case 'NCHAR':
    case 'VARCHAR':
    case 'NVARCHAR': {
      const varying = word.includes('VAR') || c.word('VARYING');
      const size = length() ?? (varying ? c.fail() : 1);
      return strings(c, {
        ...types.varchar(size),
        name: varying ? 'varchar' : 'char',
        fixed: !varying,
      });
    }
    case 'NATIONAL':
      return parseType(c);
    case 'LONG':
      c.word('VARCHAR');
      return strings(c, {
        kind: 'string',
        name: 'mediumtext',
        size: sizes.MEDIUM,
        collation: 'ci',
      });
    case 'TEXT':
    case 'TINYTEXT':
    case 'MEDIUMTEXT':
    case 'LONGTEXT': {
      length();
      const size = sizes[word.slice(0, -4)]!;
      return strings(c, { kind: 'string', name: word.toLowerCase(), size, collation: 'ci' });
    }
    case 'BINARY':
    case 'VARBINARY': {
      const size = length() ?? (word === 'BINARY' ? 1 : c.fail());
      return { kind: 'blob', name: word.toLowerCase(), size, fixed: word === 'BINARY' };
    }
    case 'BLOB':
    case 'TINYBLOB':
    case 'MEDIUMBLOB':
    case 'LONGBLOB':
      length();
      return { kind: 'blob', name: word.toLowerCase(), size: sizes[word.slice(0, -4)]! };
    case 'ENUM':
    case 'SET': {
      const values = c.parenthesized(() => c.string());
      const kind = word === 'ENUM' ? 'enum' : 'set';
      return strings(c, { kind, name: kind, values, collation: 'ci' });
    }
    case 'JSON':
      return types.json;
    case 'DATE':
      return types.date;
    case 'DATETIME':
      return types.datetime(fraction());
    case 'TIMESTAMP':
      return { kind: 'timestamp', name: 'timestamp', scale: fraction() };
    case 'TIME':
      return types.time(fraction());
    case 'YEAR':
      length();
      return { kind: 'year', name: 'year', unsigned: true };
    case 'GEOMETRY':
    case 'POINT':
    case 'LINESTRING':
    case 'POLYGON':
    case 'VECTOR':
      throw notSupported(`${word} columns`);
    default:
      return c.fail(token);
  }
}

function signs(c: Cursor): boolean {
  let unsigned = false;
  for (;;) {
    const word = c.oneOf('UNSIGNED', 'SIGNED', 'ZEROFILL');
    if (!word) return unsigned;
    if (word === 'ZEROFILL') throw notSupported('ZEROFILL');
    unsigned ||= word === 'UNSIGNED';
  }
}

function strings(c: Cursor, type: Type): Type {
  for (;;) {
    if (c.word('CHARACTER', 'SET') || c.word('CHARSET')) {
      c.op('=');
      const charset = checkCharset(c.next().text);
      if (charset === 'binary') {
        return { kind: 'blob', name: type.fixed ? 'binary' : 'varbinary', size: type.size };
      }
    } else if (c.word('COLLATE')) {
      c.op('=');
      const name = c.next().text;
      type = { ...type, collation: collationKind(name), collationName: name.toLowerCase() };
    } else if (c.word('BINARY')) type = { ...type, collation: 'bin', collationName: 'utf8mb4_bin' };
    else return type;
  }
}

/** The types of CAST and CONVERT. */
export function parseCastType(c: Cursor): Type {
  const word = c.token.upper;
  if (word === 'SIGNED' || word === 'UNSIGNED') {
    c.next();
    if (!c.word('INTEGER')) c.word('INT');
    return types.int(8, word === 'UNSIGNED');
  }
  if (word === 'CHAR' || word === 'NCHAR' || word === 'BINARY') {
    c.next();
    let size: number | undefined;
    if (c.op('(')) {
      size = c.integer();
      c.expectOp(')');
    }
    if (word === 'BINARY')
      return { ...types.blob, ...(size === undefined ? {} : { size, fixed: true }) };
    return strings(c, size === undefined ? types.text : types.varchar(size));
  }
  if (!/^(DATE|DATETIME|TIME|DECIMAL|DEC|JSON|DOUBLE|FLOAT|REAL|YEAR)$/.test(word)) c.fail();
  return parseType(c);
}
