/** What clients do wrong, and what many of them do at once. */
import { connect } from 'node:net';
import { createConnection, createPool, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '../embedded-server.ts';
import { createMysqlServer, type MysqlServer } from './server.ts';
import { embeddedSettings, type MysqlSettings } from './settings.ts';

let server: MysqlServer;
let settings: MysqlSettings;
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeAll(async () => {
  server = await createMysqlServer();
  settings = embeddedSettings(await listenOnLoopback(server.net));
  const connection = await createConnection(settings);
  await connection.query('CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v LONGTEXT)');
  await connection.query("INSERT INTO t (v) VALUES ('one')");
  await connection.end();
});
afterAll(() => server.close());

const one = async (sql: string) => {
  const connection = await createConnection(settings);
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  await connection.end();
  return Object.values(rows[0]!)[0] as unknown;
};

describe('faults', () => {
  it('rolls back when a client vanishes inside a transaction, and frees its locks', async () => {
    const gone = await createConnection(settings);
    await gone.query('BEGIN');
    await gone.query('DELETE FROM t');
    const waiting = one('SELECT v FROM t WHERE id = 1 FOR UPDATE');
    gone.destroy();
    expect(await waiting).toBe('one');
    await until(() => server.database.locks.size === 0 && server.database.sessions.size === 0);
  });

  it('carries a row of 16 MB in both protocols', async () => {
    const connection = await createConnection(settings);
    const text = 'é'.repeat(8 * 1024 * 1024);
    const [{ insertId }] = await connection.execute<import('mysql2').ResultSetHeader>(
      'INSERT INTO t (v) VALUES (?)',
      [text],
    );
    for (const ask of ['query', 'execute'] as const) {
      const sql = 'SELECT v FROM t WHERE id = ?';
      const [[row]] =
        ask === 'query'
          ? await connection.query<RowDataPacket[]>(sql, [insertId])
          : await connection.execute<RowDataPacket[]>(sql, [insertId]);
      expect(row!.v === text).toBe(true);
    }
    await connection.query('DELETE FROM t WHERE id = ?', [insertId]);
    await connection.end();
  }, 60_000);

  it('serves 200 connections', async () => {
    const pool = createPool({ ...settings, connectionLimit: 200 });
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const connection = await pool.getConnection();
        const [[row]] = await connection.query<RowDataPacket[]>('SELECT ? + COUNT(*) AS v FROM t', [
          i,
        ]);
        return { v: row!.v as number, connection };
      }),
    );
    expect(server.database.sessions.size).toBe(200);
    answers.forEach(({ v }, i) => expect(v).toBe(i + 1));
    for (const { connection } of answers) connection.release();
    await pool.end();
    await until(() => server.database.sessions.size === 0);
  }, 60_000);

  it('answers 10,000 queries in a row', async () => {
    const connection = await createConnection(settings);
    for (let i = 0; i < 10_000; i++) {
      const [[row]] = await connection.execute<RowDataPacket[]>('SELECT ? AS v', [i]);
      if (row!.v !== i) throw new Error(`${i} gave ${row!.v}`);
    }
    await connection.end();
  }, 120_000);

  it('survives garbage before and after the handshake', async () => {
    for (const bytes of [
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.alloc(500, 0xff),
      Buffer.from([5, 0, 0, 1, 1, 2, 3, 4, 5]),
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(settings.port, settings.host, () => socket.end(bytes));
        socket.on('close', () => resolve());
        socket.on('error', () => resolve());
        socket.resume();
      });
    }
    const connection = await createConnection(settings);
    const { stream } = (
      connection as unknown as { connection: { stream: import('node:net').Socket } }
    ).connection;
    stream.write(Buffer.from([10, 0, 0, 0, 0x17, 9, 9, 9, 9, 0, 1, 0, 0, 0]));
    connection.destroy();
    expect(await one('SELECT 1')).toBe(1);
    await until(() => server.database.sessions.size === 0);
  });

  it('ends a query that never ends, when it is killed', async () => {
    const [victim, other] = await Promise.all([
      createConnection(settings),
      createConnection(settings),
    ]);
    const digits =
      '(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
    const from = Array.from({ length: 12 }, (_, i) => `${digits} d${i}`).join(', ');
    const endless = victim.query(`SELECT COUNT(*) FROM ${from}`).then(
      () => 'ended',
      (error: { errno: number }) => error.errno,
    );
    const [[row]] = await other.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM t');
    expect(row!.n).toBe(1);
    await other.query(`KILL QUERY ${victim.threadId}`);
    expect(await endless).toBe(1317);
    // The connection lives on, and so do sleepers that are woken.
    const sleep = victim.query<RowDataPacket[]>('SELECT SLEEP(100) AS s');
    await until(() => server.database.sessions.get(victim.threadId)?.running !== undefined);
    await other.query(`KILL QUERY ${victim.threadId}`);
    expect((await sleep)[0][0]!.s).toBe(1);
    await other.query(`KILL ${victim.threadId}`);
    await expect(victim.query('SELECT 1')).rejects.toThrow();
    await other.end();
    await until(() => server.database.sessions.size === 0);
  }, 60_000);

  it('limits time where asked to', async () => {
    const connection = await createConnection(settings);
    await connection.query('SET max_execution_time = 200');
    const endless =
      'WITH RECURSIVE a AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM a WHERE n < 900) SELECT COUNT(*) FROM a x, a y, a z, a w';
    await expect(connection.query(endless)).rejects.toMatchObject({ errno: 3024 });
    await connection.end();
  }, 60_000);

  it('keeps no copy of the data once nobody needs it', async () => {
    const [a, b] = await Promise.all([createConnection(settings), createConnection(settings)]);
    await a.query('BEGIN');
    await a.query('SELECT * FROM t');
    await b.query("INSERT INTO t (v) VALUES ('x')");
    expect(server.database.store.copies).toBe(1);
    await a.query('COMMIT');
    expect(server.database.store.copies).toBe(0);
    await b.query("DELETE FROM t WHERE v = 'x'");
    await Promise.all([a.end(), b.end()]);
  });
});
