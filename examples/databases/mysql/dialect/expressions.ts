/** Expressions. */
import { sameName } from '../engine/catalog.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type { Expr, Query } from '../sql/ast.ts';
import { collationKind } from '../sql/data-types.ts';
import type { Value } from '../values/convert.ts';
import * as dec from '../values/decimal.ts';
import { formatDate, formatDatetime, parseMoment, parseTime } from '../values/temporal.ts';
import * as types from '../values/types.ts';
import { isInteger, isTemporal, isText, precisionOf, type Type } from '../values/types.ts';
import { compileCall } from './calls.ts';
import {
  call,
  constant,
  convert,
  forms,
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
import { lookup, type Scope, type SourceColumn } from './scope.ts';
import { compileQuery } from './select.ts';

export const bool = types.int(8);
const cond = (c: Compilation, e: Expr, scope: Scope) => toCondition(compile(c, e, scope));

export function compile(c: Compilation, e: Expr, scope: Scope): Sql {
  if (
    scope.groupKeys &&
    scope.loose &&
    e.k !== 'lit' &&
    e.k !== 'col' &&
    scope.groupKeys.has(JSON.stringify(e))
  ) {
    const { loose } = scope;
    scope.loose = undefined;
    try {
      return compileNode(c, e, scope);
    } finally {
      scope.loose = loose;
    }
  }
  return compileNode(c, e, scope);
}

function compileNode(c: Compilation, e: Expr, scope: Scope): Sql {
  switch (e.k) {
    case 'lit':
      return literal(e);
    case 'param': {
      const parameter = c.parameters[e.index];
      if (!parameter) throw new MysqlError('ER_WRONG_ARGUMENTS', 'EXECUTE');
      return constant(parameter.value, parameter.type);
    }
    case 'col':
      return column(c, e, scope);
    case 'uservar': {
      const known = c.around.userVariables.get(e.name);
      c.volatile = true;
      return {
        sql: `my_get_variable(${textLiteral(e.name)})`,
        type: known?.type ?? types.nullType,
      };
    }
    case 'assign':
      throw notSupported('assignment to a user variable inside an expression');
    case 'sysvar':
      return ofValue(c.around.systemVariable(e.name, e.scope));
    case 'unary':
      return unary(c, e, scope);
    case 'binary':
      return binary(c, e, scope);
    case 'is': {
      const a = compile(c, e.a, scope);
      const not = e.not ? 'NOT ' : '';
      const what = e.what === 'UNKNOWN' ? 'NULL' : e.what;
      if (what === 'NULL') return { sql: `(${a.sql} IS ${not}NULL)`, type: bool };
      return { sql: `(${toCondition(a)} IS ${not}${what})`, type: bool };
    }
    case 'in':
      return inList(c, e, scope);
    case 'between': {
      const [a, low, high] = [e.a, e.low, e.high].map((each) => compile(c, each, scope)) as [
        Sql,
        Sql,
        Sql,
      ];
      const sql = `(${comparison('>=', a, low)} AND ${comparison('<=', a, high)})`;
      return { sql: e.not ? `(NOT ${sql})` : sql, type: bool };
    }
    case 'like': {
      const [a, b] = [compile(c, e.a, scope), compile(c, e.b, scope)];
      const escape = e.escape ? toText(compile(c, e.escape, scope)) : "'\\'";
      const bin = [a, b].some((s) => s.type.kind === 'blob' || s.type.collation === 'bin');
      const sql = call(bin ? '~LIKE_BIN' : '~LIKE_CI', toText(a), toText(b), escape);
      return { sql: e.not ? `(NOT ${sql})` : sql, type: bool };
    }
    case 'regexp': {
      const [a, b] = [compile(c, e.a, scope), compile(c, e.b, scope)];
      const bin = [a, b].some((s) => s.type.kind === 'blob' || s.type.collation === 'bin');
      const sql = call(bin ? '~REGEXP_BIN' : 'REGEXP_LIKE', toText(a), toText(b));
      return { sql: e.not ? `(NOT ${sql})` : sql, type: bool };
    }
    case 'case': {
      const results = [
        ...e.whens.map(([, then]) => then),
        ...(e.otherwise ? [e.otherwise] : []),
      ].map((each) => compile(c, each, scope));
      const type = unify(results.map((r) => r.type));
      const subject = e.a && compile(c, e.a, scope);
      const whens = e.whens.map(([when], i) => {
        const test = subject
          ? comparison('=', subject, compile(c, when, scope))
          : cond(c, when, scope);
        return `WHEN ${test} THEN ${convert(results[i]!, type)}`;
      });
      const otherwise = e.otherwise ? ` ELSE ${convert(results.at(-1)!, type)}` : '';
      return { sql: `CASE ${whens.join(' ')}${otherwise} END`, type };
    }
    case 'call':
      return compileCall(c, e, scope);
    case 'cast':
      return cast(compile(c, e.a, scope), e.type);
    case 'interval':
      throw new MysqlError('ER_PARSE_ERROR', 'INTERVAL', 1);
    case 'query':
      return scalarQuery(c, e.query, scope);
    case 'exists':
      return { sql: `EXISTS (${compileQuery(c, e.query, scope).sql})`, type: bool };
    case 'quantified':
      return quantified(c, e, scope);
    case 'row':
      throw new MysqlError('ER_OPERAND_COLUMNS', 1);
    case 'collate': {
      const a = compile(c, e.a, scope);
      const collation = collationKind(e.name);
      return {
        ...a,
        sql: toText(a),
        type: { ...(isText(a.type) ? a.type : types.text), collation },
        explicit: true,
      };
    }
    case 'values': {
      if (!c.newRow) return constant(null, types.nullType);
      return c.newRow(e.name);
    }
    case 'default':
      throw notSupported('DEFAULT in this place');
  }
}

export function literal(e: Extract<Expr, { k: 'lit' }>): Sql {
  switch (e.t) {
    case 'int': {
      const n = BigInt(e.v);
      if (n >= 2n ** 63n || n < -(2n ** 63n))
        return constant(e.v, {
          ...types.decimal(e.v.length, 0),
          ...(n > 0n && n < 2n ** 64n ? { name: 'bigint', unsigned: true } : {}),
        });
      const value = Number.isSafeInteger(Number(n)) ? Number(n) : n;
      // SQLite reads the smallest integer, written with its sign, as a real number.
      const made = constant(value, { ...types.int(8), size: 8 });
      return n === -(2n ** 63n) ? { ...made, sql: '(-9223372036854775807-1)' } : made;
    }
    case 'decimal': {
      const { value } = dec.prefix(e.v);
      const text = dec.format(value);
      return constant(
        text,
        types.decimal(
          Math.max(text.replace(/[-.]/g, '').replace(/^0+/, '').length, value.scale),
          value.scale,
        ),
      );
    }
    case 'double':
      return constant(Number(e.v), types.double);
    case 'string':
      return constant(e.v, types.varchar([...e.v].length));
    case 'hex':
      return constant(new Uint8Array(Buffer.from(e.v, 'hex')), {
        ...types.blob,
        name: 'varbinary',
        size: e.v.length / 2,
      });
    case 'null':
      return constant(null, types.nullType);
    case 'bool':
      return constant(Number(e.v), { ...types.int(8), width: 1 });
    case 'date': {
      const m = parseMoment(e.v);
      if (!m) throw new MysqlError('ER_WRONG_VALUE', 'DATE', e.v);
      return constant(formatDate(m), types.date);
    }
    case 'datetime': {
      const m = parseMoment(e.v);
      if (!m) throw new MysqlError('ER_WRONG_VALUE', 'DATETIME', e.v);
      const scale = Math.min(6, /\.(\d+)/.exec(e.v)?.[1]?.length ?? 0);
      return constant(formatDatetime(m, scale), types.datetime(scale));
    }
    case 'time': {
      const micros = parseTime(e.v);
      if (micros === null) throw new MysqlError('ER_WRONG_VALUE', 'TIME', e.v);
      return constant(micros, types.time(Math.min(6, /\.(\d+)/.exec(e.v)?.[1]?.length ?? 0)));
    }
  }
}

/** A value from JavaScript with the type that it shows. */
export function ofValue(value: Value): Sql {
  if (value === null) return constant(null, types.nullType);
  if (typeof value === 'string') return constant(value, types.varchar([...value].length));
  if (value instanceof Uint8Array)
    return constant(value, { ...types.blob, name: 'varbinary', size: value.length });
  if (typeof value === 'number' && !Number.isInteger(value)) {
    const text = String(value);
    if (/e/.test(text)) return constant(value, types.double);
    return literal({ k: 'lit', t: 'decimal', v: text });
  }
  return constant(value, types.int(8));
}

function column(c: Compilation, e: Extract<Expr, { k: 'col' }>, scope: Scope): Sql {
  const at = (each: Scope): Sql | undefined => {
    const alias = !e.table && each.aliasUse ? each.aliases?.get(e.name.toLowerCase()) : undefined;
    const byAlias = (): Sql => {
      if (alias!.ambiguous) throw new MysqlError('ER_NON_UNIQ_ERROR', e.name, each.clause);
      const { aliasUse } = each;
      each.aliasUse = undefined;
      try {
        return compile(c, alias!.expr, each);
      } finally {
        each.aliasUse = aliasUse;
      }
    };
    if (alias && each.aliasUse === 'first') {
      // HAVING means a column that is grouped by rather than an alias of that name.
      const grouped = [...(each.groupColumns ?? [])].some((g) => sameName(g.name, e.name));
      if (each.clause !== 'having clause' || !grouped) return byAlias();
    }
    const found = lookup(each, e);
    if (!found) return alias ? byAlias() : undefined;
    const base: SourceColumn = 'first' in found ? found.first : found;
    if (each.loose && !each.groupColumns?.has(base)) each.loose.push(base);
    return 'first' in found ? found : { sql: found.sql, type: found.type, column: found };
  };
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = at(each);
    if (found) return found;
  }
  if (e.table && e.schema === undefined && c.newRow && e.table === 'new row')
    return c.newRow(e.name) as Sql;
  throw new MysqlError(
    'ER_BAD_FIELD_ERROR',
    e.table ? `${e.table}.${e.name}` : e.name,
    scope.clause,
  );
}

