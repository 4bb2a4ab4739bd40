/** What tables there are: MySQL's description of them, of which SQLite only knows the columns' names. */
import { MysqlError } from '../errors.ts';
import type { Action, Expr, Name, Query } from '../sql/ast.ts';
import type { Type } from '../values/types.ts';

export interface Column {
  name: string;
  type: Type;
  nullable: boolean;
  default?: Expr | undefined;
  onUpdateNow?: boolean | undefined;
  autoIncrement?: boolean | undefined;
  comment: string;
  generated?: { expr: Expr; text: string; stored: boolean } | undefined;
}

export interface Key {
  name: string;
  kind: 'PRIMARY' | 'UNIQUE' | 'INDEX';
  parts: { name: string; length?: number | undefined; desc?: boolean | undefined }[];
  /** The name of SQLite's index; none for an integer primary key, which is the row's id. */
  index?: string | undefined;
}

export interface ForeignKey {
  name: string;
  columns: string[];
  refSchema: string;
  refTable: string;
  refColumns: string[];
  onDelete: Action;
  onUpdate: Action;
}

export interface Check {
  name: string;
  expr: Expr;
  text: string;
  enforced: boolean;
}

export interface Table {
  k: 'table';
  schema: string;
  name: string;
  /** The name in SQLite, where names that differ in case are the same. */
  physical: string;
  columns: Column[];
  keys: Key[];
  foreignKeys: ForeignKey[];
  checks: Check[];
  nextAuto: number | bigint;
  /** The id in SQLite of the next row, where no column is that id. */
  nextRow: number;
  comment: string;
  created: number;
  collation: string;
  /** Of one session only. */
  temporary?: boolean;
}

export interface View {
  k: 'view';
  schema: string;
  name: string;
  query: Query;
  text: string;
  columns?: string[] | undefined;
}

export const quote = (name: string) => `"${name.replace(/"/g, '""')}"`;
export const sameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export class Catalog {
  readonly schemas = new Map<string, Map<string, Table | View>>();
  /** The temporary tables of the session that runs now; they hide others of their name. */
  temporaries = new Map<string, Table>();
  /** So that no two tables ever have one name in SQLite. */
  tablesMade = 0;

  physicalName(name: string): string {
    return `t${++this.tablesMade}_${name.replace(/[^A-Za-z0-9_]/g, '_')}`;
  }

  schema(name: string): Map<string, Table | View> {
    const schema = this.schemas.get(name);
    if (!schema) throw new MysqlError('ER_BAD_DB_ERROR', name);
    return schema;
  }

  find(name: Name, database: string | undefined): Table | View | undefined {
    const schema = name.schema ?? database;
    if (!schema) throw new MysqlError('ER_NO_DB_ERROR');
    return (
      this.temporaries.get(`${schema}.${name.name}`) ?? this.schemas.get(schema)?.get(name.name)
    );
  }

  get(name: Name, database: string | undefined): Table | View {
    const found = this.find(name, database);
    if (found) return found;
    const schema = name.schema ?? database!;
    if (!this.schemas.has(schema)) throw new MysqlError('ER_BAD_DB_ERROR', schema);
    throw new MysqlError('ER_NO_SUCH_TABLE', `${schema}.${name.name}`);
  }

  table(name: Name, database: string | undefined): Table {
    const found = this.get(name, database);
    if (found.k === 'view')
      throw new MysqlError('ER_WRONG_OBJECT', `${found.schema}.${found.name}`, 'BASE TABLE');
    return found;
  }

  *tables(): Generator<Table> {
    for (const schema of this.schemas.values())
      for (const each of schema.values()) if (each.k === 'table') yield each;
  }

  put(table: Table) {
    if (table.temporary) this.temporaries.set(`${table.schema}.${table.name}`, table);
    else this.schema(table.schema).set(table.name, table);
  }

  remove(table: Table) {
    if (table.temporary) this.temporaries.delete(`${table.schema}.${table.name}`);
    else this.schema(table.schema).delete(table.name);
  }

  /** The foreign keys of other tables that point to this one. */
  referencesTo(table: Table): { table: Table; key: ForeignKey }[] {
    const found: { table: Table; key: ForeignKey }[] = [];
    for (const each of this.tables()) {
      for (const key of each.foreignKeys) {
        if (key.refSchema === table.schema && key.refTable === table.name)
          found.push({ table: each, key });
      }
    }
    return found;
  }
}

export function columnOf(table: Table, name: string, clause = 'field list'): Column {
  const column = table.columns.find((each) => sameName(each.name, name));
  if (!column) throw new MysqlError('ER_BAD_FIELD_ERROR', name, clause);
  return column;
}

export const primaryKey = (table: Table) => table.keys.find(({ kind }) => kind === 'PRIMARY');

/** Keys in the order in which MySQL looks at them: primary, unique without NULLs, unique, others. */
export function sortKeys(table: Table) {
  const rank = (key: Key) => {
    if (key.kind === 'PRIMARY') return 0;
    if (key.kind === 'INDEX') return 3;
    return key.parts.every((part) => !columnOf(table, part.name).nullable) ? 1 : 2;
  };
  table.keys.sort((a, b) => rank(a) - rank(b));
}

/** An integer primary key of one column is SQLite's row id. */
export function rowidColumn(table: Table): Column | undefined {
  const key = primaryKey(table);
  if (key?.parts.length !== 1) return undefined;
  const column = columnOf(table, key.parts[0]!.name);
  return column.type.kind === 'int' ? column : undefined;
}
