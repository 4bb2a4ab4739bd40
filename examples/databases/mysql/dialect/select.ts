/** Queries: FROM, WHERE, GROUP BY, set operations, common table expressions. */
import { quote, sameName, type Table } from '../engine/catalog.ts';
import { MysqlError, notSupported } from '../errors.ts';
import type { Body, Expr, From, Order, Query, Select } from '../sql/ast.ts';
import * as types from '../values/types.ts';
import { isText, type Type } from '../values/types.ts';
import { compileOver, isAggregate } from './calls.ts';
import {
  call,
  collate,
  convert,
  exactScale,
  enumIndex,
  toCondition,
  unify,
  type Sql,
} from './coerce.ts';
import { Compilation } from './compiler.ts';
import { compile, comparison } from './expressions.ts';
import { checkGrouping } from './group-by.ts';
import { newScope, lookup, type Scope, type Source, type SourceColumn } from './scope.ts';

export interface OutColumn {
  name: string;
  type: Type;
  column?: SourceColumn | undefined;
}

export interface CompiledQuery {
  sql: string;
  columns: OutColumn[];
  /** Known to give one row at most. */
  single: boolean;
  /** The outermost SELECT's scope, for locking reads. */
  scope?: Scope | undefined;
  where?: string | undefined;
  grouped?: boolean | undefined;
}

export function compileQuery(
  c: Compilation,
  query: Query,
  parent: Scope | undefined,
  extraWhere?: (scope: Scope) => string,
): CompiledQuery {
  const layer = new Map<string, Source>();
  c.ctes.push(layer);
  try {
    const ctes = query.ctes.map((cte) => compileCte(c, cte, query.recursive, layer, parent));
    const prefix = ctes.length
      ? `WITH ${query.recursive ? 'RECURSIVE ' : ''}${ctes.join(', ')} `
      : '';
    const { body } = query;
    const limit = query.limit && limitText(c, query.limit);
    if (body.k === 'select') {
      const compiled = compileSelect(c, body, parent, query.order, extraWhere);
      const single =
        compiled.single ||
        (query.limit?.count.k === 'lit' && Number((query.limit.count as { v: string }).v) <= 1);
      return { ...compiled, sql: `${prefix}${compiled.sql}${limit ?? ''}`, single };
    }
    const compiled = compileBody(c, body, parent);
    const order = query.order.length
      ? ` ORDER BY ${query.order.map((o) => positionalOrder(o, compiled.columns)).join(', ')}`
      : '';
    return { ...compiled, sql: `${prefix}${compiled.sql}${order}${limit ?? ''}` };
  } finally {
    c.ctes.pop();
  }
}

export function limitText(c: Compilation, limit: NonNullable<Query['limit']>): string {
  const number = (e: Expr): string => {
    if (e.k === 'lit') {
      const n = BigInt(e.v);
      return n >= 2n ** 63n ? '9223372036854775807' : e.v;
    }
    const { value } = c.parameters[(e as { index: number }).index] ?? { value: null };
    if (typeof value === 'string' && /^\d{1,18}$/.test(value)) return value;
    if (
      typeof value === 'bigint' ||
      (typeof value === 'number' && Number.isInteger(value) && value >= 0)
    )
      return String(value);
    throw new MysqlError('ER_WRONG_ARGUMENTS', 'LIMIT');
  };
  return ` LIMIT ${number(limit.count)}${limit.offset ? ` OFFSET ${number(limit.offset)}` : ''}`;
}

/** ORDER BY after UNION: a column's name, its position, or an expression of output columns is all there is. */
function positionalOrder({ expr, desc }: Order, columns: OutColumn[]): string {
  let at: number;
  if (expr.k === 'lit' && expr.t === 'int') at = Number(expr.v) - 1;
  else if (expr.k === 'col') at = columns.findIndex((each) => sameName(each.name, expr.name));
  else throw notSupported('an expression in ORDER BY after a set operation');
  const column = columns[at];
  if (!column)
    throw new MysqlError(
      'ER_BAD_FIELD_ERROR',
      expr.k === 'col' ? expr.name : (expr as { v: string }).v,
      'order clause',
    );
  return `${at + 1}${collate(column.type)}${desc ? ' DESC' : ''}`;
}

