import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startServer } from './server.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  vi.stubEnv('EMBEDDED_DATA', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Waits until a file has been written that holds this text. */
const written = (text: string) =>
  vi.waitFor(
    () => {
      const [name] = readdirSync(folder);
      expect(gunzipSync(readFileSync(join(folder, name!))).includes(text)).toBe(true);
    },
    { timeout: 20_000, interval: 200 },
  );

const start = async () => {
  const { host, port, close } = await startServer();
  const client = new pg.Client({ host, port, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  return { client, close };
};

test('what was committed is there at the next start, and nothing else', async () => {
  const first = await start();
  await first.client.query(
    'create table kept (id serial, t text); insert into kept (t) values (1)',
  );
  await first.client.query('begin');
  await first.client.query("insert into kept (t) values ('never committed')");
  await first.client.query('rollback');
  await first.client.query('insert into kept (t) values ($1)', ['written last']);
  await written('written last');
  await first.close();

  const second = await start();
  expect((await second.client.query('select t from kept order by id')).rows).toEqual([
    { t: '1' },
    { t: 'written last' },
  ]);
  await second.client.query("insert into kept (t) values ('more')");
  await second.close();
}, 60_000);

test('a transaction that stays open holds up no data of others', async () => {
  const { client, close } = await start();
  await client.query('create table kept_beside (id int)');
  await client.query('begin');
  await client.query('select 1');
  await written('kept_beside');
  await close();
}, 60_000);
