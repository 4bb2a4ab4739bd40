import type { OutColumn } from '../dialect/select.ts';
import { MysqlError } from '../errors.ts';
import type { Value } from '../values/convert.ts';

/** SQLite turns an integer that grows too large into a real number; MySQL refuses. */
export function checkRow(row: Value[], columns: OutColumn[]): void {
  for (let i = 0; i < columns.length; i++) {
    const value = row[i];
    if (
      typeof value === 'number' &&
      columns[i]!.type.kind === 'int' &&
      !Number.isSafeInteger(value)
    ) {
      throw new MysqlError(
        'ER_DATA_OUT_OF_RANGE',
        columns[i]!.type.unsigned ? 'BIGINT UNSIGNED' : 'BIGINT',
        columns[i]!.name,
      );
    }
  }
}
