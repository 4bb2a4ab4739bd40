/** Calls of functions: those of the table as they are, and those that need to know their arguments' types. */
import { MysqlError, notSupported } from '../errors.ts';
import type { Coercion } from '../functions/define.ts';
import { synonyms, table } from '../functions/index.ts';
import type { Expr, Order, Over } from '../sql/ast.ts';
import * as types from '../values/types.ts';
import { isInteger, isTemporal, isText, precisionOf, type Type } from '../values/types.ts';
import {
  call,
  collate,
  constant,
  convert,
  enumIndex,
  textLiteral,
  toCondition,
  toDecimal,
  toDouble,
  toInt,
  toJson,
  toMoment,
  toText,
  toTime,
  unify,
  type Sql,
} from './coerce.ts';
import type { Compilation } from './compiler.ts';
import { arithmetic, bool, compile, comparison, ofValue } from './expressions.ts';
import type { Scope } from './scope.ts';

type Call = Extract<Expr, { k: 'call' }>;

const aggregates = new Set(
  `COUNT SUM AVG MIN MAX GROUP_CONCAT JSON_ARRAYAGG JSON_OBJECTAGG STD STDDEV STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP VARIANCE
  BIT_AND BIT_OR BIT_XOR ANY_VALUE`.split(/\s+/),
);
const windows = new Set(
  'ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LAG LEAD FIRST_VALUE LAST_VALUE NTH_VALUE'.split(
    ' ',
  ),
);

export const isAggregate = (e: Expr) => e.k === 'call' && aggregates.has(e.name) && !e.over;

export function compileCall(c: Compilation, e: Call, scope: Scope): Sql {
  const name = synonyms[e.name] ?? e.name;
  if (aggregates.has(name)) return aggregate(c, { ...e, name }, scope);
  if (windows.has(name)) return windowCall(c, { ...e, name }, scope);
  if (e.over || e.star || e.distinct) throw new MysqlError('ER_PARSE_ERROR', e.name, 1);
  const arg = (i: number): Sql => {
    const node = e.args[i];
    if (!node) throw new MysqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', e.name);
    return compile(c, node, scope);
  };
  const count = (least: number, most = least) => {
    if (e.args.length < least || e.args.length > most)
      throw new MysqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', e.name);
  };
  const all = () => e.args.map((each) => compile(c, each, scope));
  const scale = (i: number) => {
    const node = e.args[i];
    return node?.k === 'lit' && node.t === 'int' ? Math.min(6, Number(node.v)) : 0;
  };
  const known = special[name];
  if (known) return known({ c, e: { ...e, name }, scope, arg, count, all, scale });

  const def = table[name];
  if (!def || name.startsWith('~')) {
    throw new MysqlError(
      'ER_SP_DOES_NOT_EXIST',
      'FUNCTION',
      `${c.around.database ? `${c.around.database}.` : ''}${e.name}`,
    );
  }
  const least = def.least ?? def.takes.length;
  if (e.args.length < least || (!def.many && e.args.length > def.takes.length)) {
    throw new MysqlError('ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT', e.name);
  }
  if (def.impure) c.volatile = true;
  const given = all();
  const coerced = given.map((a, i) =>
    coerce(a, (def.takes[i] ?? def.takes.at(-1)) as Coercion, e.args[i]!),
  );
  const type = typeof def.gives === 'function' ? def.gives(given.map((a) => a.type)) : def.gives;
  return { sql: call(name, ...coerced), type };
}

const isBoolean = (node: Expr) => node.k === 'lit' && node.t === 'bool';

