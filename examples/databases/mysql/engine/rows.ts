/** One row at a time: constraints, foreign keys, generated columns. All writes end here. */
import { MysqlError } from '../errors.ts';
import type { Compilation } from '../dialect/compiler.ts';
import { toCondition, type Sql } from '../dialect/coerce.ts';
import { compile } from '../dialect/expressions.ts';
import { newScope, type Scope, type Source } from '../dialect/scope.ts';
import { implicitDefault, store, textOf, type Place, type Value } from '../values/convert.ts';
import {
  formatTime,
  fromUtc,
  parseMoment,
  formatDatetime,
  sessionZone,
} from '../values/temporal.ts';
import type { Kind } from '../values/types.ts';
import {
  columnOf,
  quote,
  rowidColumn,
  sameName,
  type Catalog,
  type Column,
  type ForeignKey,
  type Key,
  type Table,
} from './catalog.ts';
import { put, type Change } from './changes.ts';
import { rowKey, uniqueKey, uniqueKeys } from './lock-keys.ts';
import type { Mode } from './locks.ts';
import type { Connection } from './sqlite.ts';

export interface Writing {
  catalog: Catalog;
  db: Connection;
  foreignKeyChecks: boolean;
  uniqueChecks: boolean;
  ignore: boolean;
  warn(error: MysqlError): void;
  newCompilation(): Compilation;
  /** Called before anything that others must not do at the same time: throws if they hold that lock. */
  lock(key: string, mode: Mode): void;
  changed(change: Change): void;
}

export interface Typed {
  value: Value;
  kind: Kind;
}

export const rowSelect = (table: Table) =>
  `SELECT _rowid_, ${table.columns.map((c) => quote(c.name)).join(', ')} FROM ${quote(table.physical)}`;

/** The columns of one row as numbered parameters, for expressions about that row. */
export function rowScope(table: Table, alias: string, from = 1): Scope {
  const scope = newScope(undefined);
  addRow(scope, table, alias, from);
  return scope;
}

export function addRow(scope: Scope, table: Table, alias: string, from: number) {
  const source: Source = { alias, schema: table.schema, table, columns: [] };
  source.columns = table.columns.map((column, i) => ({
    name: column.name,
    type: column.type,
    // Bound as text it is text: no affinity gets in the way.
    sql:
      column.type.kind === 'timestamp'
        ? `my__local(?${from + i}, ${column.type.scale ?? 0})`
        : `?${from + i}`,
    source,
    table,
    column,
    nullable: true,
  }));
  scope.sources.push(source);
}

/** Evaluates an expression over the values of a row. */
export function evaluate(w: Writing, e: Sql, row: readonly Value[]): Value {
  const used = [...e.sql.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n));
  const values = row.slice(0, Math.max(0, ...used));
  return w.db.first(`SELECT ${e.sql}`, values)?.[0] ?? null;
}

export function place(w: Writing, table: Table, column: Column, row: number): Place {
  return {
    column: column.name,
    table: table.name,
    row,
    fault(error, note = error) {
      if (!w.ignore) throw error;
      w.warn(note);
    },
  };
}

export function fit(
  w: Writing,
  table: Table,
  column: Column,
  { value, kind }: Typed,
  row: number,
): Value {
  if (value === null) return null;
  return store(value, kind, column.type, place(w, table, column, row));
}

export function defaultOf(w: Writing, table: Table, column: Column, row: number): Value {
  if (column.default) {
    const c = w.newCompilation();
    const e = compile(c, column.default, newScope(undefined));
    const value = e.literal !== undefined ? e.literal : evaluate(w, e, []);
    return fit(w, table, column, { value, kind: e.type.kind }, row);
  }
  if (column.nullable || column.autoIncrement) return null;
  const error = new MysqlError('ER_NO_DEFAULT_FOR_FIELD', column.name);
  // An ENUM that is NOT NULL defaults to its first value.
  if (column.type.kind === 'enum') return column.type.values![0]!;
  if (!w.ignore) throw error;
  w.warn(error);
  return implicitDefault(column.type);
}

/** Fills generated columns and looks at NOT NULL and CHECK. */
export function complete(w: Writing, table: Table, row: Value[], at: number): void {
  let scope: Scope | undefined;
  table.columns.forEach((column, i) => {
    if (column.generated) {
      scope ??= rowScope(table, table.name);
      const e = compile(w.newCompilation(), column.generated.expr, scope);
      row[i] = fit(w, table, column, { value: evaluate(w, e, row), kind: e.type.kind }, at);
    }
    if (row[i] === null && !column.nullable && !column.autoIncrement) {
      const error = new MysqlError('ER_BAD_NULL_ERROR', column.name);
      if (!w.ignore) throw error;
      w.warn(error);
      row[i] = implicitDefault(column.type);
    }
  });
  for (const check of table.checks) {
    if (!check.enforced) continue;
    scope ??= rowScope(table, table.name);
    const e = compile(w.newCompilation(), check.expr, scope);
    const holds = evaluate(w, { sql: toCondition(e), type: e.type }, row);
    if (holds !== null && Number(holds) === 0)
      throw new MysqlError('ER_CHECK_CONSTRAINT_VIOLATED', check.name);
  }
}

