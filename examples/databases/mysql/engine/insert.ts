/** INSERT, REPLACE, and what happens to duplicates. */
import { compileQuery } from '../dialect/select.ts';
import { compile } from '../dialect/expressions.ts';
import { newScope } from '../dialect/scope.ts';
import { MysqlError } from '../errors.ts';
import type { Assignment, Expr, Statement } from '../sql/ast.ts';
import type { Compilation } from '../dialect/compiler.ts';
import type { Value } from '../values/convert.ts';
import { RowBlocked } from './locks.ts';
import { columnOf, rowidColumn, sameName, type Table } from './catalog.ts';
import {
  addRow,
  complete,
  defaultOf,
  deleteRow,
  duplicateError,
  evaluate,
  fit,
  insertRow,
  rowScope,
  rowSelect,
  updateRow,
  type Typed,
  type Writing,
} from './rows.ts';
import { checkRow } from './check-row.ts';

export interface Changed {
  affected: number;
  insertId: number | bigint;
  /** Set if an id was generated: what LAST_INSERT_ID() gives from now on. */
  generated?: number | bigint | undefined;
  info: string;
  changed?: number;
}

type Insert = Extract<Statement, { k: 'insert' }>;

export function insert(...args: Parameters<typeof insertRows>): Changed {
  const [, , , table] = args;
  const { nextAuto } = table;
  try {
    return insertRows(...args);
  } catch (error) {
    // It will begin again, with the ids that it was about to use.
    if (error instanceof RowBlocked) table.nextAuto = nextAuto;
    throw error;
  }
}

function insertRows(
  w: Writing,
  c: Compilation,
  statement: Insert,
  table: Table,
  foundRows: boolean,
): Changed {
  const names = statement.columns?.length
    ? statement.columns
    : statement.columns && statement.rows?.every((row) => !row.length)
      ? []
      : table.columns.map((column) => column.name);
  const columns = names.map((name) => columnOf(table, name));
  const seen = new Set<unknown>();
  for (const column of columns) {
    if (seen.has(column)) throw new MysqlError('ER_FIELD_SPECIFIED_TWICE', column.name);
    seen.add(column);
  }
  const rows = statement.rows
    ? valueRows(w, c, statement.rows, columns.length)
    : queryRows(w, c, statement, columns.length);
  const result: Changed = { affected: 0, insertId: 0, info: '' };
  const auto = table.columns.findIndex((column) => column.autoIncrement);
  let duplicates = 0;
  let records = 0;

  let at = 0;
  for (const given of rows) {
    at++;
    records++;
    const row: Value[] = table.columns.map(() => null);
    const set = new Set<number>();
    columns.forEach((column, i) => {
      const index = table.columns.indexOf(column);
      const value = given[i]!;
      if (value === 'default') return;
      if (column.generated)
        throw new MysqlError('ER_GENERATED_COLUMN_NON_DEFAULT', column.name, table.name);
      set.add(index);
      row[index] = fit(w, table, column, value, at);
    });
    table.columns.forEach((column, i) => {
      if (!set.has(i) && !column.generated) row[i] = defaultOf(w, table, column, at);
    });
    let generated: number | bigint | undefined;
    if (auto >= 0) {
      if (row[auto] === null || Number(row[auto]) === 0) {
        generated = table.nextAuto;
        row[auto] = fit(w, table, table.columns[auto]!, { value: generated, kind: 'int' }, at);
      }
      const value = row[auto] as number | bigint;
      // Ids that were given out stay so, whatever becomes of the row.
      if (BigInt(value) >= BigInt(table.nextAuto)) table.nextAuto = next(value);
    }
    try {
      complete(w, table, row, at);
      for (;;) {
        const done = insertRow(w, table, row);
        if (!('duplicate' in done)) {
          result.affected++;
          if (generated !== undefined) {
            if (result.generated === undefined) result.generated = generated;
          } else if (auto >= 0 && result.generated === undefined)
            result.insertId = row[auto] as number;
          break;
        }
        duplicates++;
        const [, ...old] = w.db.first(`${rowSelect(table)} WHERE _rowid_ = ?1`, [done.rowid])!;
        if (statement.replace) {
          deleteRow(w, table, done.rowid, old);
          result.affected++;
          continue;
        }
        if (!statement.update) throw duplicateError(table, done.key, row);
        const changed = onDuplicate(
          w,
          c,
          statement,
          statement.update,
          table,
          done.rowid,
          old,
          row,
          at,
        );
        result.affected += changed ? 2 : foundRows ? 1 : 0;
        if (auto >= 0 && changed) result.insertId = old[auto] as number;
        if (!changed) duplicates--;
        break;
      }
    } catch (error) {
      if (
        !statement.ignore ||
        !(error instanceof MysqlError) ||
        ![1062, 1048, 1452, 3819].includes(error.errno)
      )
        throw error;
      w.warn(error);
      if (error.errno === 1452) undoRow(w, table);
    }
  }
  if (result.generated !== undefined) result.insertId = result.generated;
  if (records > 1 || statement.query)
    result.info = `Records: ${records}  Duplicates: ${duplicates}  Warnings: 0`;
  return result;
}

const next = (value: number | bigint): number | bigint => {
  const n = BigInt(value) + 1n;
  return Number.isSafeInteger(Number(n)) ? Number(n) : n;
};

