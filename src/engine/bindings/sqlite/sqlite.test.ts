import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as native from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { createSqlite } from '../../chunks/sqlite.ts';
import { memoryFile, type DatabaseFile, type DatabaseFiles } from './files.ts';

const stored = new Map<string, DatabaseFile>();
const files: DatabaseFiles = {
  open(path, { create, write }) {
    if (path.includes('/missing/')) return undefined;
    const file = stored.get(path) ?? (create ? memoryFile() : undefined);
    if (!file) return undefined;
    stored.set(path, file);
    return { ...file, readOnly: !write };
  },
  remove: (path) => void stored.delete(path),
  access: (path) => (stored.has(path) ? 'writable' : 'missing'),
  resolve: (path) => (path.startsWith('/') ? path : `/${path}`),
  random: (target) => void target.set(crypto.getRandomValues(new Uint8Array(target.length))),
};
const folder = dirname(createRequire(import.meta.url).resolve('@sqlite.org/sqlite-wasm'));
const ours = createSqlite(readFileSync(join(folder, 'sqlite3.wasm')), files, {
  later: setImmediate,
  promise: (executor) => new Promise(executor),
  writeFile(path, bytes) {
    const file = stored.get(path) ?? memoryFile();
    file.truncate(0);
    file.write(bytes, 0);
    stored.set(path, file);
  },
}) as unknown as typeof native;

const temporary = mkdtempSync(join(tmpdir(), 'sqlite-'));
afterAll(() => rmSync(temporary, { recursive: true }));

type Api = typeof native;
type Database = native.DatabaseSync;
interface Tools {
  open(options?: native.DatabaseSyncOptions): Database;
  api: Api;
  /** A new path. */
  path: string;
}
type Scenario = (tools: Tools) => unknown;

let files_ = 0;
async function outcome(api: Api, scenario: Scenario): Promise<unknown> {
  const path = join(temporary, `${api === native ? 'native' : 'ours'}-${files_++}.db`);
  try {
    return {
      value: await scenario({
        api,
        path,
        open: (options = {}) => new api.DatabaseSync(':memory:', options),
      }),
    };
  } catch (error) {
    const { name, message, code, errcode, errstr } = error as Error & Record<string, unknown>;
    return { name, message, code, errcode, errstr };
  }
}

function withTable(open: Tools['open']): Database {
  const db = open();
  db.exec('CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, data BLOB, x REAL)');
  const insert = db.prepare('INSERT INTO t(name, data, x) VALUES (?, ?, ?)');
  insert.run('Ä one', new Uint8Array([1, 2, 3]), 1.5);
  insert.run('two', null, -3);
  insert.run('', new Uint8Array(0), 1e300);
  return db;
}
type Values = native.SQLInputValue[];

