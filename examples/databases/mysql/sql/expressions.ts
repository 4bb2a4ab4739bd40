/** Expressions, by precedence. https://dev.mysql.com/doc/refman/8.4/en/operator-precedence.html */
import { notSupported } from '../errors.ts';
import type { Expr, Order, Over, Query } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseCastType } from './data-types.ts';
import { parseQuery, startsQuery } from './queries.ts';

export const units = new Set(
  `MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR SECOND_MICROSECOND MINUTE_MICROSECOND
  MINUTE_SECOND HOUR_MICROSECOND HOUR_SECOND HOUR_MINUTE DAY_MICROSECOND DAY_SECOND DAY_MINUTE DAY_HOUR
  YEAR_MONTH`.split(/\s+/),
);

export function parseExpr(c: Cursor): Expr {
  // `:=` binds least, and its left side is a user variable.
  if (c.token.kind === 'uservar' && c.peek().text === ':=' && c.peek().kind === 'op') {
    const name = c.next().text;
    c.next();
    return { k: 'assign', name, value: parseExpr(c) };
  }
  let a = xor(c);
  while (c.word('OR') || c.op('||')) a = { k: 'binary', op: 'OR', a, b: xor(c) };
  return a;
}

function xor(c: Cursor): Expr {
  let a = and(c);
  while (c.word('XOR')) a = { k: 'binary', op: 'XOR', a, b: and(c) };
  return a;
}

function and(c: Cursor): Expr {
  let a = not(c);
  while (c.word('AND') || c.op('&&')) a = { k: 'binary', op: 'AND', a, b: not(c) };
  return a;
}

function not(c: Cursor): Expr {
  if (c.word('NOT')) return { k: 'unary', op: '!', a: not(c) };
  return comparison(c);
}

const comparisons = ['=', '<=>', '>=', '>', '<=', '<', '<>', '!='];

function comparison(c: Cursor): Expr {
  let a = predicate(c);
  for (;;) {
    const op = c.token.kind === 'op' ? comparisons.find((each) => c.isOp(each)) : undefined;
    if (op) {
      c.next();
      const sign = op === '!=' ? '<>' : op;
      const quantifier = c.oneOf('ALL', 'ANY', 'SOME');
      if (quantifier) {
        const query = parenthesizedQuery(c);
        a = { k: 'quantified', op: sign, a, all: quantifier === 'ALL', query };
      } else a = { k: 'binary', op: sign, a, b: predicate(c) };
    } else if (c.word('IS')) {
      const negated = c.word('NOT');
      const what = c.oneOf('NULL', 'TRUE', 'FALSE', 'UNKNOWN') ?? c.fail();
      a = { k: 'is', a, what: what as 'NULL', not: negated };
    } else return a;
  }
}

function parenthesizedQuery(c: Cursor): Query {
  c.expectOp('(');
  const query = parseQuery(c);
  c.expectOp(')');
  return query;
}

function predicate(c: Cursor): Expr {
  const a = bitOr(c);
  const start = c.at;
  const negated = c.word('NOT');
  if (c.word('IN')) {
    c.expectOp('(');
    const list = startsQuery(c) ? parseQuery(c) : c.list(() => parseExpr(c));
    c.expectOp(')');
    return { k: 'in', a, list, not: negated };
  }
  if (c.word('BETWEEN')) {
    const low = bitOr(c);
    c.expect('AND');
    return { k: 'between', a, low, high: predicate(c), not: negated };
  }
  if (c.word('LIKE')) {
    const b = simple(c);
    const escape = c.word('ESCAPE') ? simple(c) : undefined;
    return { k: 'like', a, b, escape, not: negated };
  }
  if (c.word('REGEXP') || c.word('RLIKE')) return { k: 'regexp', a, b: bitOr(c), not: negated };
  if (c.word('MEMBER')) {
    c.word('OF');
    c.expectOp('(');
    const b = parseExpr(c);
    c.expectOp(')');
    const call: Expr = { k: 'call', name: 'MEMBER_OF', args: [a, b] };
    return negated ? { k: 'unary', op: '!', a: call } : call;
  }
  if (c.is('SOUNDS', 'LIKE')) throw notSupported('SOUNDS LIKE');
  c.at = start;
  return a;
}