/** A row that was inserted before its parent was missed. */
function undoRow(w: Writing, table: Table) {
  const rowid = w.db.lastRowid();
  w.db.run(`DELETE FROM "${table.physical}" WHERE _rowid_ = ?1`, [rowid]);
  w.changed({ table, from: rowid });
}

function* valueRows(
  w: Writing,
  c: Compilation,
  rows: Expr[][],
  width: number,
): Generator<(Typed | 'default')[]> {
  const scope = newScope(undefined);
  let at = 0;
  for (const row of rows)
    if (++at && row.length !== width) throw new MysqlError('ER_WRONG_VALUE_COUNT_ON_ROW', at);
  for (const row of rows) {
    yield row.map((e): Typed | 'default' => {
      if (e.k === 'default' && !e.name) return 'default';
      const compiled = compile(c, e, scope);
      const value = compiled.literal !== undefined ? compiled.literal : evaluate(w, compiled, []);
      return { value, kind: compiled.type.kind };
    });
  }
}

function queryRows(w: Writing, c: Compilation, statement: Insert, width: number): Typed[][] {
  const compiled = compileQuery(c, statement.query!, undefined);
  if (compiled.columns.length !== width) throw new MysqlError('ER_WRONG_VALUE_COUNT_ON_ROW', 1);
  // Read whole first: the query may read the table that is written.
  return w.db.all(compiled.sql).map((row) => {
    checkRow(row, compiled.columns);
    return row.map((value, i) => ({ value, kind: compiled.columns[i]!.type.kind }));
  });
}

function onDuplicate(
  w: Writing,
  c: Compilation,
  statement: Insert,
  assignments: Assignment[],
  table: Table,
  rowid: Value,
  old: Value[],
  fresh: Value[],
  at: number,
): boolean {
  const row = [...old];
  const width = table.columns.length;
  const scope = rowScope(table, table.name);
  const newSource = rowScope(table, 'new row', width + 1).sources[0]!;
  if (statement.rowAlias) {
    addRow(scope, table, statement.rowAlias, width + 1);
    // A name without a table means the row that is there.
    const [existing, alias] = scope.sources;
    scope.sources = [existing!, { ...alias!, columns: alias!.columns }];
  }
  c.newRow = (name) => {
    const column = newSource.columns.find((each) => sameName(each.name, name));
    if (!column) throw new MysqlError('ER_BAD_FIELD_ERROR', name, 'field list');
    return { sql: column.sql, type: column.type };
  };
  const assigned = new Set<string>();
  for (const { name, value } of assignments) {
    const column = columnOf(table, name);
    const index = table.columns.indexOf(column);
    assigned.add(column.name);
    if (value.k === 'default') row[index] = defaultOf(w, table, column, at);
    else {
      if (column.generated)
        throw new MysqlError('ER_GENERATED_COLUMN_NON_DEFAULT', column.name, table.name);
      const unqualified = statement.rowAlias ? qualify(value, table) : value;
      const e = compile(c, unqualified, scope);
      row[index] = fit(
        w,
        table,
        column,
        { value: evaluate(w, e, [...row, ...fresh]), kind: e.type.kind },
        at,
      );
      if (row[index] === null && !column.nullable)
        throw new MysqlError('ER_BAD_NULL_ERROR', column.name);
    }
  }
  return finishUpdate(w, table, rowid, old, row, assigned, at);
}

/** With a row alias, a bare column is the existing row's. */
function qualify(e: Expr, table: Table): Expr {
  if (e.k === 'col' && !e.table && table.columns.some((column) => sameName(column.name, e.name)))
    return { ...e, table: table.name };
  const copy = Object.fromEntries(
    Object.entries(e).map(([key, value]) => {
      if (Array.isArray(value))
        return [
          key,
          value.map((each) =>
            each && typeof each === 'object' && 'k' in each ? qualify(each as Expr, table) : each,
          ),
        ];
      return [
        key,
        value && typeof value === 'object' && 'k' in value && value.k !== 'query-expression'
          ? qualify(value as Expr, table)
          : value,
      ];
    }),
  );
  return copy as Expr;
}

/** ON UPDATE CURRENT_TIMESTAMP, generated columns and constraints, then the row itself. */
export function finishUpdate(
  w: Writing,
  table: Table,
  rowid: Value,
  old: readonly Value[],
  row: Value[],
  assigned: Set<string>,
  at: number,
): boolean {
  complete(w, table, row, at);
  const differs = row.some(
    (value, i) =>
      value !== old[i] &&
      !(
        value instanceof Uint8Array &&
        old[i] instanceof Uint8Array &&
        Buffer.compare(value, old[i]) === 0
      ),
  );
  if (differs) {
    let touched = false;
    table.columns.forEach((column, i) => {
      if (!column.onUpdateNow || assigned.has(column.name)) return;
      const e = compile(
        w.newCompilation(),
        {
          k: 'call',
          name: 'NOW',
          args: [{ k: 'lit', t: 'int', v: String(column.type.scale ?? 0) }],
        },
        newScope(undefined),
      );
      row[i] = fit(w, table, column, { value: evaluate(w, e, []), kind: 'datetime' }, at);
      touched = true;
    });
    if (touched) complete(w, table, row, at);
  }
  const changed = updateRow(w, table, rowid, old, row);
  const auto = rowidColumn(table);
  if (auto?.autoIncrement) {
    const value = row[table.columns.indexOf(auto)] as number;
    if (BigInt(value) >= BigInt(table.nextAuto)) table.nextAuto = next(value);
  }
  return changed;
}
