/** UPDATE and DELETE: the rows are found first, then changed one by one. */
import type { Compilation } from '../dialect/compiler.ts';
import { toCondition } from '../dialect/coerce.ts';
import { compileOrder } from '../dialect/calls.ts';
import { compile } from '../dialect/expressions.ts';
import { newScope, type Scope, type Source } from '../dialect/scope.ts';
import { compileFrom, limitText } from '../dialect/select.ts';
import { MysqlError } from '../errors.ts';
import type { Expr, From, Statement } from '../sql/ast.ts';
import type { Value } from '../values/convert.ts';
import { columnOf, sameName, type Table } from './catalog.ts';
import { finishUpdate, type Changed } from './insert.ts';
import { defaultOf, deleteRow, evaluate, fit, rowScope, rowSelect, type Writing } from './rows.ts';
import { rowKey } from './lock-keys.ts';

type Update = Extract<Statement, { k: 'update' }>;
type Delete = Extract<Statement, { k: 'delete' }>;

interface Found {
  scope: Scope;
  from: string;
  tail: string;
}

function find(c: Compilation, { from, where, order, limit }: Update | Delete): Found {
  const scope = newScope(undefined);
  c.ctes.push(new Map());
  const fromText = compileFrom(c, from, scope);
  if (from.k === 'join' && (order.length || limit))
    throw new MysqlError('ER_PARSE_ERROR', order.length ? 'ORDER BY' : 'LIMIT', 1);
  scope.clause = 'where clause';
  const whereText = where ? ` WHERE ${toCondition(compile(c, where, scope))}` : '';
  scope.clause = 'order clause';
  const orderText = order.length ? ` ORDER BY ${compileOrder(c, order, scope)}` : '';
  return {
    scope,
    from: fromText,
    tail: `${whereText}${orderText}${limit ? limitText(c, { count: limit }) : ''}`,
  };
}

/** The tables of a FROM whose rows a subquery must not read at the same time. */
function refuseSelf(e: unknown, table: Table, database: string | undefined) {
  if (!e || typeof e !== 'object') return;
  if (Array.isArray(e)) return e.forEach((each) => refuseSelf(each, table, database));
  const node = e as Expr | From | { k: 'query-expression' };
  if (node.k === 'derived') return;
  if (
    node.k === 'table' &&
    node.name.name === table.name &&
    (node.name.schema ?? database) === table.schema
  ) {
    throw new MysqlError('ER_UPDATE_TABLE_USED', table.name);
  }
  Object.values(node).forEach((each) => refuseSelf(each, table, database));
}

const rowidOf = (source: Source) =>
  source.columns[0]!.sql.replace(/^my__local\(/, '').replace(
    /\."(?:[^"]|"")*"(, \d+\))?$/,
    '._rowid_',
  );

function baseSource(scope: Scope, name: string): Source & { table: Table } {
  const source =
    scope.sources.find((each) => each.alias === name) ??
    scope.sources.find((each) => each.table && sameName(each.table.name, name));
  if (!source) throw new MysqlError('ER_UNKNOWN_TABLE', name, 'MULTI DELETE');
  if (!source.table) throw new MysqlError('ER_NON_UPDATABLE_TABLE', name, 'UPDATE');
  return source as Source & { table: Table };
}