function unary(c: Compilation, e: Extract<Expr, { k: 'unary' }>, scope: Scope): Sql {
  const a = compile(c, e.a, scope);
  switch (e.op) {
    case '!':
      return { sql: `(NOT ${toCondition(a)})`, type: bool };
    case '-':
      if (isInteger(a.type)) return { sql: `(-${a.sql})`, type: types.int(8) };
      if (a.type.kind === 'decimal') return { sql: call('~NEGATE', a.sql), type: a.type };
      return { sql: `(-${toDouble(a)})`, type: types.double };
    case '~':
      return { sql: `CAST(${call('~BITS', toInt(a), 0, "'~'")} AS TEXT)`, type: big };
    case 'BINARY':
      return a.type.kind === 'blob'
        ? a
        : {
            ...a,
            sql: call('~BYTES_OF_TEXT', toText(a)),
            type: { ...types.blob, size: a.type.size },
            literal: undefined,
          };
    default:
      return a;
  }
}

/** BIGINT UNSIGNED whose values may lie above 2^63 - 1: held as decimal text. */
const big: Type = { ...types.decimal(20, 0), name: 'bigint', unsigned: true };

const comparisons = new Set(['=', '<=>', '<', '>', '<=', '>=', '<>']);

export function comparison(op: string, a: Sql, b: Sql): string {
  const f = forms(a, b);
  return `(${f.a}${f.suffix} ${op === '<=>' ? 'IS' : op} ${f.b})`;
}

