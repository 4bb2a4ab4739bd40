/** INSERT, REPLACE, UPDATE and DELETE. https://dev.mysql.com/doc/refman/8.4/en/sql-data-manipulation-statements.html */
import { notSupported } from '../errors.ts';
import type { Assignment, Expr, Name, Statement } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { orderBy, parseExpr } from './expressions.ts';
import { limitValue, parseQuery, startsQuery, tableReferences } from './queries.ts';

export function parseInsert(c: Cursor, replace: boolean): Statement {
  c.oneOf('LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED');
  const ignore = !replace && c.word('IGNORE');
  c.word('INTO');
  const table = c.tableName();
  if (c.is('PARTITION')) throw notSupported('partitions');
  const statement: Extract<Statement, { k: 'insert' }> = { k: 'insert', replace, ignore, table };

  if (c.word('SET')) {
    const set = assignments(c);
    statement.columns = set.map(({ name }) => name);
    statement.rows = [set.map(({ value }) => value)];
  } else {
    if (c.isOp('(') && !startsQuery(c)) {
      c.next();
      statement.columns = c.isOp(')') ? [] : c.list(() => columnName(c));
      c.expectOp(')');
    }
    if ((c.is('VALUES') && c.peek().upper !== 'ROW') || c.is('VALUE')) {
      c.next();
      statement.rows = c.list(() => {
        c.expectOp('(');
        const row: Expr[] = c.isOp(')') ? [] : c.list(() => parseExpr(c));
        c.expectOp(')');
        return row;
      });
    } else if (startsQuery(c)) statement.query = parseQuery(c);
    else c.fail();
  }
  if (!replace && c.word('AS')) {
    statement.rowAlias = c.identifier();
    if (c.isOp('(')) throw notSupported('column aliases of the new row');
  }
  if (!replace && c.word('ON', 'DUPLICATE')) {
    c.expect('KEY', 'UPDATE');
    statement.update = assignments(c);
  }
  if (c.is('RETURNING')) c.fail();
  return statement;
}

function columnName(c: Cursor): string {
  let name = c.identifier();
  while (c.op('.')) name = c.anyIdentifier();
  return name;
}

function assignments(c: Cursor): Assignment[] {
  return c.list(() => {
    let table: string | undefined;
    let name = c.identifier();
    while (c.op('.')) {
      table = name;
      name = c.anyIdentifier();
    }
    if (!c.op('=')) c.expectOp(':=');
    return { table, name, value: parseExpr(c) };
  });
}

export function parseUpdate(c: Cursor): Statement {
  c.word('LOW_PRIORITY');
  const ignore = c.word('IGNORE');
  const from = tableReferences(c);
  c.expect('SET');
  const set = assignments(c);
  return { k: 'update', ignore, from, set, ...conditions(c) };
}

export function parseDelete(c: Cursor): Statement {
  c.oneOf('LOW_PRIORITY', 'QUICK');
  const ignore = c.word('IGNORE');
  const targets = () => c.list(() => target(c));
  if (c.word('FROM')) {
    const start = c.at;
    const names = targets();
    if (c.word('USING')) {
      return { k: 'delete', ignore, targets: names, from: tableReferences(c), ...conditions(c) };
    }
    c.at = start;
    const from = tableReferences(c);
    if (from.k !== 'table') c.fail();
    return { k: 'delete', ignore, from, ...conditions(c) };
  }
  const names = targets();
  c.expect('FROM');
  return { k: 'delete', ignore, targets: names, from: tableReferences(c), ...conditions(c) };
}

function target(c: Cursor): Name {
  const parts = [c.identifier()];
  while (c.op('.')) if (!c.op('*')) parts.push(c.anyIdentifier());
  const name = parts.pop()!;
  return { schema: parts.pop(), name };
}

function conditions(c: Cursor) {
  const where = c.word('WHERE') ? parseExpr(c) : undefined;
  const order = c.word('ORDER', 'BY') ? orderBy(c) : [];
  const limit = c.word('LIMIT') ? limitValue(c) : undefined;
  return { where, order, limit };
}
