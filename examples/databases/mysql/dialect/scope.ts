/** Which names mean what at a place in a query. */
import { sameName, type Column, type Table } from '../engine/catalog.ts';
import { MysqlError } from '../errors.ts';
import type { Expr } from '../sql/ast.ts';
import type { Type } from '../values/types.ts';
import type { Sql } from './coerce.ts';

export interface SourceColumn {
  name: string;
  type: Type;
  /** How SQLite's SQL refers to it. */
  sql: string;
  source: Source;
  table?: Table | undefined;
  column?: Column | undefined;
  /** The base table's column, for metadata, where it comes through derived tables. */
  origin?: { schema: string; table: string; name: string; flags: number } | undefined;
  nullable: boolean;
}

export interface Source {
  alias: string;
  schema?: string | undefined;
  /** A base table. */
  table?: Table | undefined;
  columns: SourceColumn[];
  /** The hidden depth of a recursive member's rows. */
  depth?: boolean | undefined;
}

export interface Scope {
  sources: Source[];
  parent?: Scope | undefined;
  /** Columns that NATURAL and USING joined into one. */
  merged: Map<string, Sql & { first: SourceColumn; hidden: Set<SourceColumn> }>;
  aliases?: Map<string, { expr: Expr; ambiguous?: boolean }> | undefined;
  clause: string;
  /** Whether aliases win over columns (ORDER BY), follow them (GROUP BY, HAVING), or do not count. */
  aliasUse?: 'first' | 'last' | undefined;
  windows: Map<string, string>;
  /** Columns outside of aggregate functions, for ONLY_FULL_GROUP_BY. */
  loose?: SourceColumn[] | undefined;
  groupColumns?: Set<SourceColumn> | undefined;
  groupKeys?: Set<string> | undefined;
  aggregates?: { allowed: boolean; seen: boolean } | undefined;
}

export function newScope(parent: Scope | undefined): Scope {
  return { sources: [], parent, merged: new Map(), clause: 'field list', windows: new Map() };
}

type Ref = { schema?: string | undefined; table?: string | undefined; name: string };

export function lookup(
  scope: Scope,
  ref: Ref,
): SourceColumn | (Sql & { first: SourceColumn }) | undefined {
  if (!ref.table) {
    const merged = scope.merged.get(ref.name.toLowerCase());
    if (merged) return merged;
  }
  const found: SourceColumn[] = [];
  for (const source of scope.sources) {
    if (ref.table && source.alias !== ref.table) continue;
    if (ref.schema && source.schema !== ref.schema) continue;
    for (const column of source.columns) if (sameName(column.name, ref.name)) found.push(column);
  }
  if (found.length > 1) {
    throw new MysqlError(
      'ER_NON_UNIQ_ERROR',
      ref.table ? `${ref.table}.${ref.name}` : ref.name,
      scope.clause,
    );
  }
  return found[0];
}