function rowItems(e: Expr): Expr[] | undefined {
  return e.k === 'row' ? e.items : undefined;
}

function binary(c: Compilation, e: Extract<Expr, { k: 'binary' }>, scope: Scope): Sql {
  const { op } = e;
  if (op === 'AND' || op === 'OR') {
    if (op === 'OR' && c.around.pipesAsConcat) throw notSupported('PIPES_AS_CONCAT');
    return { sql: `(${cond(c, e.a, scope)} ${op} ${cond(c, e.b, scope)})`, type: bool };
  }
  if (op === 'XOR') {
    const [a, b] = [cond(c, e.a, scope), cond(c, e.b, scope)];
    return { sql: `((${a} <> 0) <> (${b} <> 0))`, type: bool };
  }
  if (comparisons.has(op)) {
    const [x, y] = [rowItems(e.a), rowItems(e.b)];
    if (x || y) return rowComparison(c, op, x, y, e, scope);
    return { sql: comparison(op, compile(c, e.a, scope), compile(c, e.b, scope)), type: bool };
  }
  const [a, b] = [compile(c, e.a, scope), compile(c, e.b, scope)];
  if ('&|^<<>>'.includes(op)) {
    return { sql: `CAST(${call('~BITS', toInt(a), toInt(b), `'${op}'`)} AS TEXT)`, type: big };
  }
  return arithmetic(op, a, b, () => describe(e));
}