function coerce(a: Sql, how: Coercion, node: Expr): string {
  switch (how) {
    case 's':
      return toText(a);
    case 'n':
      return toDecimal(a);
    case 'i':
      return toInt(a);
    case 'd':
      return toDouble(a);
    case 't':
      return toMoment(a);
    case 'm':
      return toTime(a);
    case 'j':
      // Text is read as JSON where JSON is expected.
      return isText(a.type) ? a.sql : toJson(a, isBoolean(node));
    case 'a':
      return a.type.kind === 'time' || a.type.kind === 'double' || a.type.kind === 'float'
        ? a.type.kind === 'time'
          ? toText(a)
          : a.sql
        : a.sql;
  }
}

interface Special {
  c: Compilation;
  e: Call;
  scope: Scope;
  arg(i: number): Sql;
  count(least: number, most?: number): void;
  all(): Sql[];
  scale(i: number): number;
}

const oneOf = (s: Special, build: (parts: string[]) => string): Sql => {
  const all = s.all();
  const type = unify(all.map((a) => a.type));
  return { sql: build(all.map((a) => convert(a, type))), type };
};

const roundTo =
  (truncate: 0 | 1) =>
  (s: Special): Sql => {
    s.count(1, 2);
    const a = s.arg(0);
    const digits: Sql = s.e.args.length > 1 ? s.arg(1) : constant(0, types.int());
    const by = typeof digits.literal === 'number' ? digits.literal : undefined;
    if (isInteger(a.type)) {
      if (by !== undefined && by >= 0) return a;
      return {
        sql: `CAST(${call('~ROUND', toDecimal(a), toInt(digits), truncate)} AS INTEGER)`,
        type: types.int(8),
      };
    }
    if (a.type.kind !== 'decimal')
      return {
        sql: call('~DOUBLE_ROUND', toDouble(a), toInt(digits), truncate),
        type: types.double,
      };
    const scale = by === undefined ? a.type.scale! : Math.max(0, Math.min(a.type.scale!, by));
    const whole = a.type.precision! - a.type.scale! + (truncate ? 0 : 1);
    return {
      sql: call('~ROUND', a.sql, toInt(digits), truncate),
      type: types.decimal(whole + scale, scale),
    };
  };

const dateAdd =
  (sign: 1 | -1) =>
  (s: Special): Sql => {
    s.count(2);
    const a = s.arg(0);
    const interval = s.e.args[1]!;
    const [value, unit] =
      interval.k === 'interval'
        ? [compile(s.c, interval.value, s.scope), interval.unit]
        : [s.arg(1), 'DAY'];
    s.c.volatile = true;
    const n = toText(value);
    if (a.type.kind === 'time') {
      return {
        sql: call('~TIME_ADD', a.sql, n, sign, textLiteral(unit)),
        type: types.time(Math.max(a.type.scale ?? 0, /MICRO/.test(unit) ? 6 : 0)),
      };
    }
    const fraction =
      /MICRO/.test(unit) || (/SECOND/.test(unit) && value.type.kind === 'decimal')
        ? 6
        : (a.type.scale ?? 0);
    const timed = /HOUR|MINUTE|SECOND/.test(unit);
    if (a.type.kind === 'date' && !timed)
      return {
        sql: call(sign > 0 ? '~DATE_ADD' : '~DATE_SUB', a.sql, n, textLiteral(unit), -1),
        type: types.date,
      };
    const add = sign > 0 ? '~DATE_ADD' : '~DATE_SUB';
    if (!isTemporal(a.type)) {
      // The form of a text decides: '2024-01-31' stays a date, and the result is a text.
      const dateOnly =
        typeof a.literal === 'string'
          ? !/\d[ T]\d/.test(a.literal.trim()) && !/^\d{14}/.test(a.literal)
          : false;
      const digits = typeof a.literal === 'string' && /\.\d/.test(a.literal) ? 6 : fraction;
      return {
        sql: call(add, toText(a), n, textLiteral(unit), dateOnly && !timed ? -1 : digits),
        type: types.varchar(29),
      };
    }
    return {
      sql: call(add, toMoment(a), n, textLiteral(unit), fraction),
      type: types.datetime(fraction),
    };
  };

