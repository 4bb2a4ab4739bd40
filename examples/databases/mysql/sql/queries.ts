/** SELECT and what surrounds it. https://dev.mysql.com/doc/refman/8.4/en/select.html */
import { MysqlError, notSupported } from '../errors.ts';
import type { Body, Cte, Expr, From, Query, RowLock, Select, SelectItem } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { orderBy, parseExpr, windowDef } from './expressions.ts';

/** Whether a query begins here, perhaps after opening parentheses. */
export function startsQuery(c: Cursor): boolean {
  let ahead = 0;
  while (c.peek(ahead).kind === 'op' && c.peek(ahead).text === '(') ahead++;
  const { upper } = c.peek(ahead);
  if (upper === 'SELECT' || upper === 'WITH') return true;
  return upper === 'VALUES' && c.peek(ahead + 1).upper === 'ROW';
}

export function parseQuery(c: Cursor): Query {
  const ctes: Cte[] = [];
  let recursive = false;
  if (c.word('WITH')) {
    recursive = c.word('RECURSIVE');
    ctes.push(
      ...c.list(() => {
        const name = c.identifier();
        const columns = c.isOp('(') ? c.parenthesized(() => c.identifier()) : undefined;
        c.expect('AS');
        c.expectOp('(');
        const query = parseQuery(c);
        c.expectOp(')');
        return { name, columns, query };
      }),
    );
  }
  const body = union(c);
  const query: Query = { k: 'query-expression', ctes, recursive, body, order: [] };
  if (c.word('ORDER', 'BY')) query.order = orderBy(c);
  query.limit = limit(c);
  query.lock = rowLock(c);
  if (c.is('INTO')) throw notSupported('SELECT … INTO');
  if (c.is('PROCEDURE')) c.fail();
  return query;
}

export function limit(c: Cursor): Query['limit'] {
  if (!c.word('LIMIT')) return undefined;
  const first = limitValue(c);
  if (c.op(',')) return { offset: first, count: limitValue(c) };
  return c.word('OFFSET') ? { count: first, offset: limitValue(c) } : { count: first };
}

export function limitValue(c: Cursor): Expr {
  const { kind, text } = c.token;
  if (kind === 'number' ? !/^\d+$/.test(text) : kind !== 'param') c.fail();
  return parseExpr(c);
}

function rowLock(c: Cursor): RowLock | undefined {
  if (c.word('LOCK', 'IN', 'SHARE', 'MODE')) return { strength: 'SHARE', wait: 'WAIT' };
  if (!c.is('FOR', 'UPDATE') && !c.is('FOR', 'SHARE')) return undefined;
  c.next();
  const strength = c.next().upper as 'UPDATE';
  const of = c.word('OF') ? c.list(() => c.identifier()) : undefined;
  const wait = c.word('NOWAIT') ? 'NOWAIT' : c.word('SKIP', 'LOCKED') ? 'SKIP' : 'WAIT';
  return { strength, wait, of };
}

function union(c: Cursor): Body {
  let left = intersection(c);
  for (;;) {
    const op = c.oneOf('UNION', 'EXCEPT');
    if (!op) return left;
    const all = c.oneOf('ALL', 'DISTINCT') === 'ALL';
    left = { k: 'set', op: op as 'UNION', all, left, right: intersection(c) };
  }
}

function intersection(c: Cursor): Body {
  let left = body(c);
  while (c.word('INTERSECT')) {
    const all = c.oneOf('ALL', 'DISTINCT') === 'ALL';
    left = { k: 'set', op: 'INTERSECT', all, left, right: body(c) };
  }
  return left;
}

function body(c: Cursor): Body {
  if (c.op('(')) {
    const query = parseQuery(c);
    c.expectOp(')');
    return { k: 'nested', query };
  }
  if (c.word('VALUES')) {
    const rows = c.list(() => {
      c.expect('ROW');
      return c.parenthesized(() => parseExpr(c));
    });
    return { k: 'rows', rows };
  }
  return select(c);
}

function select(c: Cursor): Select {
  c.expect('SELECT');
  let distinct = false;
  let foundRows = false;
  for (;;) {
    const option = c.oneOf(
      'ALL',
      'DISTINCT',
      'DISTINCTROW',
      'HIGH_PRIORITY',
      'STRAIGHT_JOIN',
      'SQL_SMALL_RESULT',
      'SQL_BIG_RESULT',
      'SQL_BUFFER_RESULT',
      'SQL_NO_CACHE',
      'SQL_CALC_FOUND_ROWS',
    );
    if (!option) break;
    if (option.startsWith('DISTINCT')) distinct = true;
    if (option === 'SQL_CALC_FOUND_ROWS') foundRows = true;
  }
  const items = c.list(() => selectItem(c));
  const query: Select = { k: 'select', distinct, foundRows, items, group: [], windows: [] };
  if (c.word('FROM') && !c.word('DUAL')) query.from = tableReferences(c);
  if (c.word('WHERE')) query.where = parseExpr(c);
  if (c.word('GROUP', 'BY')) {
    query.group = c.list(() => {
      const expr = parseExpr(c);
      c.oneOf('ASC', 'DESC');
      return expr;
    });
    query.rollup = c.word('WITH', 'ROLLUP');
  }
  if (c.word('HAVING')) query.having = parseExpr(c);
  if (c.word('WINDOW')) {
    query.windows = c.list(() => {
      const name = c.identifier();
      c.expect('AS');
      return { name, over: windowDef(c) };
    });
  }
  return query;
}

