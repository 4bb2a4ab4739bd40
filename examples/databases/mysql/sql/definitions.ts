/** CREATE, ALTER, DROP. https://dev.mysql.com/doc/refman/8.4/en/sql-data-definition-statements.html */
import { notSupported } from '../errors.ts';
import type {
  Action,
  Alteration,
  CheckDef,
  ColumnDef,
  ForeignKeyDef,
  KeyDef,
  KeyPart,
  Position,
  Statement,
  TableDef,
} from './ast.ts';
import type { Cursor } from './cursor.ts';
import { checkCharset, collationKind, parseType } from './data-types.ts';
import { parseExpr } from './expressions.ts';
import { parseQuery, startsQuery } from './queries.ts';

export function parseCreate(c: Cursor): Statement {
  const start = c.tokens[c.at - 1]!;
  const replace = c.word('OR', 'REPLACE');
  while (c.is('ALGORITHM') || c.is('DEFINER') || (c.is('SQL') && c.peek().upper === 'SECURITY')) {
    // What a view's definer and algorithm say has no meaning here.
    if (c.word('SQL')) c.at += 2;
    else
      while (
        !c.is('VIEW') &&
        !c.is('SQL') &&
        !c.is('TRIGGER') &&
        !c.is('PROCEDURE') &&
        c.token.kind !== 'end'
      )
        c.next();
  }
  if (c.word('VIEW')) {
    const name = c.tableName();
    const columns = c.isOp('(') ? c.parenthesized(() => c.identifier()) : undefined;
    c.expect('AS');
    const first = c.token;
    const query = parseQuery(c);
    const text = c.textFrom(first);
    if (c.word('WITH')) throw notSupported('WITH CHECK OPTION');
    return { k: 'create-view', name, replace, ...(columns ? { columns } : {}), query, text };
  }
  if (replace) c.fail();
  if (c.word('DATABASE') || c.word('SCHEMA')) {
    const ifNotExists = c.word('IF', 'NOT', 'EXISTS');
    const name = c.identifier();
    options(c);
    return { k: 'create-database', name, ifNotExists };
  }
  const unique = c.word('UNIQUE');
  if (c.is('FULLTEXT') || c.is('SPATIAL')) throw notSupported(`${c.token.upper} indexes`);
  if (c.word('INDEX') || (unique && c.word('KEY'))) {
    const name = c.identifier();
    indexType(c);
    c.expect('ON');
    const table = c.tableName();
    const parts = keyParts(c);
    indexType(c);
    while (c.is('ALGORITHM') || c.is('LOCK')) assignment(c);
    return { k: 'create-index', table, key: { name, kind: unique ? 'UNIQUE' : 'INDEX', parts } };
  }
  if (unique) c.fail();
  const temporary = c.word('TEMPORARY');
  if (c.word('TABLE')) return createTable(c, temporary);
  for (const what of [
    'TRIGGER',
    'PROCEDURE',
    'FUNCTION',
    'EVENT',
    'USER',
    'ROLE',
    'SERVER',
    'TABLESPACE',
  ]) {
    if (c.is(what)) throw notSupported(`CREATE ${what}`);
  }
  return c.fail(c.at > c.tokens.indexOf(start) + 1 ? start : c.token);
}

function createTable(c: Cursor, temporary: boolean): Statement {
  const ifNotExists = c.word('IF', 'NOT', 'EXISTS');
  const name = c.tableName();
  const statement: Extract<Statement, { k: 'create-table' }> = {
    k: 'create-table',
    name,
    ifNotExists,
    temporary,
  };
  if (c.word('LIKE')) return { ...statement, like: c.tableName() };
  if (c.isOp('(') && c.peek().upper === 'LIKE') {
    c.at += 2;
    const like = c.tableName();
    c.expectOp(')');
    return { ...statement, like };
  }
  const def: TableDef = { columns: [], keys: [], foreignKeys: [], checks: [], options: {} };
  if (c.isOp('(') && !startsQuery(c)) {
    c.next();
    c.list(() => element(c, def));
    c.expectOp(')');
  }
  def.options = options(c);
  statement.def = def;
  c.oneOf('IGNORE', 'REPLACE');
  c.word('AS');
  if (startsQuery(c)) statement.as = parseQuery(c);
  else if (!def.columns.length) c.fail();
  return statement;
}