const now =
  (name: string, make: (scale: number) => Type) =>
  (s: Special): Sql => {
    s.count(0, 1);
    s.c.volatile = true;
    return { sql: call(name, s.scale(0)), type: make(s.scale(0)) };
  };
const today =
  (name: string) =>
  (s: Special): Sql => {
    s.count(0);
    s.c.volatile = true;
    return { sql: call(name), type: types.date };
  };
const fact =
  (value: (s: Special) => Sql) =>
  (s: Special): Sql => {
    s.count(0);
    s.c.volatile = true;
    return value(s);
  };

const special: Record<string, (s: Special) => Sql> = {
  IF: (s) => {
    s.count(3);
    const [test, ...results] = s.all() as [Sql, Sql, Sql];
    const type = unify(results.map((r) => r.type));
    return {
      sql: `CASE WHEN ${toCondition(test)} THEN ${convert(results[0]!, type)} ELSE ${convert(results[1]!, type)} END`,
      type,
    };
  },
  IFNULL: (s) => (s.count(2), oneOf(s, (parts) => `coalesce(${parts.join(', ')})`)),
  COALESCE: (s) =>
    oneOf(s, (parts) => (parts.length === 1 ? parts[0]! : `coalesce(${parts.join(', ')})`)),
  NULLIF: (s) => {
    s.count(2);
    const [a, b] = [s.arg(0), s.arg(1)];
    return { sql: `CASE WHEN ${comparison('=', a, b)} THEN NULL ELSE ${a.sql} END`, type: a.type };
  },
  ISNULL: (s) => (s.count(1), { sql: `(${s.arg(0).sql} IS NULL)`, type: bool }),
  GREATEST: (s) => (s.count(2, 99), oneOf(s, (parts) => extreme(parts, s, 'max'))),
  LEAST: (s) => (s.count(2, 99), oneOf(s, (parts) => extreme(parts, s, 'min'))),
  FIELD: (s) => {
    const [a, ...rest] = s.all();
    if (!a || !rest.length) s.count(2, 2);
    return {
      sql: `CASE ${rest.map((b, i) => `WHEN ${comparison('=', a!, b)} THEN ${i + 1}`).join(' ')} ELSE 0 END`,
      type: types.int(),
    };
  },
  MOD: (s) => (s.count(2), arithmetic('%', s.arg(0), s.arg(1), () => '')),
  ROUND: roundTo(0),
  TRUNCATE: roundTo(1),
  FLOOR: (s) => whole(s, '~FLOOR', 'floor'),
  CEIL: (s) => whole(s, '~CEIL', 'ceil'),
  DATE_ADD: dateAdd(1),
  DATE_SUB: dateAdd(-1),
  TIMESTAMPADD: (s) => {
    s.count(3);
    const unit = (s.e.args[0] as { v: string }).v;
    return dateAdd(1)({
      ...s,
      e: { ...s.e, args: [s.e.args[2]!, { k: 'interval', value: s.e.args[1]!, unit }] },
      count: () => undefined,
      arg: () => s.arg(2),
    });
  },
  TIMEDIFF: (s) => {
    s.count(2);
    const [a, b] = [s.arg(0), s.arg(1)];
    const digits = (e: Sql) =>
      isText(e.type)
        ? typeof e.literal === 'string' && !e.literal.includes('.')
          ? 0
          : 6
        : (e.type.scale ?? 0);
    return {
      sql: call('TIMEDIFF', toText(a), toText(b)),
      type: types.time(Math.max(digits(a), digits(b))),
    };
  },
  ADDTIME: (s) => timeSum(s, '+'),
  SUBTIME: (s) => timeSum(s, '-'),
  NOW: now('~NOW', types.datetime),
  SYSDATE: now('~SYSDATE', types.datetime),
  UTC_TIMESTAMP: now('~UTC_NOW', types.datetime),
  CURRENT_TIME: now('~TIME_NOW', types.time),
  UTC_TIME: (s) => {
    s.c.volatile = true;
    return { sql: call('~MICROS_OF_MOMENT', call('~UTC_NOW', 0)), type: types.time() };
  },
  CURRENT_DATE: today('~TODAY'),
  UTC_DATE: today('~UTC_TODAY'),
  UNIX_TIMESTAMP: (s) => {
    s.count(0, 1);
    s.c.volatile = true;
    if (!s.e.args.length) return { sql: call('~UNIX_NOW'), type: types.int() };
    const a = s.arg(0);
    const digits =
      a.type.scale ?? (typeof a.literal === 'string' && /\.(\d+)$/.test(a.literal) ? 6 : 0);
    return {
      sql: call('~UNIX', toMoment(a), digits),
      type: digits ? types.decimal(17, digits) : types.int(),
    };
  },
  FROM_UNIXTIME: (s) => {
    s.count(1, 2);
    const a = s.arg(0);
    const digits = Math.min(6, a.type.scale ?? (a.type.kind === 'double' ? 6 : 0));
    const moment: Sql = {
      sql: call('~FROM_UNIX', toDecimal(a), digits),
      type: types.datetime(digits),
    };
    return s.e.args.length === 1
      ? moment
      : { sql: call('DATE_FORMAT', moment.sql, toText(s.arg(1))), type: types.text };
  },
  DATE: (s) => (
    s.count(1),
    {
      sql: s.arg(0).type.kind === 'date' ? s.arg(0).sql : call('~DAY', toMoment(s.arg(0))),
      type: types.date,
    }
  ),
  TIME: (s) => {
    s.count(1);
    const a = s.arg(0);
    return {
      sql: toTime(a),
      type: types.time(
        a.type.scale ?? (typeof a.literal === 'string' && /\.\d/.test(a.literal) ? 6 : 0),
      ),
    };
  },
  TIMESTAMP: (s) => {
    s.count(1, 1);
    return {
      sql: convert(s.arg(0), types.datetime(s.arg(0).type.scale ?? 0)),
      type: types.datetime(s.arg(0).type.scale ?? 0),
    };
  },
  EXTRACT: (s) => {
    const unit = textLiteral((s.e.args[0] as { v: string }).v);
    const a = s.arg(1);
    if (a.type.kind === 'time')
      return { sql: call('~EXTRACT_TIME', unit, a.sql), type: types.int() };
    return { sql: call('~EXTRACT', unit, toMoment(a)), type: types.int() };
  },
  STR_TO_DATE: (s) => {
    s.count(2);
    const format = s.arg(1);
    const text = typeof format.literal === 'string' ? format.literal : '%Y%H';
    const timed = /%[HhIiklSsTrfp]/.test(text);
    const dated = /%[YymcdebMj]/.test(text);
    const sql = call('~STR_TO_DATE', toText(s.arg(0)), toText(format));
    if (!dated) return { sql: call('~MICROS', sql), type: types.time() };
    return { sql, type: timed ? types.datetime(/%f/.test(text) ? 6 : 0) : types.date };
  },
  JSON_OBJECT: (s) => {
    if (s.e.args.length % 2) s.count(s.e.args.length + 1);
    const parts = s.all().map((a, i) => (i % 2 ? toJson(a, isBoolean(s.e.args[i]!)) : toText(a)));
    return { sql: call('~JSON_OBJECT', ...parts), type: types.json };
  },
  // In these, text is a value and not a document.
  JSON_ARRAY: (s) => ({
    sql: call('JSON_ARRAY', ...s.all().map((a, i) => toJson(a, isBoolean(s.e.args[i]!)))),
    type: types.json,
  }),
  MEMBER_OF: (s) => ({ sql: call('MEMBER_OF', toJson(s.arg(0)), s.arg(1).sql), type: bool }),
  ...Object.fromEntries(
    ['JSON_SET', 'JSON_INSERT', 'JSON_REPLACE', 'JSON_ARRAY_APPEND'].map((name) => [
      name,
      (s: Special): Sql => {
        if (s.e.args.length < 3 || s.e.args.length % 2 === 0) s.count(s.e.args.length + 1);
        const parts = s
          .all()
          .map((a, i) =>
            i === 0 ? a.sql : i % 2 ? toText(a) : toJson(a, isBoolean(s.e.args[i]!)),
          );
        return { sql: call(name, ...parts), type: types.json };
      },
    ]),
  ),
  CHARSET: (s) => ofValue(s.arg(0).type.kind === 'blob' ? 'binary' : 'utf8mb4'),
  COLLATION: (s) =>
    ofValue(
      s.arg(0).type.kind === 'blob'
        ? 'binary'
        : s.arg(0).type.collation === 'bin'
          ? 'utf8mb4_bin'
          : 'utf8mb4_0900_ai_ci',
    ),
  COERCIBILITY: () => {
    throw notSupported('COERCIBILITY');
  },
  CONVERT_USING: (s) => ({
    sql: toText(s.arg(0)),
    type: { ...types.text, collation: s.arg(0).type.collation ?? 'ci' },
  }),
  VERSION: fact((s) => ofValue(s.c.around.session.version)),
  DATABASE: fact((s) => ofValue(s.c.around.database ?? null)),
  USER: fact((s) => ofValue(s.c.around.session.user)),
  CURRENT_USER: fact((s) => ofValue(s.c.around.session.user.replace(/@.*/, '@%'))),
  CONNECTION_ID: fact((s) => ofValue(s.c.around.session.connectionId)),
  ROW_COUNT: fact((s) => ofValue(s.c.around.session.rowCount)),
  FOUND_ROWS: fact((s) => ofValue(s.c.around.session.foundRows)),
  LAST_INSERT_ID: (s) => {
    s.c.volatile = true;
    if (!s.e.args.length)
      return { ...ofValue(s.c.around.session.lastInsertId), type: types.int(8, true) };
    return { sql: `my_last_insert_id(${toInt(s.arg(0))})`, type: types.int(8, true) };
  },
  ...Object.fromEntries(
    ['SLEEP', 'GET_LOCK', 'RELEASE_LOCK', 'RELEASE_ALL_LOCKS', 'IS_FREE_LOCK', 'IS_USED_LOCK'].map(
      (name) => [
        name,
        // The session has put results in the place of those that it could wait for.
        (s: Special): Sql => {
          if (!s.c.preparing) throw notSupported(`${name} in this place`);
          return constant(0, types.int());
        },
      ],
    ),
  ),
  BENCHMARK: () => {
    throw notSupported('BENCHMARK');
  },
  LOAD_FILE: () => {
    throw notSupported('LOAD_FILE');
  },
  GROUPING: () => {
    throw notSupported('GROUPING');
  },
};

