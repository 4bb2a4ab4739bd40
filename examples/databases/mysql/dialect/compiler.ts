/** From MySQL's statements to SQLite's: names are resolved, types inferred, operators replaced. */
import type { Catalog, Table } from '../engine/catalog.ts';
import type { Value } from '../values/convert.ts';
import type { Type } from '../values/types.ts';
import type { Source } from './scope.ts';

export interface Surroundings {
  catalog: Catalog;
  database: string | undefined;
  /** Rows of `information_schema`, as a SELECT in SQLite's SQL. */
  informationSchema(
    name: string,
  ): { sql: string; columns: { name: string; type: Type }[] } | undefined;
  systemVariable(name: string, scope?: string): Value;
  userVariables: Map<string, { value: unknown; type: Type }>;
  onlyFullGroupBy: boolean;
  pipesAsConcat: boolean;
  /** Whether TIMESTAMP columns need no conversion. */
  utc: boolean;
  session: SessionFacts;
}

export interface SessionFacts {
  connectionId: number;
  user: string;
  version: string;
  lastInsertId: number | bigint;
  rowCount: number;
  foundRows: number;
}

export interface Parameter {
  value: Value;
  type: Type;
  /** Sent as a double, as drivers send all numbers; in arithmetic it counts as the decimal that it was. */
  double?: boolean;
}

/** The state of one compilation. */
export class Compilation {
  readonly around: Surroundings;
  readonly parameters: Parameter[];
  readonly tables = new Set<Table>();
  /** Functions that must be awaited before the statement runs, by the texts of their calls. */
  readonly ctes: Map<string, Source>[] = [];
  /** Set while the aggregate functions of a query are not to be mixed with those around it. */
  aliasCount = 0;
  viewDepth = 0;
  /** The new row, for VALUES(column) and defaults. */
  newRow?: ((name: string) => { sql: string; type: Type }) | undefined;
  volatile = false;
  /** Only the columns of the result are asked for: COM_STMT_PREPARE. */
  preparing = false;

  constructor(around: Surroundings, parameters: Parameter[]) {
    this.around = around;
    this.parameters = parameters;
  }

  alias(prefix: string): string {
    return `${prefix}${this.aliasCount++}`;
  }
}
