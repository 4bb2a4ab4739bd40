/** What the parser makes of a statement. Names are as written; types of columns are in `values/types.ts`. */
import type { Type } from '../values/types.ts';

export interface Name {
  schema?: string | undefined;
  name: string;
}

export type Literal =
  | { k: 'lit'; t: 'int' | 'decimal' | 'double' | 'string' | 'hex'; v: string }
  | { k: 'lit'; t: 'date' | 'time' | 'datetime'; v: string }
  | { k: 'lit'; t: 'null'; v: '' }
  | { k: 'lit'; t: 'bool'; v: '1' | '0' };

export interface Over {
  base?: string | undefined;
  partition: Expr[];
  order: Order[];
  /** The frame clause; SQLite has the same grammar for it. */
  frame?: string | undefined;
}

export type Expr =
  | Literal
  | { k: 'param'; index: number }
  | { k: 'col'; schema?: string | undefined; table?: string | undefined; name: string }
  | { k: 'uservar'; name: string }
  | { k: 'sysvar'; scope?: string | undefined; name: string }
  | { k: 'assign'; name: string; value: Expr }
  | { k: 'unary'; op: '-' | '+' | '!' | '~' | 'BINARY'; a: Expr }
  | { k: 'binary'; op: string; a: Expr; b: Expr }
  | { k: 'is'; a: Expr; what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN'; not: boolean }
  | { k: 'in'; a: Expr; list: Expr[] | Query; not: boolean }
  | { k: 'between'; a: Expr; low: Expr; high: Expr; not: boolean }
  | { k: 'like'; a: Expr; b: Expr; escape?: Expr | undefined; not: boolean }
  | { k: 'regexp'; a: Expr; b: Expr; not: boolean }
  | { k: 'case'; a?: Expr | undefined; whens: [Expr, Expr][]; otherwise?: Expr | undefined }
  | {
      k: 'call';
      name: string;
      args: Expr[];
      star?: boolean | undefined;
      distinct?: boolean | undefined;
      order?: Order[] | undefined;
      separator?: string | undefined;
      over?: Over | string | undefined;
    }
  | { k: 'cast'; a: Expr; type: Type }
  | { k: 'interval'; value: Expr; unit: string }
  | { k: 'query'; query: Query }
  | { k: 'exists'; query: Query }
  | { k: 'quantified'; op: string; a: Expr; all: boolean; query: Query }
  | { k: 'row'; items: Expr[] }
  | { k: 'collate'; a: Expr; name: string }
  | { k: 'values'; name: string }
  | { k: 'default'; name?: string | undefined };

export interface Order {
  expr: Expr;
  desc: boolean;
}

export type SelectItem =
  | { star: true; schema?: string | undefined; table?: string | undefined }
  | { star?: undefined; expr: Expr; alias?: string | undefined; text: string };

export type From =
  | { k: 'table'; name: Name; alias?: string | undefined; index?: string | undefined }
  | { k: 'derived'; query: Query; alias: string; columns?: string[] | undefined }
  | {
      k: 'join';
      type: 'INNER' | 'LEFT' | 'RIGHT';
      left: From;
      right: From;
      on?: Expr | undefined;
      using?: string[] | undefined;
      natural?: boolean | undefined;
    };

export interface Select {
  k: 'select';
  distinct: boolean;
  items: SelectItem[];
  from?: From | undefined;
  where?: Expr | undefined;
  group: Expr[];
  rollup?: boolean | undefined;
  having?: Expr | undefined;
  windows: { name: string; over: Over }[];
  foundRows?: boolean | undefined;
}

export type Body =
  | Select
  | { k: 'set'; op: 'UNION' | 'INTERSECT' | 'EXCEPT'; all: boolean; left: Body; right: Body }
  | { k: 'nested'; query: Query }
  | { k: 'rows'; rows: Expr[][] };

export interface Cte {
  name: string;
  columns?: string[] | undefined;
  query: Query;
}

export interface RowLock {
  strength: 'UPDATE' | 'SHARE';
  wait: 'WAIT' | 'NOWAIT' | 'SKIP';
  of?: string[] | undefined;
}

export interface Query {
  k: 'query-expression';
  ctes: Cte[];
  recursive: boolean;
  body: Body;
  order: Order[];
  limit?: { count: Expr; offset?: Expr | undefined } | undefined;
  lock?: RowLock | undefined;
}

export interface Assignment {
  table?: string | undefined;
  name: string;
  value: Expr;
}

export interface ColumnDef {
  name: string;
  type: Type;
  nullable?: boolean | undefined;
  default?: Expr | undefined;
  onUpdateNow?: boolean | undefined;
  autoIncrement?: boolean | undefined;
  key?: 'PRIMARY' | 'UNIQUE' | undefined;
  comment?: string | undefined;
  generated?: { expr: Expr; text: string; stored: boolean } | undefined;
  check?: CheckDef | undefined;
  references?: Omit<ForeignKeyDef, 'columns'> | undefined;
}

export interface KeyPart {
  name: string;
  length?: number | undefined;
  desc?: boolean | undefined;
}

export interface KeyDef {
  name?: string | undefined;
  kind: 'PRIMARY' | 'UNIQUE' | 'INDEX';
  parts: KeyPart[];
}

export interface ForeignKeyDef {
  name?: string | undefined;
  columns: string[];
  table: Name;
  refColumns: string[];
  onDelete: Action;
  onUpdate: Action;
}

export type Action = 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'NO ACTION';

export interface CheckDef {
  name?: string | undefined;
  expr: Expr;
  text: string;
  enforced: boolean;
}

export interface TableDef {
  columns: ColumnDef[];
  keys: KeyDef[];
  foreignKeys: ForeignKeyDef[];
  checks: CheckDef[];
  options: Record<string, string>;
}

export type Position = { first: true } | { after: string } | undefined;

export type Alteration =
  | { k: 'add-column'; column: ColumnDef; position: Position }
  | { k: 'modify-column'; old: string; column: ColumnDef; position: Position }
  | { k: 'drop-column'; name: string; ifExists: boolean }
  | { k: 'rename-column'; name: string; to: string }
  | { k: 'set-default'; name: string; value?: Expr | undefined }
  | { k: 'add-key'; key: KeyDef }
  | { k: 'drop-key'; name: string }
  | { k: 'rename-key'; name: string; to: string }
  | { k: 'add-foreign-key'; foreignKey: ForeignKeyDef }
  | { k: 'drop-foreign-key'; name: string }
  | { k: 'add-check'; check: CheckDef }
  | { k: 'drop-check'; name: string }
  | { k: 'drop-constraint'; name: string }
  | { k: 'rename'; to: Name }
  | { k: 'options'; options: Record<string, string> };

export interface SetItem {
  scope?: string | undefined;
  kind: 'user' | 'system';
  name: string;
  value: Expr;
}

export type Statement =
  | { k: 'query'; query: Query }
  | {
      k: 'insert';
      replace: boolean;
      ignore: boolean;
      table: Name;
      columns?: string[] | undefined;
      rows?: Expr[][] | undefined;
      query?: Query | undefined;
      rowAlias?: string | undefined;
      update?: Assignment[] | undefined;
    }
  | {
      k: 'update';
      ignore: boolean;
      from: From;
      set: Assignment[];
      where?: Expr | undefined;
      order: Order[];
      limit?: Expr | undefined;
    }
  | {
      k: 'delete';
      ignore: boolean;
      from: From;
      /** The tables to delete from; none for the form with one table. */
      targets?: Name[] | undefined;
      where?: Expr | undefined;
      order: Order[];
      limit?: Expr | undefined;
    }
  | {
      k: 'create-table';
      name: Name;
      ifNotExists: boolean;
      temporary: boolean;
      def?: TableDef | undefined;
      like?: Name | undefined;
      as?: Query | undefined;
    }
  | { k: 'alter-table'; name: Name; actions: Alteration[] }
  | { k: 'drop-table'; names: Name[]; ifExists: boolean }
  | { k: 'truncate'; name: Name }
  | { k: 'rename-table'; pairs: [Name, Name][] }
  | { k: 'create-index'; table: Name; key: KeyDef }
  | { k: 'drop-index'; table: Name; name: string }
  | {
      k: 'create-view';
      name: Name;
      replace: boolean;
      columns?: string[];
      query: Query;
      text: string;
    }
  | { k: 'drop-view'; names: Name[]; ifExists: boolean }
  | { k: 'create-database'; name: string; ifNotExists: boolean }
  | { k: 'drop-database'; name: string; ifExists: boolean }
  | { k: 'use'; name: string }
  | { k: 'set'; items: SetItem[] }
  | { k: 'set-names'; charset: string }
  | { k: 'set-transaction'; scope?: string | undefined; isolation?: string; readOnly?: boolean }
  | { k: 'begin'; readOnly?: boolean; snapshot?: boolean }
  | { k: 'commit'; chain: boolean }
  | { k: 'rollback'; chain: boolean; to?: string | undefined }
  | { k: 'savepoint'; name: string }
  | { k: 'release'; name: string }
  | {
      k: 'show';
      what: string;
      full?: boolean;
      table?: Name;
      schema?: string;
      like?: string | undefined;
      where?: Expr | undefined;
      scope?: string;
    }
  | { k: 'describe'; table: Name; column?: string }
  | { k: 'explain'; statement: Statement; format: string; analyze: boolean }
  | { k: 'kill'; query: boolean; id: Expr }
  | { k: 'do'; exprs: Expr[] }
  | { k: 'prepare'; name: string; from: Expr }
  | { k: 'execute'; name: string; using: string[] }
  | { k: 'deallocate'; name: string }
  | { k: 'maintain'; op: string; tables: Name[] }
  | { k: 'no-op' };

export interface Parsed {
  statement: Statement;
  /** How many `?` it holds. */
  params: number;
  text: string;
}