function extreme(parts: string[], s: Special, which: 'min' | 'max'): string {
  const type = unify(s.all().map((a) => a.type));
  // SQLite's scalar min and max take their collation from the first argument.
  return `${which}(${parts.map((p, i) => (i ? p : p + collate(type))).join(', ')})`;
}

function whole(s: Special, exact: string, real: string): Sql {
  s.count(1);
  const a = s.arg(0);
  if (isInteger(a.type)) return a;
  if (a.type.kind === 'decimal') return { sql: call(exact, a.sql), type: types.int() };
  return { sql: `${real}(${toDouble(a)})`, type: types.double };
}

function timeSum(s: Special, sign: '+' | '-'): Sql {
  s.count(2);
  const [a, b] = [s.arg(0), s.arg(1)];
  if (a.type.kind === 'time')
    return {
      sql: `(${a.sql} ${sign} ${toTime(b)})`,
      type: types.time(Math.max(a.type.scale ?? 0, b.type.scale ?? 0)),
    };
  if (!isTemporal(a.type)) throw notSupported(`${s.e.name} of text`);
  return {
    sql: call(
      sign === '+' ? '~DATE_ADD' : '~DATE_SUB',
      toMoment(a),
      `CAST(${toTime(b)} AS TEXT)`,
      "'MICROSECOND'",
      a.type.scale ?? 0,
    ),
    type: types.datetime(a.type.scale ?? 0),
  };
}

