/** SHOW. https://dev.mysql.com/doc/refman/8.4/en/show.html */
import { notSupported } from '../errors.ts';
import type { Statement } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { parseExpr } from './expressions.ts';

type Show = Extract<Statement, { k: 'show' }>;

export function parseShow(c: Cursor): Show {
  c.word('EXTENDED');
  const full = c.word('FULL');
  const scope = c.oneOf('GLOBAL', 'SESSION', 'LOCAL')?.toLowerCase();
  const show = (what: string, rest: Partial<Show> = {}): Show => ({
    k: 'show',
    what,
    full,
    ...(scope ? { scope } : {}),
    ...rest,
  });
  const filtered = (what: string, rest: Partial<Show> = {}): Show => {
    const like = c.word('LIKE') ? c.string() : undefined;
    const where = like === undefined && c.word('WHERE') ? parseExpr(c) : undefined;
    return show(what, { ...rest, like, where });
  };
  const of = () => {
    if (!c.word('FROM')) c.expect('IN');
    const table = c.tableName();
    return c.word('FROM') || c.word('IN') ? { schema: c.identifier(), name: table.name } : table;
  };
  const inSchema = () => (c.word('FROM') || c.word('IN') ? { schema: c.identifier() } : {});

  if (c.word('DATABASES') || c.word('SCHEMAS')) return filtered('databases');
  if (c.word('TABLES')) return filtered('tables', inSchema());
  if (c.word('TABLE', 'STATUS')) return filtered('table status', inSchema());
  if (c.word('COLUMNS') || c.word('FIELDS')) return filtered('columns', { table: of() });
  if (c.word('INDEX') || c.word('INDEXES') || c.word('KEYS'))
    return filtered('index', { table: of() });
  if (c.word('CREATE', 'TABLE')) return show('create table', { table: c.tableName() });
  if (c.word('CREATE', 'VIEW')) return show('create view', { table: c.tableName() });
  if (c.word('CREATE', 'DATABASE') || c.word('CREATE', 'SCHEMA')) {
    c.word('IF', 'NOT', 'EXISTS');
    return show('create database', { schema: c.identifier() });
  }
  if (c.word('VARIABLES')) return filtered('variables');
  if (c.word('STATUS')) return filtered('status');
  if (c.word('WARNINGS')) return show('warnings');
  if (c.word('ERRORS')) return show('errors');
  if (c.word('ENGINES') || c.word('STORAGE', 'ENGINES')) return show('engines');
  if (c.word('PROCESSLIST')) return show('processlist');
  if (c.word('CHARACTER', 'SET') || c.word('CHARSET')) return filtered('charset');
  if (c.word('COLLATION')) return filtered('collation');
  if (c.word('GRANTS')) {
    while (c.token.kind !== 'end' && !c.isOp(';')) c.next();
    return show('grants');
  }
  if (c.word('TRIGGERS')) return filtered('triggers', inSchema());
  if (c.word('PROCEDURE', 'STATUS') || c.word('FUNCTION', 'STATUS')) return filtered('routines');
  if (c.word('EVENTS')) return filtered('events', inSchema());
  if (c.is('CREATE') || c.is('ENGINE') || c.is('MASTER') || c.is('BINARY') || c.is('REPLICA')) {
    throw notSupported(`SHOW ${c.token.upper} ${c.peek().upper}`);
  }
  return c.fail();
}
