/** A parser for MySQL's dialect: text → statements, by recursive descent. */
import { MysqlError, notSupported } from '../errors.ts';
import type { Expr, Parsed, SetItem, Statement } from './ast.ts';
import { parseDelete, parseInsert, parseUpdate } from './changes.ts';
import { Cursor } from './cursor.ts';
import { parseAlter, parseCreate, parseDrop } from './definitions.ts';
import { parseExpr } from './expressions.ts';
import { parseQuery, startsQuery } from './queries.ts';
import { parseShow } from './show.ts';
import type { LexicalModes } from './tokens.ts';

/**
 * The statements of a text, parsed one at a time as they are asked for: MySQL runs the first of several
 * before it looks at the second.
 */
export function* statements(sql: string, modes: LexicalModes = {}): Generator<Parsed> {
  const c = new Cursor(sql, modes);
  if (c.ended) throw new MysqlError('ER_EMPTY_QUERY');
  while (!c.ended) {
    if (c.op(';')) continue;
    const first = c.token;
    c.params = 0;
    const statement = parseStatement(c);
    const text = c.textFrom(first);
    if (!c.isOp(';') && !c.ended) c.fail();
    yield { statement, params: c.params, text };
    c.op(';');
  }
}

/** An expression by itself: the text of a stored default, say. */
export function parseExpression(sql: string): Expr {
  const c = new Cursor(sql);
  const expr = parseExpr(c);
  if (!c.ended) c.fail();
  return expr;
}

export function parseStatement(c: Cursor): Statement {
  if (startsQuery(c)) return withStatement(c);
  const first = c.token;
  const word = first.upper;
  c.next();
  switch (word) {
    case 'INSERT':
      return parseInsert(c, false);
    case 'REPLACE':
      return parseInsert(c, true);
    case 'UPDATE':
      return parseUpdate(c);
    case 'DELETE':
      return parseDelete(c);
    case 'CREATE':
      return parseCreate(c);
    case 'ALTER':
      return parseAlter(c);
    case 'DROP':
      return parseDrop(c);
    case 'TRUNCATE':
      c.word('TABLE');
      return { k: 'truncate', name: c.tableName() };
    case 'RENAME':
      if (!c.word('TABLE')) c.expect('TABLES');
      return {
        k: 'rename-table',
        pairs: c.list(() => {
          const from = c.tableName();
          c.expect('TO');
          return [from, c.tableName()];
        }),
      };
    case 'USE':
      return { k: 'use', name: c.identifier() };
    case 'SET':
      return set(c);
    case 'BEGIN':
      c.word('WORK');
      return { k: 'begin' };
    case 'START':
      return start(c);
    case 'COMMIT':
      c.word('WORK');
      return { k: 'commit', chain: completion(c) };
    case 'ROLLBACK':
      c.word('WORK');
      if (c.word('TO')) {
        c.word('SAVEPOINT');
        return { k: 'rollback', chain: false, to: c.identifier() };
      }
      return { k: 'rollback', chain: completion(c) };
    case 'SAVEPOINT':
      return { k: 'savepoint', name: c.identifier() };
    case 'RELEASE':
      c.expect('SAVEPOINT');
      return { k: 'release', name: c.identifier() };
    case 'SHOW':
      return parseShow(c);
    case 'DESCRIBE':
    case 'DESC':
    case 'EXPLAIN':
      return explain(c);
    case 'TABLE': {
      const name = c.tableName();
      c.at = c.tokens.indexOf(first);
      throw notSupported(`TABLE ${name.name} (write SELECT * FROM ${name.name})`);
    }
    case 'KILL': {
      const kind = c.oneOf('QUERY', 'CONNECTION');
      return { k: 'kill', query: kind === 'QUERY', id: parseExpr(c) };
    }
    case 'DO':
      return { k: 'do', exprs: c.list(() => parseExpr(c)) };
    case 'PREPARE': {
      const name = c.identifier();
      c.expect('FROM');
      return { k: 'prepare', name, from: parseExpr(c) };
    }
    case 'EXECUTE': {
      const name = c.identifier();
      const using = c.word('USING')
        ? c.list(() => (c.token.kind === 'uservar' ? c.next().text.toLowerCase() : c.fail()))
        : [];
      return { k: 'execute', name, using };
    }
    case 'DEALLOCATE':
      c.expect('PREPARE');
      return { k: 'deallocate', name: c.identifier() };
    case 'ANALYZE':
    case 'OPTIMIZE':
    case 'CHECK':
      c.oneOf('NO_WRITE_TO_BINLOG', 'LOCAL');
      c.expect('TABLE');
      return { k: 'maintain', op: word.toLowerCase(), tables: c.list(() => c.tableName()) };
    case 'FLUSH':
      while (c.token.kind !== 'end' && !c.isOp(';')) c.next();
      return { k: 'no-op' };
    case 'UNLOCK':
      if (!c.word('TABLES')) c.expect('TABLE');
      return { k: 'no-op' };
    case 'CALL':
      throw notSupported('stored procedures');
    case 'LOAD':
      throw notSupported('LOAD DATA');
    case 'LOCK':
    case 'GRANT':
    case 'REVOKE':
    case 'HANDLER':
    case 'XA':
    case 'INSTALL':
    case 'CHANGE':
      if (c.token.kind === 'end') c.fail(first);
      throw notSupported(`${word}${word === 'LOCK' ? ' TABLES' : ''}`);
    default:
      return c.fail(first);
  }
}