function compileBody(c: Compilation, body: Body, parent: Scope | undefined): CompiledQuery {
  switch (body.k) {
    case 'select':
      return compileSelect(c, body, parent, []);
    case 'nested': {
      const inner = compileQuery(c, body.query, parent);
      return { ...inner, sql: `SELECT * FROM (${inner.sql})` };
    }
    case 'rows': {
      const scope = newScope(parent);
      const rows = body.rows.map((row) => row.map((e) => compile(c, e, scope)));
      const columns = rows[0]!.map((_, i) => ({
        name: `column_${i}`,
        type: unify(rows.map((r) => r[i]!.type)),
      }));
      const sql = rows
        .map(
          (row) =>
            `SELECT ${row.map((e, i) => `${convert(e, columns[i]!.type)} AS "c${i}"`).join(', ')}`,
        )
        .join(' UNION ALL ');
      return { sql, columns, single: false };
    }
    case 'set': {
      const [left, right] = [compileBody(c, body.left, parent), compileBody(c, body.right, parent)];
      if (left.columns.length !== right.columns.length)
        throw new MysqlError('ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT');
      const columns = left.columns.map(({ name, type }, i) => ({
        name,
        type: unify([type, right.columns[i]!.type]),
      }));
      if (body.all && body.op !== 'UNION') throw notSupported(`${body.op} ALL`);
      const branch = (q: CompiledQuery) =>
        `SELECT ${columns.map(({ type }, i) => `${convert({ sql: `"c${i}"`, type: q.columns[i]!.type }, type)}${body.all ? '' : collate(type)} AS "c${i}"`).join(', ')} FROM (${q.sql})`;
      if (body.op === 'UNION' && !body.all) {
        // DISTINCT keeps the first of equal texts, UNION the last.
        const list = columns.map(({ type }, i) => `"c${i}"${collate(type)} AS "c${i}"`).join(', ');
        return {
          sql: `SELECT DISTINCT ${list} FROM (${branch(left)} UNION ALL ${branch(right)})`,
          columns,
          single: false,
        };
      }
      return {
        sql: `${branch(left)} ${body.op}${body.all ? ' ALL' : ''} ${branch(right)}`,
        columns,
        single: false,
      };
    }
  }
}

function compileCte(
  c: Compilation,
  cte: Query['ctes'][number],
  recursive: boolean,
  layer: Map<string, Source>,
  parent: Scope | undefined,
): string {
  const physical = quote(c.alias(`${cte.name}_`));
  const names = (columns: OutColumn[]) => {
    if (cte.columns && cte.columns.length !== columns.length)
      throw new MysqlError(
        'ER_UNKNOWN_ERROR',
        'In definition of view, derived table or common table expression, SELECT list and column names list have different column counts',
      );
    return columns.map((column, i) => ({ ...column, name: cte.columns?.[i] ?? column.name }));
  };
  const { body } = cte.query;
  const define = (columns: OutColumn[], depth = false) => {
    const source = derivedSource(cte.name, physical, names(columns));
    source.depth = depth;
    layer.set(cte.name, source);
    return source;
  };
  if (recursive && body.k === 'set' && body.op === 'UNION' && mentions(body.right, cte.name)) {
    const seed = compileBody(c, body.left, parent);
    // As in MySQL, the first part alone decides the types.
    const columns = seed.columns.map((column) => ({ ...column, type: widen(column.type) }));
    define(columns, body.all);
    const step = compileBody(c, body.right, parent);
    if (step.columns.length !== columns.length)
      throw new MysqlError('ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT');
    columns.forEach(({ type }, i) => {
      // SQLite reads the recursive table only in the step's own FROM, which leaves no place to convert.
      const other = widen(step.columns[i]!.type);
      const same =
        other.kind === 'null' ||
        (isText(other) && isText(type)) ||
        (other.kind === type.kind && (other.scale ?? 0) === (type.scale ?? 0));
      if (!same)
        throw notSupported(
          `a recursive column ${i + 1} whose type changes (write a CAST in both parts)`,
        );
    });
    const list = columns.map((_, i) => `"c${i}"`).join(', ');
    const limit = cte.query.limit ? limitText(c, cte.query.limit) : '';
    if (cte.query.order.length)
      throw notSupported('ORDER BY in a recursive common table expression');
    return `${physical}(${list}${body.all ? ', "depth"' : ''}) AS (SELECT ${list}${body.all ? ', 0' : ''} FROM (${seed.sql}) ${body.all ? 'UNION ALL' : 'UNION'} ${step.sql}${limit})`;
  }
  const compiled = compileQuery(c, cte.query, parent);
  define(compiled.columns);
  return `${physical}(${compiled.columns.map((_, i) => `"c${i}"`).join(', ')}) AS (${compiled.sql})`;
}

