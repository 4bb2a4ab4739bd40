import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startBackend, type Backend } from './backend.ts';
import { startedServer, startFromImage } from './data-directory.ts';
import { cstring, message, textRows } from './protocol.ts';

let backends: Backend[];
beforeAll(async () => {
  const image = await startedServer();
  backends = [await startBackend({ image }), await startBackend({ image })];
}, 60_000);
afterAll(() => Promise.all(backends.map((backend) => backend.close())));

const ask = (backend: Backend, sql: string): (string | null)[][] =>
  textRows(backend.exec(message('Q', cstring(sql))));

test('where the image does not fit the JavaScript engine, a new cluster takes its place', async () => {
  const image = await startedServer();
  vi.spyOn(image, 'fits').mockReturnValue(false);
  const restore = vi.spyOn(image, 'restore');
  const backend = await startFromImage(image);
  expect(ask(backend, 'create extension citext')).toEqual([]);
  expect(ask(backend, "select 'A'::citext = 'a'")).toEqual([['t']]);
  expect(restore).not.toHaveBeenCalled();
  await backend.close();
}, 60_000);

test.each(['gen_random_uuid()', 'uuidv7()', 'random()'])(
  'two servers from one image do not give the same %s',
  (expression) => {
    const [one, other] = backends.map((backend) => ask(backend, `select ${expression}`));
    expect(one).not.toEqual(other);
  },
);

test.each([
  ['the server has just started', "now() - pg_postmaster_start_time() < interval '10 minutes'"],
  [
    'its session too',
    "(select now() - backend_start < interval '10 minutes' from pg_stat_activity where pid = pg_backend_pid())",
  ],
  [
    'time zones are read when they are asked for',
    "'2026-07-01T12:00Z'::timestamptz at time zone 'Europe/Berlin' = '2026-07-01 14:00'",
  ],
  [
    'dictionaries too',
    "to_tsvector('english', 'running foxes') @@ to_tsquery('english', 'fox & run')",
  ],
  ['it can wait', 'pg_sleep(0.02) is not null'],
  [
    'nothing is left of the warm-up',
    "to_regclass('books') is null and to_regclass('sales') is null",
  ],
])('%s', (_, condition) => {
  expect(ask(backends[0]!, `select ${condition}`)).toEqual([['t']]);
});

test.each([
  ['btree_gist', '1 <-> 2', '1'],
  ['citext', "('A'::citext = 'a')::text", 'true'],
  ['pg_trgm', "similarity('word', 'word')", '1'],
  ['pgcrypto', "encode(digest('', 'md5'), 'hex')", 'd41d8cd98f00b204e9800998ecf8427e'],
  ['unaccent', "unaccent('Hôtel')", 'Hotel'],
  ['uuid-ossp', 'uuid_nil()::text', '00000000-0000-0000-0000-000000000000'],
])('the extension %s is there', (name, expression, expected) => {
  const [backend] = backends;
  ask(backend!, `create extension "${name}"`);
  expect(ask(backend!, `select ${expression}`)).toEqual([[expected]]);
});

test('what one writes the other does not see, and both can write everywhere', () => {
  const [one, other] = backends as [Backend, Backend];
  ask(one, 'create table mine (id int primary key); insert into mine values (1)');
  ask(one, 'vacuum full');
  ask(one, 'checkpoint');
  expect(ask(one, 'select id from mine')).toEqual([['1']]);
  expect(ask(other, "select to_regclass('mine')")).toEqual([[null]]);
});

test('a data directory that it dumps can be started from', async () => {
  const [one] = backends as [Backend];
  ask(one, 'create table kept (id int); insert into kept values (7)');
  const image = await startedServer();
  const again = await startBackend({ image, dataDirectory: await one.dump() });
  expect(ask(again, 'select id from kept')).toEqual([['7']]);
  await again.close();
}, 60_000);
