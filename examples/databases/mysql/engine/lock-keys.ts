/** The names of what transactions lock: rows, and values that must be unique. */
import { textOf, type Value } from '../values/convert.ts';
import { isText } from '../values/types.ts';
import { columnOf, rowidColumn, sameName, type Key, type Table } from './catalog.ts';

export const rowKey = (table: Table, rowid: unknown): string => `row ${table.physical} ${rowid}`;
export const tableKey = ({ schema, name }: Table): string => `table ${schema}.${name}`;

/** What to lock before a row gets these values: two uncommitted rows with one of them must not be. */
export function uniqueKeys(
  table: Table,
  row: readonly Value[],
  isChanged: (name: string) => boolean = () => true,
): string[] {
  return table.keys
    .filter((key) => key.kind !== 'INDEX' && key.parts.some(({ name }) => isChanged(name)))
    .flatMap((key) => {
      const values = key.parts.map(
        ({ name }) => row[table.columns.indexOf(columnOf(table, name))] ?? null,
      );
      // Any number of rows may have NULL.
      return values.includes(null) ? [] : [keyOf(table, key, values)];
    });
}

/** The same for values of columns that together are unique; undefined if they are not. */
export function uniqueKey(
  table: Table,
  columns: readonly string[],
  values: readonly Value[],
): string | undefined {
  const key = table.keys.find(
    ({ kind, parts }) =>
      kind !== 'INDEX' &&
      parts.length === columns.length &&
      parts.every(({ name }, i) => sameName(name, columns[i]!)),
  );
  return key && keyOf(table, key, values);
}

function keyOf(table: Table, key: Key, values: readonly Value[]): string {
  if (key.kind === 'PRIMARY' && rowidColumn(table)) return rowKey(table, values[0]);
  const parts = key.parts.map(({ name, length }, i) => {
    const { type } = columnOf(table, name);
    const text = textOf(values[i] ?? '').slice(0, length);
    return isText(type) && type.collation !== 'bin' ? unaccented(text) : text;
  });
  return `key ${table.physical} ${key.name} ${JSON.stringify(parts)}`;
}

/** Texts that the collation holds for equal give the same; it does no harm where others do too. */
const unaccented = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