const widen = (type: Type): Type => (type.kind === 'int' ? types.int(8) : type);

function mentions(body: Body, name: string): boolean {
  return JSON.stringify(body).includes(`"name":{"name":${JSON.stringify(name)}}`);
}

function derivedSource(alias: string, sqlAlias: string, columns: OutColumn[]): Source {
  const source: Source = { alias, columns: [] };
  source.columns = columns.map(({ name, type, column }, i) => ({
    name,
    type,
    sql: `${sqlAlias}."c${i}"`,
    source,
    origin: column?.origin,
    nullable: true,
  }));
  return source;
}

const FLAGS = {
  notNull: 1,
  primary: 2,
  unique: 4,
  multiple: 8,
  blob: 16,
  unsigned: 32,
  binary: 128,
  enum: 256,
  auto: 512,
  timestamp: 1024,
  set: 2048,
};

/** https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__column__definition__flags.html */
function flagsOf(table: Table, name: string): number {
  const column = table.columns.find((each) => each.name === name)!;
  let flags = 0;
  if (!column.nullable) flags |= FLAGS.notNull;
  for (const key of table.keys) {
    if (key.kind === 'PRIMARY' && key.parts.some((p) => sameName(p.name, name)))
      flags |= FLAGS.primary;
    else if (key.parts[0] && sameName(key.parts[0].name, name))
      flags |= key.kind === 'UNIQUE' && key.parts.length === 1 ? FLAGS.unique : FLAGS.multiple;
  }
  if (column.autoIncrement) flags |= FLAGS.auto;
  return flags;
}

export function tableSource(c: Compilation, table: Table, alias: string, sqlAlias: string): Source {
  const source: Source = { alias, schema: table.schema, table, columns: [] };
  source.columns = table.columns.map((column) => {
    const raw = `${sqlAlias}.${quote(column.name)}`;
    const local = column.type.kind === 'timestamp' && !c.around.utc;
    if (local) c.volatile = true;
    return {
      name: column.name,
      type: column.type,
      sql: local ? call('~LOCAL', raw, column.type.scale ?? 0) : raw,
      source,
      table,
      column,
      origin: {
        schema: table.schema,
        table: table.name,
        name: column.name,
        flags: flagsOf(table, column.name),
      },
      nullable: column.nullable,
    };
  });
  return source;
}