/** WITH may begin an UPDATE or DELETE too. */
function withStatement(c: Cursor): Statement {
  return { k: 'query', query: parseQuery(c) };
}

function completion(c: Cursor): boolean {
  const chain = c.word('AND', 'CHAIN');
  if (!chain) c.word('AND', 'NO', 'CHAIN');
  if (c.word('RELEASE')) throw notSupported('RELEASE after COMMIT and ROLLBACK');
  c.word('NO', 'RELEASE');
  return chain;
}

function start(c: Cursor): Statement {
  c.expect('TRANSACTION');
  const begin: Extract<Statement, { k: 'begin' }> = { k: 'begin' };
  do {
    if (c.word('READ', 'ONLY')) begin.readOnly = true;
    else if (c.word('READ', 'WRITE')) begin.readOnly = false;
    else if (c.word('WITH', 'CONSISTENT', 'SNAPSHOT')) begin.snapshot = true;
  } while (c.op(','));
  return begin;
}

function explain(c: Cursor): Statement {
  const analyze = c.word('ANALYZE');
  let format = 'TRADITIONAL';
  if (c.word('FORMAT')) {
    c.expectOp('=');
    format = c.next().upper;
  }
  c.word('EXTENDED');
  if (startsQuery(c) || /^(INSERT|REPLACE|UPDATE|DELETE)$/.test(c.token.upper)) {
    return { k: 'explain', statement: parseStatement(c), format, analyze };
  }
  const table = c.tableName();
  if (c.token.kind === 'string') return { k: 'describe', table, column: c.string() };
  return c.isName() ? { k: 'describe', table, column: c.identifier() } : { k: 'describe', table };
}

function set(c: Cursor): Statement {
  if (c.word('NAMES')) {
    const charset = c.next().text;
    if (c.word('COLLATE')) c.next();
    return { k: 'set-names', charset };
  }
  if (c.word('CHARACTER', 'SET') || c.word('CHARSET')) {
    return { k: 'set-names', charset: c.next().text };
  }
  const start = c.at;
  const scope = c.oneOf('GLOBAL', 'SESSION', 'LOCAL');
  if (c.word('TRANSACTION')) return setTransaction(c, scope?.toLowerCase());
  if (c.is('PASSWORD')) throw notSupported('SET PASSWORD');
  c.at = start;
  return { k: 'set', items: c.list(() => setItem(c)) };
}

function setTransaction(c: Cursor, scope?: string): Statement {
  const statement: Extract<Statement, { k: 'set-transaction' }> = { k: 'set-transaction', scope };
  do {
    if (c.word('ISOLATION', 'LEVEL')) {
      statement.isolation = c.word('SERIALIZABLE')
        ? 'SERIALIZABLE'
        : c.word('REPEATABLE', 'READ')
          ? 'REPEATABLE-READ'
          : c.word('READ', 'COMMITTED')
            ? 'READ-COMMITTED'
            : c.word('READ', 'UNCOMMITTED')
              ? 'READ-UNCOMMITTED'
              : c.fail();
    } else if (c.word('READ', 'ONLY')) statement.readOnly = true;
    else if (c.word('READ', 'WRITE')) statement.readOnly = false;
    else c.fail();
  } while (c.op(','));
  return statement;
}

function setItem(c: Cursor): SetItem {
  if (c.token.kind === 'uservar') {
    const name = c.next().text.toLowerCase();
    if (!c.op('=')) c.expectOp(':=');
    return { kind: 'user', name, value: parseExpr(c) };
  }
  let scope: string | undefined;
  let name: string;
  if (c.token.kind === 'sysvar') {
    const match = /^(?:(global|session|local|persist)\.)?(.+)$/i.exec(c.next().text)!;
    scope = match[1]?.toLowerCase();
    name = match[2]!.toLowerCase();
  } else {
    scope = c.oneOf('GLOBAL', 'SESSION', 'LOCAL', 'PERSIST')?.toLowerCase();
    name = c.anyIdentifier().toLowerCase();
  }
  if (!c.op('=')) c.expectOp(':=');
  // ON, a bare word such as utf8mb4, or DEFAULT.
  const { kind, upper, text } = c.token;
  const after = c.peek();
  const alone = after.kind === 'end' || after.text === ',' || after.text === ';';
  if (kind === 'word' && alone && !/^(NULL|TRUE|FALSE|DEFAULT|CURRENT_TIMESTAMP)$/.test(upper)) {
    c.next();
    return { scope, kind: 'system', name, value: { k: 'lit', t: 'string', v: text } };
  }
  return { scope, kind: 'system', name, value: parseExpr(c) };
}
