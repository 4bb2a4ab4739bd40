import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '../embedded-server.ts';
import { createMysqlServer } from './server.ts';
import { embeddedSettings } from './settings.ts';

const toEnd: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0)) await end();
});

async function start(saved?: Uint8Array) {
  const server = await createMysqlServer({ saved });
  const connection = await createConnection(embeddedSettings(await listenOnLoopback(server.net)));
  toEnd.push(async () => {
    connection.destroy();
    await server.close();
  });
  return { server, connection };
}

async function rows(connection: Connection, sql: string): Promise<unknown[]> {
  const [found] = await connection.query<RowDataPacket[]>({ sql, rowsAsArray: true });
  return found;
}

describe('saved data', () => {
  it('start a later server: tables, keys, views, databases, and the next id', async () => {
    const { server, connection } = await start();
    for (const sql of [
      'CREATE TABLE parents (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) UNIQUE, price DECIMAL(8,2) DEFAULT 1.5, seen TIMESTAMP NULL, CHECK (price > 0))',
      'CREATE TABLE children (parent BIGINT UNSIGNED, note JSON, FOREIGN KEY (parent) REFERENCES parents (id))',
      'CREATE VIEW names AS SELECT name FROM parents',
      'CREATE DATABASE other',
      'CREATE TEMPORARY TABLE passing (id INT)',
      `INSERT INTO parents (name, seen) VALUES ('one', '2026-01-02 03:04:05'), ('two', NULL)`,
      `INSERT INTO children VALUES (1, '{"a": 1}'), (1, NULL)`,
      'DELETE FROM parents WHERE id = 2',
      'BEGIN',
      "INSERT INTO parents (name) VALUES ('never committed')",
    ])
      await connection.query(sql);

    const { connection: later } = await start(server.database.save());
    expect(await rows(later, 'SELECT id, name, price, seen FROM parents')).toEqual([
      [1, 'one', '1.50', new Date('2026-01-02T03:04:05Z')],
    ]);
    expect(await rows(later, 'SELECT * FROM children')).toEqual([
      [1, { a: 1 }],
      [1, null],
    ]);
    expect(await rows(later, 'SELECT * FROM names')).toEqual([['one']]);
    expect(await rows(later, "SHOW DATABASES LIKE 'other'")).toEqual([['other']]);
    await expect(later.query('SELECT * FROM passing')).rejects.toMatchObject({ errno: 1146 });
    await expect(later.query("INSERT INTO parents (name) VALUES ('ONE')")).rejects.toMatchObject({
      errno: 1062,
    });
    await expect(later.query('DELETE FROM parents')).rejects.toMatchObject({ errno: 1451 });
    await expect(later.query('UPDATE parents SET price = 0')).rejects.toMatchObject({
      errno: 3819,
    });
    await later.query("INSERT INTO parents (name) VALUES ('three')");
    expect(await rows(later, "SELECT id > 3 FROM parents WHERE name = 'three'")).toEqual([[1]]);
    await later.query('INSERT INTO children VALUES (1, NULL)');
    await later.query('CREATE TABLE more (id INT)');
  });

  it('are told of each commit', async () => {
    const { server, connection } = await start();
    let changes = 0;
    server.database.store.changed = () => changes++;
    const after = async (sql: string): Promise<number> => {
      changes = 0;
      await connection.query(sql);
      return changes;
    };
    expect(await after('CREATE TABLE t (id INT)')).toBeGreaterThan(0);
    expect(await after('CREATE DATABASE empty')).toBeGreaterThan(0);
    expect(await after('SELECT * FROM t')).toBe(0);
    expect(await after('BEGIN')).toBe(0);
    expect(await after('INSERT INTO t VALUES (1)')).toBe(0);
    expect(await after('COMMIT')).toBe(1);
  });
});