const binaries =
  (ops: string[], operand: (c: Cursor) => Expr) =>
  (c: Cursor): Expr => {
    let a = operand(c);
    for (;;) {
      const op = ops.find((each) => (/\w/.test(each) ? c.is(each) : c.isOp(each)));
      if (!op) return a;
      c.next();
      if (c.is('INTERVAL') && (op === '+' || op === '-')) {
        const b = interval(c);
        a = { k: 'call', name: op === '+' ? 'DATE_ADD' : 'DATE_SUB', args: [a, b] };
      } else a = { k: 'binary', op: op === 'MOD' ? '%' : op, a, b: operand(c) };
    }
  };

const bitXor = binaries(['^'], unary);
const multiplication = binaries(['*', '/', '%', 'DIV', 'MOD'], bitXor);
const addition = binaries(['+', '-'], multiplication);
const shift = binaries(['<<', '>>'], addition);
const bitAnd = binaries(['&'], shift);
const bitOr = binaries(['|'], bitAnd);

function unary(c: Cursor): Expr {
  if (c.op('-')) {
    const a = unary(c);
    // A negative number is a literal, whose text is needed for its type.
    if (
      a.k === 'lit' &&
      (a.t === 'int' || a.t === 'decimal' || a.t === 'double') &&
      a.v[0] !== '-'
    ) {
      return { ...a, v: `-${a.v}` };
    }
    return { k: 'unary', op: '-', a };
  }
  if (c.op('+')) return unary(c);
  if (c.op('~')) return { k: 'unary', op: '~', a: unary(c) };
  if (c.op('!')) return { k: 'unary', op: '!', a: unary(c) };
  return simple(c);
}

function interval(c: Cursor): Expr {
  c.expect('INTERVAL');
  const value = parseExpr(c);
  const unit = c.next().upper;
  if (!units.has(unit)) c.fail(c.tokens[c.at - 1]);
  return { k: 'interval', value, unit };
}

function simple(c: Cursor): Expr {
  let a = primary(c);
  for (;;) {
    if (c.word('COLLATE')) a = { k: 'collate', a, name: c.next().text };
    else if (c.isOp('->') || c.isOp('->>')) {
      const unquote = c.next().text === '->>';
      const path: Expr = { k: 'lit', t: 'string', v: c.string() };
      a = { k: 'call', name: 'JSON_EXTRACT', args: [a, path] };
      if (unquote) a = { k: 'call', name: 'JSON_UNQUOTE', args: [a] };
    } else return a;
  }
}

function primary(c: Cursor): Expr {
  const token = c.token;
  switch (token.kind) {
    case 'number': {
      c.next();
      const t = /e/i.test(token.text) ? 'double' : token.text.includes('.') ? 'decimal' : 'int';
      return { k: 'lit', t, v: token.text };
    }
    case 'string': {
      let v = c.next().text;
      while (c.token.kind === 'string') v += c.next().text;
      return { k: 'lit', t: 'string', v };
    }
    case 'hex':
      return { k: 'lit', t: 'hex', v: c.next().text };
    case 'param':
      c.next();
      return { k: 'param', index: c.params++ };
    case 'uservar':
      return { k: 'uservar', name: c.next().text.toLowerCase() };
    case 'sysvar':
      return systemVariable(c.next().text);
    case 'op':
      if (c.op('(')) return parenthesis(c);
      if (c.op('{')) {
        // ODBC's {d '2024-01-01'}.
        const kind = c.next().upper;
        const v = c.string();
        c.expectOp('}');
        const t = ({ D: 'date', T: 'time', TS: 'datetime' } as const)[kind as 'D'] ?? c.fail();
        return { k: 'lit', t, v };
      }
      return c.fail();
    case 'name':
      return nameOrCall(c);
    case 'end':
      return c.fail();
    case 'word':
      return word(c);
  }
}

function parenthesis(c: Cursor): Expr {
  if (startsQuery(c)) {
    const query = parseQuery(c);
    c.expectOp(')');
    return { k: 'query', query };
  }
  const items = c.list(() => parseExpr(c));
  c.expectOp(')');
  return items.length === 1 ? items[0]! : { k: 'row', items };
}

function systemVariable(text: string): Expr {
  const match = /^(global|session|local|persist)\.(.+)$/i.exec(text);
  return match
    ? { k: 'sysvar', scope: match[1]!.toLowerCase(), name: match[2]!.toLowerCase() }
    : { k: 'sysvar', name: text.toLowerCase() };
}