/** An expression as errors show it. */
function describe(e: Expr): string {
  if (e.k === 'col')
    return [e.table, e.name]
      .filter(Boolean)
      .map((part) => `\`${part}\``)
      .join('.');
  if (e.k === 'lit') return e.v;
  if (e.k === 'binary') return `(${describe(e.a)} ${e.op} ${describe(e.b)})`;
  if (e.k === 'call') return `${e.name.toLowerCase()}(${e.args.map(describe).join(',')})`;
  return '?';
}

export function arithmetic(op: string, a: Sql, b: Sql, where: () => string): Sql {
  // A date without a fraction counts as an integer: 20240131.
  const whole = (x: Sql): Sql =>
    x.literal instanceof Uint8Array && x.literal.length < 7
      ? constant(Number(`0x0${Buffer.from(x.literal).toString('hex')}`), types.int(8))
      : isTemporal(x.type) && !x.type.scale
        ? { sql: `CAST(${toDecimal(x)} AS INTEGER)`, type: types.int(8) }
        : x;
  [a, b] = [whole(a), whole(b)];
  const exact = (t: Type) => isInteger(t) || t.kind === 'decimal' || isTemporal(t);
  if (a.type.kind === 'null' || b.type.kind === 'null')
    return { sql: `NULL`, type: op === '/' ? types.decimal(10, 4) : types.int(8) };
  if (op === 'DIV') {
    const numeric = (x: Sql) => (exact(x.type) ? toDecimal(x) : call('~DECIMAL', toDouble(x)));
    return { sql: call('~DIV', numeric(a), numeric(b)), type: types.int(8, a.type.unsigned) };
  }
  if (!exact(a.type) || !exact(b.type)) {
    const [x, y] = [toDouble(a), toDouble(b)];
    if (op === '/') return { sql: call('~DOUBLE_DIVIDE', x, y), type: types.double };
    if (op === '%') return { sql: call('~DOUBLE_MOD', x, y), type: types.double };
    return { sql: `(${x} ${op} ${y})`, type: types.double };
  }
  if (isInteger(a.type) && isInteger(b.type)) {
    const unsigned = !!(a.type.unsigned || b.type.unsigned);
    const type = types.int(8, unsigned);
    if (op === '%')
      return {
        sql: `CAST(${call('~MOD', toText(a), toText(b))} AS INTEGER)`,
        type: types.int(8, a.type.unsigned),
      };
    if (op !== '/') {
      if (unsigned)
        return { sql: call('~CHECKED', a.sql, b.sql, `'${op}'`, textLiteral(where())), type };
      return { sql: `(${a.sql} ${op} ${b.sql})`, type };
    }
  }
  const isBig = (x: Sql) => x.type.kind === 'decimal' && x.type.name === 'bigint';
  if ((isBig(a) || isBig(b)) && [a, b].every((x) => isBig(x) || isInteger(x.type)) && op !== '/') {
    const made = call('~CHECKED_BIG', toDecimal(a), toDecimal(b), `'${op}'`, textLiteral(where()));
    return { sql: made, type: big };
  }
  const scales = [a, b].map((x) => (isInteger(x.type) ? 0 : (x.type.scale ?? 0))) as [
    number,
    number,
  ];
  const wholes = [a, b].map((x, i) =>
    Math.max(
      1,
      precisionOf(isTemporal(x.type) ? types.decimal(14 + scales[i]!, scales[i]!) : x.type) -
        scales[i]!,
    ),
  ) as [number, number];
  const [x, y] = [toDecimal(a), toDecimal(b)];
  switch (op) {
    case '+':
    case '-': {
      const scale = Math.max(...scales);
      return {
        sql: call(op === '+' ? '~ADD' : '~SUBTRACT', x, y),
        type: types.decimal(Math.max(...wholes) + 1 + scale, scale),
      };
    }
    case '*':
      return {
        sql: call('~MULTIPLY', x, y),
        type: types.decimal(wholes[0] + wholes[1] + scales[0] + scales[1], scales[0] + scales[1]),
      };
    case '/': {
      const scale = Math.min(30, scales[0] + dec.DIVISION_DIGITS);
      return {
        sql: call('~DIVIDE', x, y, 9 * Math.ceil(scales[0] / 9) + 9 * Math.ceil(scales[1] / 9) + 9),
        type: types.decimal(wholes[0] + scales[1] + scale, scale),
      };
    }
    default: {
      const scale = Math.max(...scales);
      return { sql: call('~MOD', x, y), type: types.decimal(Math.max(...wholes) + scale, scale) };
    }
  }
}