/** One element between the parentheses of CREATE TABLE. */
function element(c: Cursor, def: TableDef) {
  const constraint = tableConstraint(c);
  if (!constraint) {
    const column = columnDef(c);
    def.columns.push(column);
  } else if (constraint.k === 'add-key') def.keys.push(constraint.key);
  else if (constraint.k === 'add-foreign-key') def.foreignKeys.push(constraint.foreignKey);
  else def.checks.push(constraint.check);
}

type Constraint = Extract<Alteration, { k: 'add-key' | 'add-foreign-key' | 'add-check' }>;

function tableConstraint(c: Cursor): Constraint | undefined {
  let name: string | undefined;
  if (c.word('CONSTRAINT')) {
    if (c.isName()) name = c.identifier();
  }
  if (c.word('PRIMARY')) {
    c.expect('KEY');
    indexType(c);
    const parts = keyParts(c);
    indexType(c);
    return { k: 'add-key', key: { kind: 'PRIMARY', parts } };
  }
  if (c.is('FULLTEXT') || c.is('SPATIAL')) throw notSupported(`${c.token.upper} indexes`);
  if (c.word('UNIQUE')) {
    if (!c.word('KEY')) c.word('INDEX');
    return { k: 'add-key', key: index(c, 'UNIQUE', name) };
  }
  if (!name && (c.is('KEY') || c.is('INDEX'))) {
    c.next();
    return { k: 'add-key', key: index(c, 'INDEX') };
  }
  if (c.word('FOREIGN')) {
    c.expect('KEY');
    if (c.isName()) name ??= c.identifier();
    const columns = keyParts(c).map((part) => part.name);
    return { k: 'add-foreign-key', foreignKey: { name, columns, ...references(c) } };
  }
  if (c.word('CHECK')) return { k: 'add-check', check: check(c, name) };
  if (name) c.fail();
  return undefined;
}

function check(c: Cursor, name?: string): CheckDef {
  c.expectOp('(');
  const first = c.token;
  const expr = parseExpr(c);
  const text = c.textFrom(first);
  c.expectOp(')');
  const not = c.word('NOT');
  const enforced = c.word('ENFORCED') ? !not : true;
  return { name, expr, text, enforced };
}

function index(c: Cursor, kind: KeyDef['kind'], name?: string): KeyDef {
  if (c.isName() && !c.is('USING')) name = c.identifier();
  indexType(c);
  const parts = keyParts(c);
  indexType(c);
  return { kind, parts, name };
}

/** What follows an index's columns; all indexes here are B-trees. */
function indexType(c: Cursor) {
  for (;;) {
    if (c.word('USING')) c.next();
    else if (c.word('COMMENT')) c.string();
    else if (c.word('VISIBLE') || c.word('INVISIBLE')) continue;
    else return;
  }
}

function keyParts(c: Cursor): KeyPart[] {
  return c.parenthesized(() => {
    if (c.isOp('(')) throw notSupported('functional key parts');
    const name = c.identifier();
    let length: number | undefined;
    if (c.op('(')) {
      length = c.integer();
      c.expectOp(')');
    }
    return { name, length, desc: c.oneOf('ASC', 'DESC') === 'DESC' };
  });
}

function references(c: Cursor): Omit<ForeignKeyDef, 'columns'> {
  c.expect('REFERENCES');
  const table = c.tableName();
  const refColumns = c.isOp('(') ? keyParts(c).map((part) => part.name) : [];
  let onDelete: Action = 'NO ACTION';
  let onUpdate: Action = 'NO ACTION';
  if (c.is('MATCH')) throw notSupported('MATCH in a foreign key');
  while (c.word('ON')) {
    const event = c.oneOf('DELETE', 'UPDATE') ?? c.fail();
    const action: Action = c.word('SET', 'NULL')
      ? 'SET NULL'
      : c.word('NO', 'ACTION')
        ? 'NO ACTION'
        : ((c.oneOf('RESTRICT', 'CASCADE') ?? c.fail()) as Action);
    if (event === 'DELETE') onDelete = action;
    else onUpdate = action;
  }
  return { table, refColumns, onDelete, onUpdate };
}