function selectItem(c: Cursor): SelectItem {
  if (c.op('*')) return { star: true };
  if (c.isName() && c.peek().text === '.') {
    const start = c.at;
    const parts = [c.identifier()];
    while (c.op('.')) {
      if (c.op('*')) return { star: true, table: parts.pop()!, schema: parts.pop() };
      parts.push(c.anyIdentifier());
    }
    c.at = start;
  }
  const first = c.token;
  const expr = parseExpr(c);
  const text = c.textFrom(first);
  let alias: string | undefined;
  if (c.word('AS')) alias = c.token.kind === 'string' ? c.string() : c.identifier();
  else if (c.token.kind === 'string') alias = c.string();
  else if (c.isName()) alias = c.identifier();
  return { expr, alias, text };
}

export function tableReferences(c: Cursor): From {
  let left = joined(c);
  while (c.op(',')) left = { k: 'join', type: 'INNER', left, right: joined(c) };
  return left;
}

function joined(c: Cursor): From {
  let left = tableFactor(c);
  for (;;) {
    const start = c.at;
    const natural = c.word('NATURAL');
    const side = c.oneOf('LEFT', 'RIGHT');
    if (side) c.word('OUTER');
    else if (!c.word('INNER')) c.word('CROSS');
    if (!c.word('JOIN') && !c.word('STRAIGHT_JOIN')) {
      if (c.at !== start) c.fail();
      return left;
    }
    const right = tableFactor(c);
    const join: From = { k: 'join', type: (side ?? 'INNER') as 'LEFT', left, right, natural };
    if (c.word('ON')) join.on = parseExpr(c);
    else if (c.word('USING')) join.using = c.parenthesized(() => c.identifier());
    // `a JOIN b JOIN c ON … ON …`: the right side is itself a join.
    else if (!natural && (side || c.is('INNER') || c.is('LEFT') || c.is('JOIN'))) {
      if (side) c.fail();
    }
    left = join;
  }
}

const notAliases =
  /^(ON|USING|SET|WHERE|GROUP|HAVING|ORDER|LIMIT|UNION|PARTITION|USE|FORCE|IGNORE|WINDOW|FOR)$/;

function tableFactor(c: Cursor): From {
  if (c.is('LATERAL')) throw notSupported('LATERAL');
  if (c.is('JSON_TABLE')) throw notSupported('JSON_TABLE');
  if (c.isOp('(')) {
    if (startsQuery(c)) {
      const start = c.at;
      c.next();
      const query = parseQuery(c);
      c.expectOp(')');
      c.word('AS');
      if (!c.isName() || notAliases.test(c.token.upper)) {
        // Either a derived table without a name, or parentheses around a join of derived tables.
        c.at = start + 1;
        if (!c.isOp('(')) throw new MysqlError('ER_DERIVED_MUST_HAVE_ALIAS');
        const inner = tableReferences(c);
        c.expectOp(')');
        return inner;
      }
      const alias = c.identifier();
      const columns = c.isOp('(') ? c.parenthesized(() => c.identifier()) : undefined;
      return { k: 'derived', query, alias, columns };
    }
    c.next();
    const inner = tableReferences(c);
    c.expectOp(')');
    return inner;
  }
  const name = c.tableName();
  if (c.is('PARTITION')) throw notSupported('partitions');
  let alias: string | undefined;
  if (c.word('AS')) alias = c.identifier();
  else if (c.isName() && !notAliases.test(c.token.upper)) alias = c.identifier();
  let index: string | undefined;
  for (;;) {
    const hint = c.is('USE') || c.is('FORCE') || c.is('IGNORE');
    if (!hint || !/^(INDEX|KEY)$/.test(c.peek().upper)) break;
    const kind = c.next().upper;
    c.next();
    if (c.word('FOR')) {
      if (!c.word('JOIN')) c.expect(c.is('ORDER') ? 'ORDER' : 'GROUP', 'BY');
    }
    c.expectOp('(');
    while (!c.op(')')) {
      const key = c.anyIdentifier();
      if (kind === 'FORCE') index = key;
      c.op(',');
    }
  }
  return { k: 'table', name, alias, index };
}