export function compileOrder(c: Compilation, order: Order[], scope: Scope): string {
  return order
    .map(({ expr, desc }) => {
      const e = compile(c, expr, scope);
      const key = e.type.kind === 'enum' ? enumIndex(e) : e.sql + collate(e.type);
      return key + (desc ? ' DESC' : '');
    })
    .join(', ');
}

export function compileOver(c: Compilation, over: Over | string, scope: Scope): string {
  if (typeof over === 'string') {
    const known = scope.windows.get(over);
    if (known === undefined)
      throw new MysqlError('ER_UNKNOWN_ERROR', `Window name '${over}' is not defined.`);
    return known;
  }
  const base = over.base ? scope.windows.get(over.base)?.slice(1, -1) : undefined;
  const parts = [
    base ?? '',
    over.partition.length
      ? `PARTITION BY ${compileOrder(
          c,
          over.partition.map((expr) => ({ expr, desc: false })),
          scope,
        )}`
      : '',
    over.order.length ? `ORDER BY ${compileOrder(c, over.order, scope)}` : '',
    over.frame ?? '',
  ];
  return `(${parts.filter(Boolean).join(' ')})`;
}

function aggregate(c: Compilation, e: Call, scope: Scope): Sql {
  let over = '';
  const { aggregates: state, loose } = scope;
  if (e.over) over = ` OVER ${compileOver(c, e.over, scope)}`;
  else {
    if (!state?.allowed) throw new MysqlError('ER_INVALID_GROUP_FUNC_USE');
    state.seen = true;
    // What stands inside is not loose, and may hold no further aggregate.
    state.allowed = false;
    scope.loose = undefined;
  }
  const { aliasUse } = scope;
  scope.aliasUse = undefined;
  try {
    return plainAggregate(c, e, scope, over);
  } finally {
    scope.aliasUse = aliasUse;
    if (!e.over) {
      state!.allowed = true;
      scope.loose = loose;
    }
  }
}