function columnDef(c: Cursor): ColumnDef {
  const name = c.identifier();
  const serial = c.is('SERIAL');
  const column: ColumnDef = { name, type: parseType(c) };
  if (serial) Object.assign(column, { nullable: false, autoIncrement: true, key: 'UNIQUE' });
  for (;;) {
    if (c.word('NOT', 'NULL')) column.nullable = false;
    else if (c.word('NULL')) column.nullable = true;
    else if (c.word('DEFAULT')) {
      if (c.op('(')) {
        column.default = parseExpr(c);
        c.expectOp(')');
      } else column.default = defaultValue(c);
    } else if (c.word('ON', 'UPDATE')) {
      if (!c.word('CURRENT_TIMESTAMP') && !c.word('NOW')) c.fail();
      parens(c);
      column.onUpdateNow = true;
    } else if (c.word('AUTO_INCREMENT')) column.autoIncrement = true;
    else if (c.word('PRIMARY', 'KEY')) column.key = 'PRIMARY';
    else if (c.word('UNIQUE')) {
      c.word('KEY');
      column.key = 'UNIQUE';
    } else if (c.word('KEY')) column.key = 'PRIMARY';
    else if (c.word('COMMENT')) column.comment = c.string();
    else if (c.word('COLLATE')) {
      const collation = c.next().text;
      column.type = {
        ...column.type,
        collation: collationKind(collation),
        collationName: collation.toLowerCase(),
      };
    } else if (c.word('GENERATED', 'ALWAYS') || c.is('AS')) {
      c.expect('AS');
      c.expectOp('(');
      const first = c.token;
      const expr = parseExpr(c);
      const text = c.textFrom(first);
      c.expectOp(')');
      const stored = (c.oneOf('VIRTUAL', 'STORED', 'PERSISTENT') ?? 'VIRTUAL') !== 'VIRTUAL';
      column.generated = { expr, text, stored };
    } else if (c.is('CONSTRAINT') || c.is('CHECK')) {
      let constraint: string | undefined;
      if (c.word('CONSTRAINT') && c.isName()) constraint = c.identifier();
      c.expect('CHECK');
      column.check = check(c, constraint);
    } else if (c.is('REFERENCES')) column.references = references(c);
    else if (c.word('VISIBLE')) continue;
    else if (c.is('INVISIBLE')) throw notSupported('invisible columns');
    else return column;
  }
}

function defaultValue(c: Cursor) {
  const expr = parseExpr(c);
  const literal = expr.k === 'lit' || (expr.k === 'unary' && expr.a.k === 'lit');
  const now =
    expr.k === 'call' && /^(CURRENT_TIMESTAMP|NOW|LOCALTIME|LOCALTIMESTAMP)$/.test(expr.name);
  if (!literal && !now) c.fail();
  return expr;
}

function parens(c: Cursor) {
  if (!c.op('(')) return;
  if (!c.isOp(')')) c.integer();
  c.expectOp(')');
}

function assignment(c: Cursor): string {
  c.next();
  c.op('=');
  return c.next().text;
}

function options(c: Cursor): Record<string, string> {
  const found: Record<string, string> = {};
  for (;;) {
    c.op(',');
    const isDefault = c.word('DEFAULT');
    if (c.word('CHARACTER', 'SET') || c.word('CHARSET')) {
      c.op('=');
      found.charset = checkCharset(c.next().text);
    } else if (c.word('COLLATE')) {
      c.op('=');
      found.collate = c.next().text.toLowerCase();
      collationKind(found.collate);
    } else if (isDefault) c.fail();
    else if (
      /^(ENGINE|AUTO_INCREMENT|COMMENT|ROW_FORMAT|KEY_BLOCK_SIZE|AVG_ROW_LENGTH|MAX_ROWS|MIN_ROWS|CHECKSUM|STATS_PERSISTENT|STATS_AUTO_RECALC|STATS_SAMPLE_PAGES|ENCRYPTION|COMPRESSION|PACK_KEYS|DELAY_KEY_WRITE)$/.test(
        c.token.upper,
      )
    ) {
      const key = c.token.upper.toLowerCase();
      found[key] = assignment(c);
    } else if (c.is('PARTITION')) throw notSupported('partitions');
    else return found;
  }
}

export function parseAlter(c: Cursor): Statement {
  if (c.word('DATABASE') || c.word('SCHEMA')) {
    if (c.isName()) c.identifier();
    options(c);
    return { k: 'no-op' };
  }
  if (!c.word('TABLE')) {
    for (const what of ['VIEW', 'USER', 'EVENT', 'PROCEDURE', 'FUNCTION', 'INSTANCE']) {
      if (c.is(what)) throw notSupported(`ALTER ${what}`);
    }
    c.fail();
  }
  const name = c.tableName();
  const actions: Alteration[] = [];
  do actions.push(...alteration(c));
  while (c.op(','));
  return { k: 'alter-table', name, actions };
}

function position(c: Cursor): Position {
  if (c.word('FIRST')) return { first: true };
  return c.word('AFTER') ? { after: c.identifier() } : undefined;
}