/** Compiles FROM, and puts its tables into the scope. */
export function compileFrom(c: Compilation, from: From, scope: Scope): string {
  switch (from.k) {
    case 'table': {
      const alias = from.alias ?? from.name.name;
      const cte = from.name.schema
        ? undefined
        : c.ctes.findLast((layer) => layer.has(from.name.name))?.get(from.name.name);
      const sqlAlias = quote(c.alias(`${alias}_`));
      if (cte) {
        const table = cte.columns[0]!.sql.replace(/\."c0"$/, '');
        const columns = cte.columns.map(({ name, type }) => ({ name, type }));
        const source = derivedSource(alias, sqlAlias, columns);
        source.depth = cte.depth;
        addSource(scope, source);
        return `${table} AS ${sqlAlias}`;
      }
      const schema = from.name.schema ?? c.around.database;
      if (schema && /^(information_schema|performance_schema|mysql)$/i.test(schema)) {
        const rows =
          schema.toLowerCase() === 'information_schema'
            ? c.around.informationSchema(from.name.name)
            : undefined;
        if (!rows) throw new MysqlError('ER_UNKNOWN_TABLE', from.name.name, schema);
        const source = derivedSource(
          alias,
          sqlAlias,
          rows.columns.map((each) => ({ ...each })),
        );
        source.schema = 'information_schema';
        addSource(scope, source);
        c.volatile = true;
        return `(${rows.sql}) AS ${sqlAlias}`;
      }
      const table = c.around.catalog.get(from.name, c.around.database);
      if (table.k === 'view') {
        if (c.viewDepth > 20)
          throw new MysqlError('ER_UNKNOWN_ERROR', `View ${table.name} refers to itself`);
        c.viewDepth++;
        const inner = new Compilation({ ...c.around, database: table.schema }, []);
        inner.viewDepth = c.viewDepth;
        inner.aliasCount = c.aliasCount;
        const compiled = compileQuery(inner, table.query, undefined);
        c.aliasCount = inner.aliasCount;
        c.viewDepth--;
        for (const each of inner.tables) c.tables.add(each);
        c.volatile ||= inner.volatile;
        const columns = compiled.columns.map((column, i) => ({
          ...column,
          name: table.columns?.[i] ?? column.name,
        }));
        const source = derivedSource(alias, sqlAlias, columns);
        source.schema = table.schema;
        addSource(scope, source);
        return `(${compiled.sql}) AS ${sqlAlias}`;
      }
      c.tables.add(table);
      addSource(scope, tableSource(c, table, alias, sqlAlias));
      const index = from.index && table.keys.find((key) => sameName(key.name, from.index!));
      if (from.index && !index)
        throw new MysqlError('ER_KEY_DOES_NOT_EXITS', from.index, table.name);
      return `${quote(table.physical)} AS ${sqlAlias}`;
    }
    case 'derived': {
      const compiled = compileQuery(c, from.query, scope.parent);
      const seen = new Set<string>();
      const columns = compiled.columns.map((column, i) => ({
        ...column,
        name: from.columns?.[i] ?? column.name,
      }));
      for (const { name } of columns) {
        if (seen.has(name.toLowerCase())) throw new MysqlError('ER_DUP_FIELDNAME', name);
        seen.add(name.toLowerCase());
      }
      const sqlAlias = quote(c.alias(`${from.alias}_`));
      addSource(scope, derivedSource(from.alias, sqlAlias, columns));
      return `(${compiled.sql}) AS ${sqlAlias}`;
    }
    case 'join': {
      const before = scope.sources.length;
      const left = compileFrom(c, from.left, scope);
      const middle = scope.sources.length;
      const right =
        from.right.k === 'join'
          ? `(${compileFrom(c, from.right, scope)})`
          : compileFrom(c, from.right, scope);
      const [lefts, rights] = [scope.sources.slice(before, middle), scope.sources.slice(middle)];
      if (from.type !== 'INNER')
        for (const source of from.type === 'LEFT' ? rights : lefts)
          for (const column of source.columns) column.nullable = true;
      const joinText = `${left} ${from.type === 'INNER' ? 'JOIN' : `${from.type} JOIN`} ${right}`;
      let using = from.using;
      if (from.natural) {
        const names = new Set(
          rights.flatMap((s) => s.columns.map((each) => each.name.toLowerCase())),
        );
        using = [
          ...new Set(
            lefts
              .flatMap((s) => s.columns)
              .filter((each) => names.has(each.name.toLowerCase()))
              .map((each) => each.name),
          ),
        ];
      }
      if (using) return `${joinText}${usingText(using, lefts, rights, from.type, scope)}`;
      if (!from.on) {
        if (from.type !== 'INNER') throw new MysqlError('ER_PARSE_ERROR', '', 1);
        return `${joinText} ON true`;
      }
      const inner: Scope = { ...scope, sources: scope.sources.slice(before), clause: 'on clause' };
      return `${joinText} ON ${toCondition(compile(c, from.on, inner))}`;
    }
  }
}

