/**
 * ONLY_FULL_GROUP_BY: a column outside of an aggregate must have one value per group.
 * https://dev.mysql.com/doc/refman/8.4/en/group-by-functional-dependence.html
 */
import { sameName } from '../engine/catalog.ts';
import { MysqlError } from '../errors.ts';
import type { Expr, From, Select } from '../sql/ast.ts';
import type { Sql } from './coerce.ts';
import { lookup, type Scope, type Source, type SourceColumn } from './scope.ts';

export function checkGrouping(
  scope: Scope,
  select: Select,
  group: Sql[],
  items: SourceColumn[][],
  order: SourceColumn[],
) {
  const all = [...items, order];
  if (all.every((each) => !each.length)) return;
  const known = determined(scope, select, group);
  all.forEach((columns, i) => {
    // A query around this one has a fixed row while this one runs.
    const loose = columns.find(
      (column) => scope.sources.includes(column.source) && !known.has(column),
    );
    if (!loose) return;
    const inOrder = i === items.length;
    const name = `${loose.table ? `${loose.table.schema}.` : ''}${loose.source.alias}.${loose.name}`;
    if (!group.length) throw new MysqlError('ER_MIX_OF_GROUP_FUNC_AND_FIELDS', i + 1, name);
    throw new MysqlError(
      'ER_WRONG_FIELD_WITH_GROUP',
      inOrder ? 1 : i + 1,
      inOrder ? 'ORDER BY' : 'SELECT list',
      name,
    );
  });
}

/** The columns that follow from those grouped by, through unique keys and equalities. */
function determined(scope: Scope, select: Select, group: Sql[]): Set<SourceColumn> {
  const known = new Set<SourceColumn>(group.flatMap((g) => (g.column ? [g.column] : [])));
  const equalities: [SourceColumn, SourceColumn | undefined][] = [];
  const read = (e: Expr | undefined) => {
    if (!e) return;
    if (e.k === 'binary' && e.op === 'AND') {
      read(e.a);
      read(e.b);
    } else if (e.k === 'binary' && e.op === '=') {
      const [a, b] = [columnIn(scope, e.a), columnIn(scope, e.b)];
      if (a && (b || constant(e.b))) equalities.push([a, b]);
      if (b && (a || constant(e.a))) equalities.push([b, a]);
    }
  };
  read(select.where);
  const joins = (from: From | undefined) => {
    if (from?.k !== 'join') return;
    joins(from.left);
    joins(from.right);
    read(from.on);
    for (const name of from.using ?? []) {
      const same = scope.sources.flatMap((s) =>
        s.columns.filter((each) => sameName(each.name, name)),
      );
      for (const a of same) for (const b of same) if (a !== b) equalities.push([a, b]);
    }
  };
  joins(select.from);
  for (let size = -1; size !== known.size;) {
    size = known.size;
    for (const [a, b] of equalities) if (!b || known.has(b)) known.add(a);
    for (const source of scope.sources)
      if (keyKnown(source, known)) for (const each of source.columns) known.add(each);
  }
  return known;
}

function keyKnown(source: Source, known: Set<SourceColumn>): boolean {
  return !!source.table?.keys.some(
    (key) =>
      key.kind !== 'INDEX' &&
      key.parts.every((part) => {
        const column = source.columns.find((each) => sameName(each.name, part.name))!;
        return known.has(column) && !column.column!.nullable;
      }),
  );
}

const constant = (e: Expr) => e.k === 'lit' || e.k === 'param';

function columnIn(scope: Scope, e: Expr): SourceColumn | undefined {
  if (e.k !== 'col') return undefined;
  const found = lookup(scope, e);
  return found && 'first' in found ? found.first : found;
}
