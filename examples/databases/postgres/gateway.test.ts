import { connect } from 'node:net';
import { once } from 'node:events';
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
  await a.query('set statement_timeout = 50');
  await expect(a.query('do $$ begin loop null; end loop; end $$')).rejects.toMatchObject({
    code: '57014',
  });
  expect((await a.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await a.end();
});

test('a role or a database that is not there', async () => {
  await expect(new pg.Client({ ...settings, user: 'nobody' }).connect()).rejects.toMatchObject({
    code: '28000',
  });
  await expect(new pg.Client({ ...settings, database: 'none' }).connect()).rejects.toMatchObject({
    code: '3D000',
  });
});