const isConstraint = (error: unknown) =>
  ((error as { resultCode?: number }).resultCode ?? 0) % 256 === 19;

const equals = (columns: readonly string[], first = 1) =>
  columns.map((name, i) => `${quote(name)} = ?${first + i}`).join(' AND ');

export function valueOf(table: Table, row: readonly Value[], name: string): Value {
  return row[table.columns.findIndex((column) => sameName(column.name, name))]!;
}

/** The row that stands in the way of another one, and by which key. */
export function findDuplicate(
  w: Writing,
  table: Table,
  row: readonly Value[],
  except?: Value,
): { key: Key; rowid: Value } | undefined {
  for (const key of table.keys) {
    if (key.kind === 'INDEX') continue;
    const names = key.parts.map((part) => part.name);
    const values = names.map((name) => valueOf(table, row, name));
    if (values.includes(null)) continue;
    const conditions = key.parts.map((part, i) =>
      part.length
        ? `substr(${quote(part.name)}, 1, ${part.length}) = substr(?${i + 1}, 1, ${part.length})${columnOf(table, part.name).type.kind === 'blob' ? '' : ' COLLATE my_ci'}`
        : `${quote(part.name)} = ?${i + 1}`,
    );
    for (const [rowid] of w.db.all(
      `SELECT _rowid_ FROM ${quote(table.physical)} WHERE ${conditions.join(' AND ')}`,
      values,
    )) {
      if (rowid !== except) return { key, rowid: rowid! };
    }
  }
  return undefined;
}

export function duplicateError(table: Table, key: Key, row: readonly Value[]): MysqlError {
  const shown = key.parts.map((part) =>
    printed(columnOf(table, part.name), valueOf(table, row, part.name)),
  );
  return new MysqlError('ER_DUP_ENTRY', shown.join('-').slice(0, 64), `${table.name}.${key.name}`);
}

function printed(column: Column, value: Value): string {
  if (column.type.kind === 'time') return formatTime(Number(value), column.type.scale);
  if (column.type.kind === 'timestamp') {
    const m = parseMoment(textOf(value));
    return m ? formatDatetime(fromUtc(m, sessionZone.current), column.type.scale) : textOf(value);
  }
  return textOf(value);
}

/** Inserts a complete row. Gives its row id, or the row in the way. */
export function insertRow(
  w: Writing,
  table: Table,
  row: Value[],
): { rowid: Value } | { key: Key; rowid: Value; duplicate: true } {
  for (const key of uniqueKeys(table, row)) w.lock(key, 'X');
  const auto = rowidColumn(table);
  const rowid = auto ? row[table.columns.indexOf(auto)]! : table.nextRow++;
  try {
    put(w.db, table, rowid, row);
  } catch (error) {
    if (!isConstraint(error)) throw error;
    const found = findDuplicate(w, table, row);
    if (!found) throw error;
    // It may be on its way out, in a transaction that is not committed.
    w.lock(rowKey(table, found.rowid), 'S');
    return { ...found, duplicate: true };
  }
  w.changed({ table, to: rowid, row: [...row] });
  checkParents(w, table, row);
  return { rowid };
}

function describeKey(table: Table, key: ForeignKey): string {
  const list = (names: string[]) => names.map((name) => `\`${name}\``).join(', ');
  const other = key.refSchema === table.schema ? '' : `\`${key.refSchema}\`.`;
  const actions =
    (key.onDelete === 'NO ACTION' ? '' : ` ON DELETE ${key.onDelete}`) +
    (key.onUpdate === 'NO ACTION' ? '' : ` ON UPDATE ${key.onUpdate}`);
  return `\`${table.schema}\`.\`${table.name}\`, CONSTRAINT \`${key.name}\` FOREIGN KEY (${list(key.columns)}) REFERENCES ${other}\`${key.refTable}\` (${list(key.refColumns)})${actions}`;
}

function checkParents(
  w: Writing,
  table: Table,
  row: readonly Value[],
  changed?: (name: string) => boolean,
) {
  if (!w.foreignKeyChecks) return;
  for (const key of table.foreignKeys) {
    if (changed && !key.columns.some(changed)) continue;
    const values = key.columns.map((name) => valueOf(table, row, name));
    if (values.includes(null)) continue;
    const parent = w.catalog.find({ schema: key.refSchema, name: key.refTable }, undefined);
    if (parent?.k !== 'table')
      throw new MysqlError('ER_NO_REFERENCED_ROW_2', describeKey(table, key));
    const found = w.db.first(
      `SELECT _rowid_ FROM ${quote(parent.physical)} WHERE ${equals(key.refColumns)}`,
      values,
    );
    // The parent stays until this transaction ends; one that is missing may be about to come.
    const parentKey = found ? rowKey(parent, found[0]) : uniqueKey(parent, key.refColumns, values);
    if (parentKey) w.lock(parentKey, 'S');
    if (!found) throw new MysqlError('ER_NO_REFERENCED_ROW_2', describeKey(table, key));
  }
}