function addSource(scope: Scope, source: Source) {
  if (scope.sources.some((each) => each.alias === source.alias && each.schema === source.schema)) {
    throw new MysqlError('ER_NONUNIQ_TABLE', source.alias);
  }
  scope.sources.push(source);
}

function usingText(
  names: string[],
  lefts: Source[],
  rights: Source[],
  type: string,
  scope: Scope,
): string {
  const conditions = names.map((name) => {
    const within = (sources: Source[]) => {
      const merged = scope.merged.get(name.toLowerCase());
      if (merged && sources === lefts) return merged;
      const found = lookup(
        { ...scope, sources, merged: new Map(), clause: 'from clause' },
        { name },
      );
      if (!found) throw new MysqlError('ER_BAD_FIELD_ERROR', name, 'from clause');
      return found;
    };
    const [a, b] = [within(lefts), within(rights)] as [SourceColumn, SourceColumn];
    const plain = ({ sql, type }: SourceColumn): Sql => ({ sql, type });
    const first = 'first' in a ? (a as unknown as { first: SourceColumn }).first : a;
    const hidden = new Set([
      ...(scope.merged.get(name.toLowerCase())?.hidden ?? []),
      type === 'RIGHT' ? first : b,
    ]);
    const chosen = type === 'RIGHT' ? b : a;
    scope.merged.set(name.toLowerCase(), {
      sql: chosen.sql,
      type: chosen.type,
      column: type === 'RIGHT' ? b : first,
      first: type === 'RIGHT' ? b : first,
      hidden,
    });
    return comparison('=', plain(a), plain(b));
  });
  return ` ON ${conditions.join(' AND ') || 'true'}`;
}

interface Item extends Sql {
  name: string;
  expr?: Expr;
}

function expandStar(
  scope: Scope,
  item: { schema?: string | undefined; table?: string | undefined },
): Item[] {
  if (!scope.sources.length) throw new MysqlError('ER_PARSE_ERROR', '*', 1);
  const sources = item.table
    ? scope.sources.filter(
        (s) => s.alias === item.table && (!item.schema || s.schema === item.schema),
      )
    : scope.sources;
  if (!sources.length) throw new MysqlError('ER_UNKNOWN_TABLE', item.table!, 'field list');
  const hidden = new Set(
    item.table ? [] : [...scope.merged.values()].flatMap((m) => [...m.hidden]),
  );
  const chosen = item.table
    ? []
    : [...scope.merged].map(([, m]) => ({
        name: m.first.name,
        sql: m.sql,
        type: m.type,
        column: m.first,
      }));
  const firsts = new Set(item.table ? [] : [...scope.merged.values()].map((m) => m.first));
  const rest = sources
    .flatMap((s) => s.columns)
    .filter((each) => !hidden.has(each) && !firsts.has(each))
    .map((each) => ({ name: each.name, sql: each.sql, type: each.type, column: each }));
  if (scope.loose)
    for (const each of [...chosen, ...rest])
      if (!scope.groupColumns?.has(each.column)) scope.loose.push(each.column);
  return [...chosen, ...rest].map((each) => ({
    ...each,
    expr: { k: 'col', table: each.column.source.alias, name: each.name },
  }));
}