function rowComparison(
  c: Compilation,
  op: string,
  x: Expr[] | undefined,
  y: Expr[] | undefined,
  e: Extract<Expr, { k: 'binary' }>,
  scope: Scope,
): Sql {
  if (!x || !y) {
    const [row, other] = x ? [x, e.b] : [y!, e.a];
    if (other.k !== 'query' || op !== '=') throw new MysqlError('ER_OPERAND_COLUMNS', row.length);
    return inList(
      c,
      { k: 'in', a: { k: 'row', items: row }, list: other.query, not: false },
      scope,
    );
  }
  if (x.length !== y.length) throw new MysqlError('ER_OPERAND_COLUMNS', x.length);
  const pairs = x.map((a, i) => [compile(c, a, scope), compile(c, y[i]!, scope)] as const);
  const equal = (n: number) => pairs.slice(0, n).map(([a, b]) => comparison('=', a, b));
  let sql: string;
  if (op === '=' || op === '<=>') sql = pairs.map(([a, b]) => comparison(op, a, b)).join(' AND ');
  else if (op === '<>') sql = pairs.map(([a, b]) => comparison('<>', a, b)).join(' OR ');
  else {
    const strict = op[0]!;
    sql = pairs
      .map(
        ([a, b], i) =>
          `(${[...equal(i), comparison(i === pairs.length - 1 ? op : strict, a, b)].join(' AND ')})`,
      )
      .join(' OR ');
  }
  return { sql: `(${sql})`, type: bool };
}

function inList(c: Compilation, e: Extract<Expr, { k: 'in' }>, scope: Scope): Sql {
  const not = e.not ? 'NOT ' : '';
  const row = rowItems(e.a);
  if (!Array.isArray(e.list)) {
    const query = compileQuery(c, e.list, scope);
    const left = (row ?? [e.a]).map((each) => compile(c, each, scope));
    if (query.columns.length !== left.length)
      throw new MysqlError('ER_OPERAND_COLUMNS', left.length);
    const pairs = left.map((a, i) => forms(a, { sql: `"c${i}"`, type: query.columns[i]!.type }));
    const simple = pairs.every((p, i) => p.b === `"c${i}"`);
    const inner = simple
      ? query.sql
      : `SELECT ${pairs.map((p) => p.b).join(', ')} FROM (${query.sql})`;
    const outer = pairs.map((p) => p.a + p.suffix).join(', ');
    return { sql: `(${row ? `(${outer})` : outer} ${not}IN (${inner}))`, type: bool };
  }
  if (row) {
    const any = e.list
      .map((item) => binary(c, { k: 'binary', op: '=', a: e.a, b: item }, scope).sql)
      .join(' OR ');
    return { sql: `(${not}(${any}))`, type: bool };
  }
  const a = compile(c, e.a, scope);
  const pairs = e.list.map((item) => forms(a, compile(c, item, scope)));
  if (pairs.every((p) => p.a === pairs[0]!.a && p.suffix === pairs[0]!.suffix)) {
    return {
      sql: `(${pairs[0]!.a}${pairs[0]!.suffix} ${not}IN (${pairs.map((p) => p.b).join(', ')}))`,
      type: bool,
    };
  }
  return {
    sql: `(${not}(${pairs.map((p) => `(${p.a}${p.suffix} = ${p.b})`).join(' OR ')}))`,
    type: bool,
  };
}

