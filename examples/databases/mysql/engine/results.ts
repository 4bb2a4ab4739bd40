/** What a statement gives. */
import type { OutColumn } from '../dialect/select.ts';
import type { Row } from './sqlite.ts';

export interface Rows {
  columns: OutColumn[];
  rows: Row[];
  warnings: number;
}
export interface Done {
  columns?: undefined;
  affected: number;
  insertId: number | bigint;
  info: string;
  warnings: number;
  /** The default database has changed. */
  schema?: string;
}
export type Result = Rows | Done;

export interface Warning {
  level: string;
  code: number;
  message: string;
}