function compileSelect(
  c: Compilation,
  select: Select,
  parent: Scope | undefined,
  order: Order[],
  extraWhere?: (scope: Scope) => string,
): CompiledQuery {
  const scope = newScope(parent);
  const from = select.from ? ` FROM ${compileFrom(c, select.from, scope)}` : '';
  if (select.rollup) throw notSupported('WITH ROLLUP');
  scope.clause = 'where clause';
  let where = select.where && toCondition(compile(c, select.where, scope));
  const extra = extraWhere?.(scope);
  if (extra) where = where ? `(${where}) AND ${extra}` : extra;
  const counted = scope.sources.find((s) => s.depth);
  if (counted) {
    const alias = counted.columns[0]!.sql.replace(/\."c0"$/, '');
    where = `${where ? `(${where}) AND ` : ''}my_depth(${alias}."depth")`;
  }

  scope.aliases = new Map();
  for (const item of select.items) {
    if (item.star || item.alias === undefined) continue;
    const key = item.alias.toLowerCase();
    const ambiguous =
      scope.aliases.has(key) &&
      JSON.stringify(scope.aliases.get(key)!.expr) !== JSON.stringify(item.expr);
    scope.aliases.set(key, { expr: item.expr, ambiguous });
  }

  // GROUP BY: positions, columns, aliases.
  scope.clause = 'group statement';
  scope.aliasUse = 'last';
  const groupExprs = select.group.map((e): Expr => {
    if (e.k === 'lit' && e.t === 'int') {
      const item = select.items[Number(e.v) - 1];
      if (!item || item.star) throw new MysqlError('ER_BAD_FIELD_ERROR', e.v, 'group statement');
      if (hasAggregate(item.expr))
        throw new MysqlError('ER_WRONG_GROUP_FIELD', item.alias ?? item.text);
      return item.expr;
    }
    if (e.k === 'col' && !e.table && !lookup(scope, e))
      return scope.aliases!.get(e.name.toLowerCase())?.expr ?? e;
    return e;
  });
  const group = groupExprs.map((e) => compile(c, e, scope));
  scope.aliasUse = undefined;

  scope.clause = 'field list';
  scope.aggregates = { allowed: true, seen: false };
  const looseOf: SourceColumn[][] = [];
  scope.groupColumns = new Set(group.flatMap((g) => (g.column ? [g.column] : [])));
  scope.groupKeys = new Set(groupExprs.map((e) => JSON.stringify(e)));
  for (const { name, over } of select.windows) scope.windows.set(name, compileOver(c, over, scope));

  const items: Item[] = [];
  for (const item of select.items) {
    scope.loose = [];
    const made: Item[] = item.star
      ? expandStar(scope, item)
      : [
          {
            ...selected(c, item.expr, scope),
            name:
              item.alias ??
              (item.expr.k === 'col'
                ? columnName(item.expr.name, scope, item.expr)
                : itemName(item.text, item.expr)),
            expr: item.expr,
          },
        ];
    if (item.star)
      for (const each of made)
        looseOf.push(scope.groupColumns.has(each.column!) ? [] : [each.column!]);
    else looseOf.push(scope.loose);
    items.push(...made);
  }

  scope.loose = [];
  scope.clause = 'having clause';
  scope.aliasUse = 'first';
  const having = select.having && toCondition(compile(c, select.having, scope));
  scope.clause = 'order clause';
  scope.aliasUse = 'first';
  const orderText = order.map((o) => orderItem(c, o, scope, items, select.distinct));
  scope.aliasUse = undefined;
  const orderLoose = scope.loose;
  scope.loose = undefined;

  const grouped = group.length > 0 || scope.aggregates.seen;
  if (grouped && c.around.onlyFullGroupBy) checkGrouping(scope, select, group, looseOf, orderLoose);
  if (having && !grouped && !select.having) throw new MysqlError('ER_INVALID_GROUP_FUNC_USE');

  const list = items.map(
    (item, i) => `${exactScale(item)}${select.distinct ? collate(item.type) : ''} AS "c${i}"`,
  );
  if (counted) list.push(`${counted.columns[0]!.sql.replace(/\."c0"$/, '')}."depth" + 1`);
  let sql = `SELECT ${select.distinct ? 'DISTINCT ' : ''}${list.join(', ')}${from}`;
  if (where) sql += `${from ? '' : ' FROM (SELECT 1)'} WHERE ${where}`;
  if (group.length) sql += ` GROUP BY ${group.map((g) => g.sql + collate(g.type)).join(', ')}`;
  if (having) {
    // Without groups, HAVING filters rows.
    if (!grouped)
      sql = `${sql}${where ? ' AND ' : from ? ' WHERE ' : ' FROM (SELECT 1) WHERE '}${having}`;
    else sql += ` HAVING ${having}`;
  }
  if (orderText.length) sql += ` ORDER BY ${orderText.join(', ')}`;
  return {
    sql,
    columns: items.map(({ name, type, column }) => ({ name, type, column })),
    single: (grouped && !group.length) || !from,
    scope,
    where,
    grouped: grouped || select.distinct,
  };
}