function scalarQuery(c: Compilation, query: Query, scope: Scope): Sql {
  const inner = compileQuery(c, query, scope);
  if (inner.columns.length !== 1) throw new MysqlError('ER_OPERAND_COLUMNS', 1);
  const { type } = inner.columns[0]!;
  if (inner.single) return { sql: `(${inner.sql})`, type };
  return {
    sql: `(SELECT my_single("c0", "n") FROM (SELECT "c0", count(*) OVER () AS "n" FROM (${inner.sql})) LIMIT 1)`,
    type,
  };
}

function quantified(c: Compilation, e: Extract<Expr, { k: 'quantified' }>, scope: Scope): Sql {
  const inner = compileQuery(c, e.query, scope);
  const test = comparison(e.op, compile(c, e.a, scope), {
    sql: '"c0"',
    type: inner.columns[0]!.type,
  });
  // ANY: some row is true, else NULL if some is unknown. ALL is the opposite of the opposite.
  const all = `(SELECT ${e.all ? 'min' : 'max'}(coalesce(${test}, 0.5)) FROM (${inner.sql}))`;
  return {
    sql: `CASE coalesce(${all}, ${e.all ? 1 : 0}) WHEN 1 THEN 1 WHEN 0 THEN 0 END`,
    type: bool,
  };
}

export function cast(a: Sql, to: Type): Sql {
  if (a.type.kind === 'null') return { sql: 'NULL', type: to };
  // Numbers are rounded, where text is cut off.
  if (to.kind === 'int' && a.type.kind === 'decimal') {
    a = { ...a, sql: call('~ROUND', a.sql, 0, 0), literal: undefined };
  }
  switch (to.kind) {
    case 'int': {
      const source =
        isInteger(a.type) && !to.unsigned
          ? a.sql
          : call(
              '~CAST_INT',
              isTemporal(a.type)
                ? toDecimal(a)
                : a.type.kind === 'json'
                  ? call('~JSON_NUMERIC', a.sql)
                  : a.type.kind === 'enum'
                    ? toInt(a)
                    : a.sql,
              to.unsigned ? 1 : 0,
            );
      if (!to.unsigned) return { sql: source, type: to };
      const small = isInteger(a.type) && a.type.unsigned;
      return small
        ? { sql: a.sql, type: to }
        : {
            sql: `CAST(${source} AS TEXT)`,
            type: { ...types.decimal(20, 0), name: 'bigint', unsigned: true },
          };
    }
    case 'decimal':
      return { sql: call('~CAST_DECIMAL', toDecimal(a), to.precision!, to.scale!), type: to };
    case 'double':
    case 'float':
      return { sql: toDouble(a), type: types.double };
    case 'string': {
      const source = toText(a);
      return {
        sql:
          to.name === 'varchar' || to.name === 'char' ? `substr(${source}, 1, ${to.size})` : source,
        type: { ...to, name: 'varchar', fixed: false },
      };
    }
    case 'blob':
      return {
        sql: a.type.kind === 'blob' ? a.sql : call('~BYTES_OF_TEXT', toText(a)),
        type: { ...types.blob, size: a.type.size ?? types.blob.size },
      };
    case 'date':
      return { sql: a.type.kind === 'date' ? a.sql : call('~DAY', toMoment(a)), type: to };
    case 'datetime':
      return { sql: convert(a, to), type: to };
    case 'time':
      return {
        sql: `(${toTime(a)} / ${10 ** (6 - to.scale!)} * ${10 ** (6 - to.scale!)})`,
        type: to,
      };
    case 'json':
      return {
        sql: isText(a.type) ? call('~JSON_PARSE', a.sql) : toJson(a, a.type.width === 1),
        type: types.json,
      };
    case 'year':
      return { sql: toInt(a), type: to };
    default:
      throw notSupported(`CAST AS ${to.name}`);
  }
}