function word(c: Cursor): Expr {
  const token = c.token;
  const called = c.peek().kind === 'op' && c.peek().text === '(';
  const literal = c.peek().kind === 'string';
  switch (token.upper) {
    case 'NULL':
      c.next();
      return { k: 'lit', t: 'null', v: '' };
    case 'TRUE':
    case 'FALSE':
      c.next();
      return { k: 'lit', t: 'bool', v: token.upper === 'TRUE' ? '1' : '0' };
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      if (!literal) break;
      c.next();
      return {
        k: 'lit',
        t: token.upper === 'TIMESTAMP' ? 'datetime' : token.upper === 'DATE' ? 'date' : 'time',
        v: c.string(),
      };
    case 'CASE':
      return caseExpr(c);
    case 'EXISTS':
      c.next();
      return { k: 'exists', query: parenthesizedQuery(c) };
    case 'BINARY':
      c.next();
      return { k: 'unary', op: 'BINARY', a: simple(c) };
    case 'ROW':
      if (!called) break;
      c.next();
      return { k: 'row', items: c.parenthesized(() => parseExpr(c)) };
    case 'INTERVAL':
      if (!called) return interval(c);
      {
        // INTERVAL(N, N1, …) is a function; INTERVAL (expression) unit is not.
        const start = c.at;
        c.next();
        const args = c.parenthesized(() => parseExpr(c));
        if (!units.has(c.token.upper) && args.length > 1)
          return { k: 'call', name: 'INTERVAL', args };
        c.at = start;
        return interval(c);
      }
    case 'CAST':
      if (!called) break;
      c.at += 2;
      {
        const a = parseExpr(c);
        c.expect('AS');
        const type = parseCastType(c);
        if (c.is('ARRAY')) throw notSupported('multi-valued indexes');
        c.expectOp(')');
        return { k: 'cast', a, type };
      }
    case 'CONVERT':
      c.at++;
      c.expectOp('(');
      {
        const a = parseExpr(c);
        if (c.word('USING')) {
          const charset = c.next().upper;
          c.expectOp(')');
          return charset === 'BINARY'
            ? { k: 'unary', op: 'BINARY', a }
            : { k: 'call', name: 'CONVERT_USING', args: [a] };
        }
        c.expectOp(',');
        const type = parseCastType(c);
        c.expectOp(')');
        return { k: 'cast', a, type };
      }
    case 'DEFAULT': {
      c.next();
      if (!c.op('(')) return { k: 'default' };
      const name = c.identifier();
      c.expectOp(')');
      return { k: 'default', name };
    }
    case 'VALUES': {
      c.next();
      c.expectOp('(');
      let name = c.identifier();
      while (c.op('.')) name = c.anyIdentifier();
      c.expectOp(')');
      return { k: 'values', name };
    }
    case 'MATCH':
      throw notSupported('FULLTEXT search (MATCH … AGAINST)');
    case 'CURRENT_DATE':
    case 'CURRENT_TIME':
    case 'CURRENT_TIMESTAMP':
    case 'LOCALTIME':
    case 'LOCALTIMESTAMP':
    case 'UTC_DATE':
    case 'UTC_TIME':
    case 'UTC_TIMESTAMP':
    case 'CURRENT_USER':
      if (called) break;
      c.next();
      return { k: 'call', name: token.upper, args: [] };
  }
  // `_utf8mb4'text'`: the character set of a literal.
  if (/^_(utf8mb4|utf8|utf8mb3|latin1|ascii)$/i.test(token.text) && literal) {
    c.next();
    return primary(c);
  }
  if (/^_binary$/i.test(token.text) && (literal || c.peek().kind === 'hex')) {
    c.next();
    return { k: 'unary', op: 'BINARY', a: primary(c) };
  }
  return called ? call(c) : nameOrCall(c);
}

function nameOrCall(c: Cursor): Expr {
  const parts = [c.identifier()];
  while (parts.length < 3 && c.isOp('.') && c.peek().text !== '*') {
    c.next();
    parts.push(c.anyIdentifier());
  }
  if (c.isOp('(') && parts.length === 1) {
    c.at--;
    return call(c);
  }
  const name = parts.pop()!;
  const table = parts.pop();
  return { k: 'col', schema: parts.pop(), table, name };
}

function caseExpr(c: Cursor): Expr {
  c.expect('CASE');
  const a = c.is('WHEN') ? undefined : parseExpr(c);
  const whens: [Expr, Expr][] = [];
  while (c.word('WHEN')) {
    const when = parseExpr(c);
    c.expect('THEN');
    whens.push([when, parseExpr(c)]);
  }
  if (!whens.length) c.fail();
  const otherwise = c.word('ELSE') ? parseExpr(c) : undefined;
  c.expect('END');
  return { k: 'case', a, whens, otherwise };
}

export function orderBy(c: Cursor): Order[] {
  return c.list(() => {
    const expr = parseExpr(c);
    return { expr, desc: c.oneOf('ASC', 'DESC') === 'DESC' };
  });
}