/** Changes a row. Gives whether anything differs. */
export function updateRow(
  w: Writing,
  table: Table,
  rowid: Value,
  old: readonly Value[],
  row: Value[],
): boolean {
  const changed = table.columns.filter((_, i) => !sameValue(old[i]!, row[i]!));
  if (!changed.length) return false;
  w.lock(rowKey(table, rowid), 'X');
  const set = changed.map((column, i) => `${quote(column.name)} = ?${i + 1}`).join(', ');
  const values = changed.map((column) => row[table.columns.indexOf(column)]!);
  const isChanged = (name: string) => changed.some((column) => sameName(column.name, name));
  // Whoever refers to the row goes first, where it would not be found again afterwards.
  const references = w.foreignKeyChecks
    ? w.catalog.referencesTo(table).filter(({ key }) => key.refColumns.some(isChanged))
    : [];
  const children = references.map((reference) => ({
    ...reference,
    rows: childRows(w, reference.table, reference.key, table, old),
  }));
  for (const { table: child, key, rows } of children) {
    if (rows.length && (key.onUpdate === 'RESTRICT' || key.onUpdate === 'NO ACTION'))
      throw new MysqlError('ER_ROW_IS_REFERENCED_2', describeKey(child, key));
  }
  for (const unique of uniqueKeys(table, row, isChanged)) w.lock(unique, 'X');
  try {
    w.db.run(`UPDATE ${quote(table.physical)} SET ${set} WHERE _rowid_ = ?${values.length + 1}`, [
      ...values,
      rowid,
    ]);
  } catch (error) {
    if (!isConstraint(error)) throw error;
    const found = findDuplicate(w, table, row, rowid);
    if (!found) throw error;
    w.lock(rowKey(table, found.rowid), 'S');
    throw duplicateError(table, found.key, row);
  }
  const auto = rowidColumn(table);
  const to = auto ? row[table.columns.indexOf(auto)]! : rowid;
  w.changed({ table, from: rowid, to, row: [...row] });
  for (const { table: child, key, rows } of children) {
    for (const [childId, ...childRow] of rows) {
      const next = [...childRow];
      key.columns.forEach((name, i) => {
        next[child.columns.findIndex((column) => sameName(column.name, name))] =
          key.onUpdate === 'SET NULL' ? null : valueOf(table, row, key.refColumns[i]!);
      });
      updateRow(w, child, childId!, childRow, next);
    }
  }
  checkParents(w, table, row, isChanged);
  return true;
}

function sameValue(a: Value, b: Value): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return (
    a === b ||
    (a !== null &&
      b !== null &&
      typeof a !== typeof b &&
      typeof a !== 'string' &&
      typeof b !== 'string' &&
      String(a) === String(b))
  );
}

function childRows(
  w: Writing,
  child: Table,
  key: ForeignKey,
  parent: Table,
  row: readonly Value[],
): Value[][] {
  const values = key.refColumns.map((name) => valueOf(parent, row, name));
  return values.includes(null)
    ? []
    : w.db.all(`${rowSelect(child)} WHERE ${equals(key.columns)}`, values);
}

export function deleteRow(
  w: Writing,
  table: Table,
  rowid: Value,
  row: readonly Value[],
  depth = 0,
): void {
  if (depth > 15)
    throw new MysqlError(
      'ER_UNKNOWN_ERROR',
      'Foreign key cascade delete/update exceeds max depth of 15.',
    );
  w.lock(rowKey(table, rowid), 'X');
  if (w.foreignKeyChecks) {
    const references = w.catalog.referencesTo(table);
    for (const { table: child, key } of references) {
      const rows = childRows(w, child, key, table, row).filter(
        ([id]) => !(child === table && id === rowid),
      );
      if (!rows.length) continue;
      if (key.onDelete === 'RESTRICT' || key.onDelete === 'NO ACTION')
        throw new MysqlError('ER_ROW_IS_REFERENCED_2', describeKey(child, key));
      for (const [childId, ...childRow] of rows) {
        if (key.onDelete === 'CASCADE') deleteRow(w, child, childId!, childRow, depth + 1);
        else {
          const next = childRow.map((value, i) =>
            key.columns.some((name) => sameName(name, child.columns[i]!.name)) ? null : value,
          );
          updateRow(w, child, childId!, childRow, next);
        }
      }
    }
  }
  w.db.run(`DELETE FROM ${quote(table.physical)} WHERE _rowid_ = ?1`, [rowid]);
  w.changed({ table, from: rowid });
}
