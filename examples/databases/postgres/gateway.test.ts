import { connect } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type Server } from './server.ts';

let server: Server;
let settings: pg.ClientConfig;
beforeAll(async () => {
  server = await startServer({ maxWait: 300 });
  settings = { host: server.host, port: server.port, user: 'postgres', database: 'postgres' };
}, 60_000);
afterAll(() => server?.close());

const client = async () => {
  const made = new pg.Client(settings);
  made.on('error', () => {});
  await made.connect();
  return made;
};

/** CancelRequest, on a connection of its own. */
async function cancel(of: pg.Client, wrong = 0): Promise<void> {
  const { processID, secretKey } = of as unknown as { processID: number; secretKey: number };
  const request = Buffer.alloc(16);
  [16, 80877102, processID, secretKey ^ wrong].forEach((n, i) => request.writeInt32BE(n, 4 * i));
  const socket = connect(server.port, server.host).resume();
  socket.end(request);
  await once(socket, 'close');
}

test('200 connections, each with a statement of its own', async () => {
  const clients = await Promise.all(Array.from({ length: 200 }, client));
  const rows = await Promise.all(
    clients.map((each, i) => each.query({ name: 's', text: `select ${i} as n` })),
  );
  expect(rows.map((r) => r.rows[0].n)).toEqual(clients.map((_, i) => i));
  await Promise.all(clients.map((each) => each.end()));
}, 60_000);

test('a row of 16 MB', async () => {
  const a = await client();
  const text = 'x'.repeat(16 * 1024 * 1024);
  await a.query('create table big (t text)');
  await a.query('insert into big values ($1)', [text]);
  expect((await a.query('select t from big')).rows[0].t === text).toBe(true);
  await a.end();
}, 60_000);

test('10,000 queries in a row', async () => {
  const a = await client();
  let sum = 0;
  for (let i = 0; i < 10_000; i++) sum += (await a.query('select $1::int n', [i])).rows[0].n;
  expect(sum).toBe(49_995_000);
  await a.end();
}, 120_000);

test.each([
  ['before the start-up', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['zeros', Buffer.alloc(64)],
  ['a start-up without an end', Buffer.from([0, 0, 0, 12, 0, 3, 0, 0, 65, 65, 65, 65])],
])('garbage: %s', async (_name, bytes) => {
  const socket = connect(server.port, server.host);
  socket.resume();
  socket.write(bytes);
  await once(socket, 'close');
  const a = await client();
  expect((await a.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await a.end();
});

test('a transaction that stays open: the next client is told, and goes on after a drop', async () => {
  const a = await client();
  const b = await client();
  await a.query('begin');
  await a.query('create table gone (i int)');
  await expect(b.query('select 1')).rejects.toMatchObject({ code: '55P03' });
  await expect(b.query('begin isolation level serializable')).rejects.toMatchObject({
    code: '40001',
  });
  (a as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect((await b.query("select to_regclass('gone') t")).rows).toEqual([{ t: null }]);
  await b.end();
});

test('a query without an end has one by statement_timeout', async () => {
  const a = await client();
  // Too short for what the gateway itself asks afterwards, which is not the client's.
  // Several times: whether the alarm of the first is still due when the second is set is chance.
  for (let round = 0; round < 10; round++) {
    await a.query('set statement_timeout = 1');
    await a.query('set statement_timeout = 50');
    await expect(a.query('do $$ begin loop null; end loop; end $$')).rejects.toMatchObject({
      code: '57014',
    });
  }
  expect((await a.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await a.end();
});

test.each([
  ['a loop', 'do $$ begin loop null; end loop; end $$'],
  ['a sleep', 'select pg_sleep(60)'],
  ['a long query', 'select count(*) from generate_series(1, 1000000000)'],
])('CancelRequest ends %s, and nothing after it', async (_name, sql) => {
  const a = await client();
  const failed = expect(a.query(sql)).rejects.toMatchObject({ code: '57014' });
  const next = a.query('select 1 as one');
  await sleep(50);
  await cancel(a);
  await failed;
  expect((await next).rows).toEqual([{ one: 1 }]);
  await a.end();
});

test('CancelRequest takes what waits out of the queue; a wrong secret does nothing', async () => {
  const a = await client();
  const b = await client();
  await a.query('begin; create table held (i int)');
  const waits = b.query('select 1');
  const refused = expect(waits).rejects.toMatchObject({ code: '57014' });
  await cancel(b, 1);
  await cancel(b);
  await refused;
  await a.query('rollback');
  await Promise.all([a.end(), b.end()]);
});

test('the program goes on while a query runs', async () => {
  const a = await client();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  await a.query('select pg_sleep(0.3)');
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
  await a.end();
});

test('what is refused within a transaction has failed it', async () => {
  const a = await client();
  const b = await client();
  await b.query('begin isolation level serializable');
  await b.query('select 1');
  await a.query('begin; create table held (i int)');
  await expect(b.query('select $1::int', [1])).rejects.toMatchObject({ code: '40001' });
  await a.query('rollback');
  await expect(b.query('select 1')).rejects.toMatchObject({ code: '25P02' });
  expect((await b.query('commit')).command).toBe('ROLLBACK');
  expect((await b.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await Promise.all([a.end(), b.end()]);
});

test('transactions of 20 clients at once: no update is lost, and failures are retried', async () => {
  const pool = new pg.Pool({ ...settings, max: 20 });
  await pool.query('create table counter (n int); insert into counter values (0)');
  let retries = 0;
  const increment = async (): Promise<void> => {
    const each = await pool.connect();
    try {
      await each.query('begin isolation level repeatable read');
      const { rows } = await each.query('select n from counter');
      await each.query('update counter set n = $1', [rows[0].n + 1]);
      await each.query('commit');
    } catch (error) {
      await each.query('rollback');
      expect(error).toMatchObject({ code: '40001' });
      retries++;
      each.release();
      return increment();
    }
    each.release();
  };
  await Promise.all(Array.from({ length: 20 }, increment));
  expect((await pool.query('select n from counter')).rows).toEqual([{ n: 20 }]);
  expect(retries).toBeGreaterThan(0);
  await pool.end();
}, 60_000);

test('a role or a database that is not there', async () => {
  await expect(new pg.Client({ ...settings, user: 'nobody' }).connect()).rejects.toMatchObject({
    code: '28000',
  });
  await expect(new pg.Client({ ...settings, database: 'none' }).connect()).rejects.toMatchObject({
    code: '3D000',
  });
});