function call(c: Cursor): Expr {
  const name = c.next().upper;
  c.expectOp('(');
  const plain = (args: Expr[]): Expr => {
    c.expectOp(')');
    return over(c, { k: 'call', name, args });
  };
  switch (name) {
    case 'EXTRACT': {
      const unit = c.next().upper;
      c.expect('FROM');
      return plain([{ k: 'lit', t: 'string', v: unit }, parseExpr(c)]);
    }
    case 'TRIM': {
      const side = c.oneOf('BOTH', 'LEADING', 'TRAILING') ?? 'BOTH';
      let remove: Expr = { k: 'lit', t: 'string', v: ' ' };
      let value: Expr;
      if (c.word('FROM')) value = parseExpr(c);
      else {
        value = parseExpr(c);
        if (c.word('FROM')) {
          remove = value;
          value = parseExpr(c);
        }
      }
      return plain([value, remove, { k: 'lit', t: 'string', v: side }]);
    }
    case 'SUBSTRING':
    case 'SUBSTR':
    case 'MID': {
      const args = [parseExpr(c)];
      if (c.word('FROM')) {
        args.push(parseExpr(c));
        if (c.word('FOR')) args.push(parseExpr(c));
      } else while (c.op(',')) args.push(parseExpr(c));
      return plain(args);
    }
    case 'POSITION': {
      const needle = bitOr(c);
      c.expect('IN');
      return plain([needle, parseExpr(c)]);
    }
    case 'TIMESTAMPDIFF':
    case 'TIMESTAMPADD': {
      const unit = c.next().upper.replace(/^SQL_TSI_/, '');
      if (!units.has(unit)) c.fail(c.tokens[c.at - 1]);
      c.expectOp(',');
      return plain([{ k: 'lit', t: 'string', v: unit }, ...c.list(() => parseExpr(c))]);
    }
    case 'GET_FORMAT':
      throw notSupported('GET_FORMAT');
    case 'CHAR': {
      const args = c.list(() => parseExpr(c));
      if (c.word('USING')) c.next();
      return plain(args);
    }
    case 'JSON_VALUE': {
      const args = c.list(() => parseExpr(c));
      if (!c.isOp(')')) throw notSupported('RETURNING, ON EMPTY and ON ERROR of JSON_VALUE');
      return plain(args);
    }
  }
  if (c.op('*')) {
    c.expectOp(')');
    return over(c, { k: 'call', name, args: [], star: true });
  }
  if (c.op(')')) return over(c, { k: 'call', name, args: [] });
  const distinct = c.word('DISTINCT');
  if (!distinct) c.word('ALL');
  const args = c.list(() => parseExpr(c));
  const order = c.word('ORDER', 'BY') ? orderBy(c) : undefined;
  const separator = c.word('SEPARATOR') ? c.string() : undefined;
  if ((order || separator !== undefined) && name !== 'GROUP_CONCAT') c.fail();
  c.expectOp(')');
  return over(c, { k: 'call', name, args, distinct, order, separator });
}

function over(c: Cursor, call: Extract<Expr, { k: 'call' }>): Expr {
  if (c.is('RESPECT', 'NULLS')) c.at += 2;
  if (c.is('FROM', 'FIRST') && c.peek(2).upper === 'OVER') c.at += 2;
  if (!c.word('OVER')) return call;
  return { ...call, over: c.isOp('(') ? windowDef(c) : c.identifier() };
}

export function windowDef(c: Cursor): Over {
  c.expectOp('(');
  const base = c.isName() && !c.is('PARTITION') ? c.identifier() : undefined;
  const partition = c.word('PARTITION', 'BY') ? c.list(() => parseExpr(c)) : [];
  const order = c.word('ORDER', 'BY') ? orderBy(c) : [];
  let frame: string | undefined;
  if (c.is('ROWS') || c.is('RANGE') || c.is('GROUPS')) {
    const start = c.next();
    while (!c.isOp(')')) {
      const { upper, kind, text } = c.next();
      const known = /^(BETWEEN|UNBOUNDED|PRECEDING|FOLLOWING|CURRENT|ROW|AND)$/.test(upper);
      if (upper === 'INTERVAL') throw notSupported('INTERVAL in a window frame');
      if (!known && !(kind === 'number' && /^\d+$/.test(text))) c.fail(c.tokens[c.at - 1]);
    }
    frame = c.textFrom(start);
  }
  c.expectOp(')');
  return { base, partition, order, frame };
}