export function update(
  w: Writing,
  c: Compilation,
  statement: Update,
  database: string | undefined,
): Changed {
  const { scope, from, tail } = find(c, statement);
  scope.clause = 'field list';
  const multi = statement.from.k === 'join';
  const targets = new Map<Source, { name: string; value: Expr }[]>();
  for (const { table, name, value } of statement.set) {
    const candidates = scope.sources.filter(
      (s) => (!table || s.alias === table) && s.columns.some((each) => sameName(each.name, name)),
    );
    const [source] = candidates;
    if (!source)
      throw new MysqlError('ER_BAD_FIELD_ERROR', table ? `${table}.${name}` : name, 'field list');
    if (candidates.length > 1) throw new MysqlError('ER_NON_UNIQ_ERROR', name, 'field list');
    if (!source.table) throw new MysqlError('ER_NON_UPDATABLE_TABLE', source.alias, 'UPDATE');
    const column = columnOf(source.table, name);
    if (column.generated && value.k !== 'default')
      throw new MysqlError('ER_GENERATED_COLUMN_NON_DEFAULT', column.name, source.table.name);
    targets.set(source, [...(targets.get(source) ?? []), { name: column.name, value }]);
    refuseSelf([value, statement.where], source.table, database);
  }
  const sources = [...targets];
  // The values as a SELECT reads them: right for the form with several tables, where all see the old row.
  const items = sources.flatMap(([, set]) =>
    set.map(({ value }) => (value.k === 'default' ? undefined : compile(c, value, scope))),
  );
  const columns = [
    ...sources.map(([source]) => rowidOf(source)),
    ...items.map((item) => item?.sql ?? 'NULL'),
  ];
  const found = w.db.all(`SELECT ${columns.join(', ')} FROM ${from}${tail}`);

  const result = { affected: 0, insertId: 0, info: '', changed: 0 };
  let matched = 0;
  const done = sources.map(() => new Set<Value>());
  let at = 0;
  for (const values of found) {
    at++;
    let first = sources.length;
    sources.forEach(([source, set], s) => {
      const rowid = values[s]!;
      const offset = first;
      first += set.length;
      // A row that the join meets twice is changed once; one that an outer join did not find, never.
      if (rowid === null || done[s]!.has(rowid)) return;
      done[s]!.add(rowid);
      const table = source.table!;
      const [, ...old] = w.db.first(`${rowSelect(table)} WHERE _rowid_ = ?1`, [rowid]) ?? [];
      if (!old.length) return;
      matched++;
      w.lock(rowKey(table, rowid), 'X');
      const row = [...old];
      const assigned = new Set<string>();
      set.forEach(({ name, value }, i) => {
        const column = columnOf(table, name);
        const index = table.columns.indexOf(column);
        const item = items[offset - sources.length + i];
        if (!item) row[index] = defaultOf(w, table, column, at);
        else {
          let raw: Value = values[offset + i]!;
          let { kind } = item.type;
          // `SET a = a + 1, b = a`: with one table, later assignments see earlier ones.
          if (!multi && assigned.size && mentions(value, assigned)) {
            const again = compile(c, value, rowScope(table, source.alias));
            raw = evaluate(w, again, row);
            kind = again.type.kind;
          }
          if (typeof raw === 'number' && kind === 'int' && !Number.isSafeInteger(raw))
            throw new MysqlError('ER_DATA_OUT_OF_RANGE', 'BIGINT', name);
          if (raw === null && !column.nullable) {
            const error = new MysqlError('ER_BAD_NULL_ERROR', column.name);
            if (!w.ignore) throw error;
          }
          row[index] = fit(w, table, column, { value: raw, kind }, at);
        }
        assigned.add(column.name.toLowerCase());
      });
      try {
        if (
          finishUpdate(
            w,
            table,
            rowid,
            old,
            row,
            new Set([...assigned].map((name) => columnOf(table, name).name)),
            at,
          )
        )
          result.changed++;
      } catch (error) {
        if (
          !statement.ignore ||
          !(error instanceof MysqlError) ||
          ![1062, 1451, 1452].includes(error.errno)
        )
          throw error;
        w.warn(error);
      }
    });
  }
  result.affected = matched;
  result.info = `Rows matched: ${matched}  Changed: ${result.changed}  Warnings: `;
  return result;
}

function mentions(e: unknown, names: Set<string>): boolean {
  if (!e || typeof e !== 'object') return false;
  if ((e as Expr).k === 'col' && names.has((e as { name: string }).name.toLowerCase())) return true;
  return Object.values(e).some((each) => mentions(each, names));
}

export function remove(
  w: Writing,
  c: Compilation,
  statement: Delete,
  database: string | undefined,
): Changed {
  const { scope, from, tail } = find(c, statement);
  const sources = statement.targets
    ? statement.targets.map(({ name }) => baseSource(scope, name))
    : [baseSource(scope, scope.sources[0]!.alias)];
  for (const source of sources) refuseSelf(statement.where, source.table, database);
  const found = w.db.all(`SELECT ${sources.map(rowidOf).join(', ')} FROM ${from}${tail}`);
  let affected = 0;
  const done = sources.map(() => new Set<Value>());
  for (const ids of found) {
    sources.forEach(({ table }, i) => {
      const rowid = ids[i]!;
      if (rowid === null || done[i]!.has(rowid)) return;
      done[i]!.add(rowid);
      const [, ...row] = w.db.first(`${rowSelect(table)} WHERE _rowid_ = ?1`, [rowid]) ?? [];
      // A cascade may have been faster.
      if (!row.length) return;
      try {
        deleteRow(w, table, rowid, row);
        affected++;
      } catch (error) {
        if (!statement.ignore || !(error instanceof MysqlError) || error.errno !== 1451)
          throw error;
        w.warn(error);
      }
    });
  }
  return { affected, insertId: 0, info: '' };
}