function alteration(c: Cursor): Alteration[] {
  if (c.word('ADD')) {
    if (c.isOp('(')) {
      return c.parenthesized(() => ({
        k: 'add-column' as const,
        column: columnDef(c),
        position: undefined,
      }));
    }
    const constraint = c.is('COLUMN') ? undefined : tableConstraint(c);
    if (constraint) return [constraint];
    c.word('COLUMN');
    return [{ k: 'add-column', column: columnDef(c), position: position(c) }];
  }
  if (c.word('MODIFY')) {
    c.word('COLUMN');
    const column = columnDef(c);
    return [{ k: 'modify-column', old: column.name, column, position: position(c) }];
  }
  if (c.word('CHANGE')) {
    c.word('COLUMN');
    const old = c.identifier();
    return [{ k: 'modify-column', old, column: columnDef(c), position: position(c) }];
  }
  if (c.word('DROP')) {
    if (c.word('PRIMARY', 'KEY')) return [{ k: 'drop-key', name: 'PRIMARY' }];
    if (c.word('INDEX') || c.word('KEY')) return [{ k: 'drop-key', name: c.identifier() }];
    if (c.word('FOREIGN', 'KEY')) return [{ k: 'drop-foreign-key', name: c.identifier() }];
    if (c.word('CONSTRAINT')) return [{ k: 'drop-constraint', name: c.identifier() }];
    if (c.word('CHECK')) return [{ k: 'drop-check', name: c.identifier() }];
    c.word('COLUMN');
    return [{ k: 'drop-column', ifExists: c.word('IF', 'EXISTS'), name: c.identifier() }];
  }
  if (c.word('ALTER')) {
    if (c.is('INDEX') || c.is('CHECK')) throw notSupported(`ALTER ${c.token.upper}`);
    c.word('COLUMN');
    const name = c.identifier();
    if (c.word('DROP', 'DEFAULT')) return [{ k: 'set-default', name }];
    c.expect('SET', 'DEFAULT');
    return [{ k: 'set-default', name, value: parseExpr(c) }];
  }
  if (c.word('RENAME')) {
    if (c.word('COLUMN')) {
      const name = c.identifier();
      c.expect('TO');
      return [{ k: 'rename-column', name, to: c.identifier() }];
    }
    if (c.word('INDEX') || c.word('KEY')) {
      const name = c.identifier();
      c.expect('TO');
      return [{ k: 'rename-key', name, to: c.identifier() }];
    }
    if (!c.word('TO')) c.word('AS');
    return [{ k: 'rename', to: c.tableName() }];
  }
  if (c.is('ALGORITHM') || c.is('LOCK')) {
    assignment(c);
    return [];
  }
  if (c.word('CONVERT', 'TO')) return [{ k: 'options', options: options(c) }];
  const start = c.at;
  const found = options(c);
  if (c.at === start) c.fail();
  return [{ k: 'options', options: found }];
}

export function parseDrop(c: Cursor): Statement {
  c.word('TEMPORARY');
  if (c.word('TABLE') || c.word('TABLES')) {
    const ifExists = c.word('IF', 'EXISTS');
    const names = c.list(() => c.tableName());
    c.oneOf('CASCADE', 'RESTRICT');
    return { k: 'drop-table', names, ifExists };
  }
  if (c.word('VIEW')) {
    const ifExists = c.word('IF', 'EXISTS');
    return { k: 'drop-view', ifExists, names: c.list(() => c.tableName()) };
  }
  if (c.word('DATABASE') || c.word('SCHEMA')) {
    const ifExists = c.word('IF', 'EXISTS');
    return { k: 'drop-database', ifExists, name: c.identifier() };
  }
  if (c.word('INDEX')) {
    const name = c.is('PRIMARY') ? c.next().upper : c.identifier();
    c.expect('ON');
    const table = c.tableName();
    while (c.is('ALGORITHM') || c.is('LOCK')) assignment(c);
    return { k: 'drop-index', name, table };
  }
  if (c.word('PREPARE')) return { k: 'deallocate', name: c.identifier() };
  for (const what of ['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT', 'USER', 'ROLE']) {
    if (!c.word(what)) continue;
    // Dropping what cannot exist is harmless when asked for so.
    if (c.word('IF', 'EXISTS')) {
      while (c.token.kind !== 'end' && !c.isOp(';')) c.next();
      return { k: 'no-op' };
    }
    throw notSupported(`DROP ${what}`);
  }
  return c.fail();
}