function plainAggregate(c: Compilation, e: Call, scope: Scope, over: string): Sql {
  const distinct = e.distinct ? 'DISTINCT ' : '';
  const args = e.args.map((each) => compile(c, each, scope));
  const a = args[0];
  if (!a && !e.star) throw new MysqlError('ER_PARSE_ERROR', e.name, 1);
  const many =
    e.name === 'GROUP_CONCAT' || e.name === 'JSON_OBJECTAGG' || (e.name === 'COUNT' && e.distinct);
  if (args.length > 1 && !many) throw new MysqlError('ER_PARSE_ERROR', e.name, 1);
  if (e.star && e.name !== 'COUNT') throw new MysqlError('ER_PARSE_ERROR', '*)', 1);
  const exact = (t: Type) => isInteger(t) || t.kind === 'decimal' || t.kind === 'null';
  switch (e.name) {
    case 'COUNT': {
      if (e.star) return { sql: `count(*)${over}`, type: types.int() };
      if (args.length > 1) {
        if (args.some((each) => isText(each.type)))
          throw notSupported('COUNT(DISTINCT …) of several texts');
        const set = args.map((each) => `${each.sql} IS NOT NULL`).join(' AND ');
        return {
          sql: `count(DISTINCT CASE WHEN ${set} THEN json_array(${args.map((each) => each.sql).join(', ')}) END)`,
          type: types.int(),
        };
      }
      return {
        sql: `count(${distinct}${a!.sql}${e.distinct ? collate(a!.type) : ''})${over}`,
        type: types.int(),
      };
    }
    case 'SUM': {
      if (!exact(a!.type))
        return { sql: `sum(${distinct}${toDouble(a!)})${over}`, type: types.double };
      const scale = a!.type.scale ?? 0;
      const type = types.decimal(precisionOf(a!.type) + 22, scale);
      // SQLite adds small integers exactly; the sum of large ones may not fit its own.
      if (isInteger(a!.type) && (a!.type.size ?? 8) < 8)
        return { sql: `CAST(sum(${distinct}${a!.sql})${over} AS TEXT)`, type };
      return {
        sql: `my_sum(${distinct}${toDecimal(a!)}${e.distinct ? ' COLLATE my_dec' : ''})${over}`,
        type,
      };
    }
    case 'AVG': {
      if (!exact(a!.type))
        return { sql: `avg(${distinct}${toDouble(a!)})${over}`, type: types.double };
      const scale = Math.min(30, (a!.type.scale ?? 0) + 4);
      return {
        sql: `my_avg(${distinct}${toDecimal(a!)}${e.distinct ? ' COLLATE my_dec' : ''})${over}`,
        type: types.decimal(precisionOf(a!.type) + 4, scale),
      };
    }
    case 'MIN':
    case 'MAX':
    case 'ANY_VALUE':
      return {
        sql: `${e.name === 'MAX' ? 'max' : 'min'}(${a!.sql}${collate(a!.type)})${over}`,
        type: a!.type,
      };
    case 'GROUP_CONCAT': {
      if (over) throw notSupported('GROUP_CONCAT as a window function');
      const value = args.length > 1 ? call('CONCAT', ...args.map(toText)) : toText(a!);
      const order = e.order ? ` ORDER BY ${compileOrder(c, e.order, scope)}` : '';
      const list = `json_group_array(${distinct}${value}${e.distinct ? collate(isText(a!.type) ? a!.type : types.text) : ''}${order}) FILTER (WHERE ${value} IS NOT NULL)`;
      return { sql: call('~JOIN', list, textLiteral(e.separator ?? ',')), type: types.text };
    }
    case 'JSON_ARRAYAGG':
      return { sql: `my_json_arrayagg(${toJson(a!)})${over}`, type: types.json };
    case 'JSON_OBJECTAGG':
      return {
        sql: `my_json_objectagg(${toText(a!)}, ${toJson(args[1]!)})${over}`,
        type: types.json,
      };
    case 'BIT_AND':
    case 'BIT_OR':
    case 'BIT_XOR':
      return {
        sql: `my_${e.name.toLowerCase()}(${distinct}${toInt(a!)})${over}`,
        type: { ...types.decimal(20, 0), name: 'bigint', unsigned: true },
      };
    default: {
      const sample = e.name.endsWith('_SAMP');
      const name = `my_${e.name.startsWith('VAR') ? 'var' : 'std'}_${sample ? 'samp' : 'pop'}`;
      return { sql: `${name}(${distinct}${toDouble(a!)})${over}`, type: types.double };
    }
  }
}

function windowCall(c: Compilation, e: Call, scope: Scope): Sql {
  if (!e.over) throw new MysqlError('ER_PARSE_ERROR', `${e.name}()`, 1);
  const over = compileOver(c, e.over, scope);
  const args = e.args.map((each) => compile(c, each, scope));
  const plain = /^(ROW_NUMBER|RANK|DENSE_RANK|NTILE)$/.test(e.name);
  const type = plain
    ? types.int(8, true)
    : /^(PERCENT_RANK|CUME_DIST)$/.test(e.name)
      ? types.double
      : args[0]!.type;
  const parts = args.map((a, i) => (i === 2 ? convert(a, type) : a.sql));
  return { sql: `${e.name.toLowerCase()}(${parts.join(', ')}) OVER ${over}`, type };
}