/** As written; in information_schema, as defined. */
function columnName(name: string, scope: Scope, e: Extract<Expr, { k: 'col' }>): string {
  if (!scope.sources.some((s) => s.schema === 'information_schema')) return name;
  const found = lookup(scope, e);
  return found && 'source' in found && found.source.schema === 'information_schema'
    ? found.name
    : name;
}

/** A parameter by itself is the double that it was sent as. */
function selected(c: Compilation, e: Expr, scope: Scope): Sql {
  const made = compile(c, e, scope);
  const alone = e.k === 'param' && c.parameters[e.index]?.double && made.type.kind === 'decimal';
  return alone ? { sql: `CAST(${made.sql} AS REAL)`, type: types.double } : made;
}

/** The name of a column that has none: its text, or a literal's value. */
function itemName(text: string, e: Expr): string {
  if (e.k === 'lit' && e.t === 'string') return e.v;
  return text;
}

function hasAggregate(e: Expr): boolean {
  if (isAggregate(e)) return true;
  return Object.values(e).some((value) =>
    Array.isArray(value)
      ? value.some(
          (each) => each && typeof each === 'object' && 'k' in each && hasAggregate(each as Expr),
        )
      : value &&
        typeof value === 'object' &&
        'k' in value &&
        (value as Expr).k !== ('query-expression' as never) &&
        hasAggregate(value as Expr),
  );
}

function orderItem(
  c: Compilation,
  { expr, desc }: Order,
  scope: Scope,
  items: Item[],
  distinct: boolean,
): string {
  const direction = desc ? ' DESC' : '';
  const byItem = (at: number) => {
    const item = items[at];
    if (!item) throw new MysqlError('ER_BAD_FIELD_ERROR', String(at + 1), 'order clause');
    if (item.type.kind === 'enum') return enumIndex(item) + direction;
    return `${at + 1}${collate(item.type)}${direction}`;
  };
  if (expr.k === 'lit' && expr.t === 'int') return byItem(Number(expr.v) - 1);
  if (expr.k === 'col' && !expr.table) {
    const at = items.findIndex(
      (item) => sameName(item.name, expr.name) && scope.aliases?.has(expr.name.toLowerCase()),
    );
    if (at >= 0) return byItem(at);
  }
  const e = compile(c, expr, scope);
  if (distinct && !items.some((item) => item.sql === e.sql) && e.column) {
    throw new MysqlError(
      'ER_FIELD_IN_ORDER_NOT_SELECT',
      1,
      `${e.column.table?.schema ?? ''}.${e.column.source.alias}.${e.column.name}`,
    );
  }
  if (e.type.kind === 'enum') return enumIndex(e) + direction;
  // A constant would be taken for a position.
  return e.literal !== undefined ? `(0 + 0)${direction}` : `${e.sql}${collate(e.type)}${direction}`;
}