describe('node:sqlite', () => {
  it.each<[string, Scenario]>([
    ['all', ({ open }) => withTable(open).prepare('SELECT * FROM t').all()],
    ['get', ({ open }) => withTable(open).prepare('SELECT * FROM t WHERE id = ?').get(2)],
    ['get nothing', ({ open }) => withTable(open).prepare('SELECT * FROM t WHERE id = 9').get()],
    ['run', ({ open }) => withTable(open).prepare("UPDATE t SET name = 'z' WHERE id > ?").run(1)],
    ['iterate', ({ open }) => [...withTable(open).prepare('SELECT id FROM t').iterate()]],
    ['columns', ({ open }) => withTable(open).prepare('SELECT id AS n, name, 1 FROM t').columns()],
    [
      'types',
      ({ open }) =>
        open()
          .prepare('SELECT typeof(?) a, typeof(?) b, typeof(?) c, typeof(?) d, typeof(?) e')
          .get(...([1, 2n, 'x', null, Buffer.from('q')] as Values)),
    ],
    ['names', ({ open }) => open().prepare('SELECT $a, :b, @c, ?').get({ a: 1, ':b': 2, c: 3 }, 4)],
    ['an unknown name', ({ open }) => open().prepare('SELECT $a').get({ z: 1 })],
    [
      'an unknown name, allowed',
      ({ open }) => {
        const statement = open().prepare('SELECT $a');
        statement.setAllowUnknownNamedParameters(true);
        return statement.get({ z: 1 });
      },
    ],
    ['names in conflict', ({ open }) => open().prepare('SELECT $a, :a').get({ a: 1 })],
    [
      'no bare names',
      ({ open }) => {
        const statement = open().prepare('SELECT $a');
        statement.setAllowBareNamedParameters(false);
        return statement.get({ a: 1 });
      },
    ],
    ['too many values', ({ open }) => open().prepare('SELECT ?').get(1, 2)],
    [
      'a value that cannot be bound',
      ({ open }) =>
        open()
          .prepare('SELECT ?')
          .get(undefined as never),
    ],
    [
      'a large BigInt',
      ({ open }) =>
        open()
          .prepare('SELECT ?')
          .get(2n ** 64n),
    ],
    ['an unsafe integer', ({ open }) => open().prepare('SELECT 9007199254740993').get()],
    [
      'BigInts',
      ({ open }) => {
        const statement = open().prepare('SELECT 9007199254740993 AS a, 1 AS b, 1.5 AS c');
        statement.setReadBigInts(true);
        return statement.get();
      },
    ],
    [
      'arrays',
      ({ open }) => {
        const statement = open().prepare('SELECT 1 AS a, 2 AS a');
        statement.setReturnArrays(true);
        return statement.all();
      },
    ],
    [
      'SQL of a statement',
      ({ open }) => {
        const statement = open().prepare('SELECT ?, $n');
        const before = statement.expandedSQL;
        statement.get({ n: 'it' }, 1.5);
        return [statement.sourceSQL, before, statement.expandedSQL];
      },
    ],
    ['a constraint', ({ open }) => withTable(open).exec('INSERT INTO t(id) VALUES (1)')],
    [
      'foreign keys',
      ({ open }) => {
        const db = open();
        db.exec('CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(a REFERENCES a(id))');
        db.exec('INSERT INTO b VALUES (5)');
      },
    ],
    ['double quotes', ({ open }) => open().prepare('SELECT "x"').get()],
    ['bad SQL', ({ open }) => open().prepare('SELEKT 1')],
    ['no SQL', ({ open }) => open().prepare('-- nothing')],
    ['not SQL', ({ open }) => open().prepare(1 as never)],
    [
      'after close',
      ({ open }) => {
        const db = open();
        db.close();
        db.exec('SELECT 1');
      },
    ],
    [
      'a statement after close',
      ({ open }) => {
        const db = open();
        const statement = db.prepare('SELECT 1');
        db.close();
        statement.get();
      },
    ],
    [
      'an iterator that is too late',
      ({ open }) => {
        const statement = open().prepare('SELECT 1 UNION SELECT 2');
        const iterator = statement.iterate();
        statement.get();
        iterator.next();
      },
    ],
    [
      'an iterator',
      ({ open }) => {
        const iterator = open().prepare('SELECT 1 AS a UNION SELECT 2').iterate();
        return [
          iterator.next(),
          iterator.return!(),
          iterator.next(),
          Object.prototype.toString.call(iterator),
        ];
      },
    ],
    [
      'transactions',
      ({ open }) => {
        const db = withTable(open);
        db.exec('BEGIN; DELETE FROM t');
        const inside = [db.isTransaction, db.prepare('SELECT count(*) n FROM t').get()];
        db.exec('ROLLBACK');
        return [...inside, db.isTransaction, db.prepare('SELECT count(*) n FROM t').get()];
      },
    ],
    [
      'functions',
      ({ open }) => {
        const db = open();
        db.function('add', (a, b) => Number(a) + Number(b));
        db.function('count', { varargs: true }, (...args) => args.length);
        db.function('kind', { useBigIntArguments: true }, (a) => typeof a);
        return db
          .prepare("SELECT add(1, 2), count(1, 2, 3), kind(5), kind('x'), kind(x'00'), kind(NULL)")
          .get();
      },
    ],
    ...['boo', 'async', 'object', 'big', 'arguments'].map((kind): [string, Scenario] => [
      `a function that fails: ${kind}`,
      ({ open }) => {
        const db = open();
        const functions: Record<string, (...args: unknown[]) => unknown> = {
          boo() {
            throw new RangeError('boo');
          },
          async: () => Promise.resolve(1),
          object: () => ({}),
          big: () => 2n ** 70n,
          arguments: (a) => a,
        };
        db.function('f', functions[kind] as never);
        db.prepare('SELECT f()').get();
      },
    ]),
    [
      'an aggregate',
      ({ open }) => {
        const db = withTable(open);
        db.aggregate('total_length', {
          start: 0,
          step: (sum, text) => Number(sum) + String(text).length,
          result: (sum) => Number(sum) * 10,
        });
        return [
          db.prepare('SELECT total_length(name) n FROM t').get(),
          db.prepare('SELECT total_length(name) n FROM t WHERE 0').get(),
        ];
      },
    ],
    [
      'a window function',
      ({ open }) => {
        const db = withTable(open);
        db.aggregate('s', {
          start: () => 0,
          step: (sum, id) => Number(sum) + Number(id),
          inverse: ((sum: number, id: number) => sum - id) as never,
        });
        return db
          .prepare(
            'SELECT id, s(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) n FROM t',
          )
          .all();
      },
    ],
    [
      'an aggregate that throws',
      ({ open }) => {
        const db = withTable(open);
        db.aggregate('f', {
          start: 0,
          step() {
            throw new TypeError('step');
          },
        });
        db.prepare('SELECT f(id) FROM t').get();
      },
    ],
    [
      'a session',
      ({ open }) => {
        const [db, copy] = [withTable(open), withTable(open)];
        const session = db.createSession();
        db.exec("UPDATE t SET name = 'new' WHERE id = 1; DELETE FROM t WHERE id = 2");
        const changes = [session.changeset(), session.patchset()];
        session.close();
        return [changes, copy.applyChangeset(changes[0]!), copy.prepare('SELECT * FROM t').all()];
      },
    ],
    [
      'a conflict',
      ({ open, api }) => {
        const [db, copy] = [withTable(open), withTable(open)];
        const session = db.createSession();
        db.exec("UPDATE t SET name = 'new' WHERE id = 1");
        copy.exec("UPDATE t SET name = 'other' WHERE id = 1");
        const changes = session.changeset();
        const kinds: number[] = [];
        const onConflict = (kind: number): number => {
          kinds.push(kind);
          return api.constants?.SQLITE_CHANGESET_REPLACE ?? 1;
        };
        return [
          copy.applyChangeset(changes),
          copy.applyChangeset(changes, { onConflict }),
          kinds,
          copy.prepare('SELECT name FROM t').all(),
        ];
      },
    ],
    [
      'serialize',
      ({ open }) => {
        const copy = open() as Database & {
          serialize(): Uint8Array;
          deserialize(bytes: Uint8Array): void;
        };
        copy.deserialize((withTable(open) as typeof copy).serialize());
        copy.exec("INSERT INTO t(name) VALUES ('more')");
        return copy.prepare('SELECT id, name FROM t').all();
      },
    ],
    [
      'JSON, text search, R-trees, mathematics',
      ({ open }) => {
        const db = open();
        db.exec(
          "CREATE VIRTUAL TABLE s USING fts5(body); INSERT INTO s VALUES ('the quick fox'), ('slow')",
        );
        return [
          db.prepare("SELECT json_extract('{\"a\":[1,2]}', '$.a[1]') j, round(sqrt(2), 3) q").get(),
          db.prepare("SELECT rowid FROM s WHERE s MATCH 'quick'").all(),
        ];
      },
    ],
    [
      'time',
      ({ open }) =>
        open()
          .prepare(
            "SELECT datetime(0, 'unixepoch') t, abs(julianday('now') - 2440587.5 - unixepoch() / 86400.0) < 1 n",
          )
          .get(),
    ],
    [
      'a file',
      ({ api, path }) => {
        const first = new api.DatabaseSync(path);
        first.exec("CREATE TABLE t(a); INSERT INTO t VALUES ('kept')");
        const second = new api.DatabaseSync(path);
        first.exec('BEGIN IMMEDIATE; DELETE FROM t');
        const during = second.prepare('SELECT * FROM t').all();
        let locked: unknown;
        try {
          second.exec('INSERT INTO t VALUES (2)');
        } catch (error) {
          locked = (error as Error).message;
        }
        first.exec('ROLLBACK');
        second.exec('INSERT INTO t VALUES (3)');
        const after = first.prepare('SELECT * FROM t').all();
        first.close();
        second.close();
        const third = new api.DatabaseSync(path, { readOnly: true });
        return [during, locked, after, third.prepare('SELECT * FROM t').all()];
      },
    ],
    [
      'a file that may only be read',
      ({ api, path }) => {
        new api.DatabaseSync(path).close();
        const db = new api.DatabaseSync(path);
        db.exec('CREATE TABLE t(a)');
        db.close();
        new api.DatabaseSync(path, { readOnly: true }).exec('INSERT INTO t VALUES (1)');
      },
    ],
    [
      'a missing folder',
      ({ api, path }) => new api.DatabaseSync(join(dirname(path), 'missing/x.db')),
    ],
    [
      'many rows in a file',
      ({ api, path }) => {
        const db = new api.DatabaseSync(path);
        db.exec('CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); CREATE INDEX i ON t(b)');
        const insert = db.prepare('INSERT INTO t(b) VALUES (?)');
        db.exec('BEGIN');
        for (let i = 0; i < 3000; i++) insert.run(`row ${(i * 7919) % 3000}`.repeat(10));
        db.exec('COMMIT; DELETE FROM t WHERE a % 3 = 0; VACUUM');
        return [
          db.prepare('SELECT count(*) n, min(b) l, max(b) h FROM t').get(),
          db.prepare('PRAGMA integrity_check').get(),
        ];
      },
    ],
    [
      'backup',
      async ({ api, open, path }) => {
        const steps: unknown[] = [];
        const pages = await api.backup(withTable(open), path, {
          rate: 1,
          progress: (state) => void steps.push({ ...state }),
        });
        const copy = new api.DatabaseSync(path);
        return [pages, steps, copy.prepare('SELECT * FROM t').all()];
      },
    ],
    [
      'an authorizer',
      ({ open }) => {
        const db = withTable(open) as Database & { setAuthorizer(callback: unknown): void };
        const actions: unknown[] = [];
        db.setAuthorizer((...args: unknown[]) => {
          actions.push(args);
          return 0;
        });
        db.prepare('SELECT id FROM t');
        db.setAuthorizer(() => 1);
        try {
          db.prepare('SELECT id FROM t');
        } catch (error) {
          actions.push((error as Error).message);
        }
        return actions;
      },
    ],
    ['location', ({ open }) => open().location()],
    ['no path', ({ api }) => new api.DatabaseSync(5 as never)],
    ['no such URL', ({ api }) => new api.DatabaseSync(new URL('http://localhost/x.db'))],
    ['without new', ({ api }) => (api.DatabaseSync as unknown as () => unknown)()],
    [
      'a statement without a database',
      ({ api }) => new (api.StatementSync as never as new () => unknown)(),
    ],
  ])('%s: as Node', async (_title, scenario) => {
    expect(await outcome(ours, scenario)).toEqual(await outcome(native, scenario));
  });
});
