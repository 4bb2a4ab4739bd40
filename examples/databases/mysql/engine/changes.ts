/** What a transaction has done to rows, kept so that it can be done again on what others have committed. */
import type { Value } from '../values/convert.ts';
import { quote, rowidColumn, type Table } from './catalog.ts';
import type { Connection } from './sqlite.ts';

export interface Change {
  table: Table;
  /** SQLite's id of the row before; none for a row that is new. */
  from?: Value;
  /** And after; none for a row that is deleted. */
  to?: Value;
  row?: readonly Value[];
}

/** Makes the change in a database where the row is as it was, which its lock sees to. */
export function apply(db: Connection, { table, from, to, row }: Change): void {
  if (!row) remove(db, table, from!);
  else if (from === undefined) put(db, table, to!, row);
  else {
    const set = table.columns.map(({ name }, i) => `${quote(name)} = ?${i + 1}`).join(', ');
    db.run(`UPDATE ${quote(table.physical)} SET ${set} WHERE _rowid_ = ?${row.length + 1}`, [
      ...row,
      from,
    ]);
  }
}

/** Lays the change over an older state of the data, in which the row may be missing or another. */
export function overlay(db: Connection, { table, from, to, row }: Change): void {
  if (from !== undefined) remove(db, table, from);
  if (row) put(db, table, to!, row, 'OR REPLACE');
}

export function put(
  db: Connection,
  table: Table,
  rowid: Value,
  row: readonly Value[],
  orElse = '',
): void {
  const names = table.columns.map(({ name }) => quote(name));
  const values = [...row];
  if (!rowidColumn(table)) {
    names.push('_rowid_');
    values.push(rowid);
  }
  const marks = names.map((_, i) => `?${i + 1}`).join(', ');
  db.run(
    `INSERT ${orElse} INTO ${quote(table.physical)}(${names.join(', ')}) VALUES (${marks})`,
    values,
  );
}

const remove = (db: Connection, table: Table, rowid: Value): void =>
  db.run(`DELETE FROM ${quote(table.physical)} WHERE _rowid_ = ?1`, [rowid]);
