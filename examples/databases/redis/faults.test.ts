import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listenOnLoopback } from '../embedded-server.ts';
import { WireClient } from './comparison/wire-client.ts';
import { createRedisServer } from './server.ts';

let server: Server;
let port: number;
let client: Redis;

beforeAll(async () => {
  server = createRedisServer();
  port = await listenOnLoopback(server);
  client = new Redis({ host: '127.0.0.1', port });
});
afterAll(() => {
  client.disconnect();
  server.close();
});

test('a client that leaves inside MULTI changes nothing', async () => {
  const other = new WireClient(port);
  await other.command('MULTI');
  await other.command('SET', 'left', '1');
  await other.close();
  expect(await client.get('left')).toBeNull();
});

test('a value of 16 MB comes back as it was', async () => {
  const value = Buffer.alloc(16 * 1024 * 1024, 'abc\r\n');
  await client.set('large', value);
  expect(value.equals((await client.getBuffer('large'))!)).toBe(true);
}, 30_000);

test('200 connections count together', async () => {
  const clients = Array.from({ length: 200 }, () => new WireClient(port));
  await Promise.all(clients.map((one) => one.command('INCR', 'together')));
  expect(await client.get('together')).toBe('200');
  await Promise.all(clients.map((one) => one.close()));
}, 30_000);

test('10,000 commands in a row', async () => {
  for (let index = 0; index < 10_000; index++) await client.incr('row');
  expect(await client.get('row')).toBe('10000');
}, 60_000);

test('garbage is answered with an error and the connection is closed', async () => {
  const other = new WireClient(port);
  other.raw('*2\r\n$3\r\nGET\r\n!garbage\r\n');
  expect(await other.next()).toBe("-ERR Protocol error: expected '$', got '!'");
  expect(await other.next()).toBe('(closed)');
  expect(await client.ping()).toBe('PONG');
});

test.each(['while true do end', 'while true do pcall(function() while true do end end) end'])(
  'an endless script is stopped: %s',
  async (script) => {
    await expect(client.eval(script, 0)).rejects.toThrow('Script killed by user');
    expect(await client.eval('return 1', 0)).toBe(1);
  },
  60_000,
);

test('a command that waits for ever is ended with its client by another', async () => {
  const other = new WireClient(port);
  const id = await other.command('CLIENT', 'ID');
  other.send(['BLPOP', 'never', '0']);
  await vi.waitFor(async () => expect(await client.client('KILL', 'ID', Number(id))).toBe(1));
  expect(await other.next()).toBe('(closed)');
  await client.rpush('never', 'kept');
  expect(await client.lrange('never', 0, -1)).toEqual(['kept']);
});

test('what is read is not changed by later commands of the same transaction', async () => {
  await client.rpush('letters', 'a', 'b');
  await client.zadd('scores', 1, 'a');
  await client.set('bits', 'a');
  const replies = await client
    .multi()
    .lrange('letters', 0, -1)
    .zrange('scores', 0, '-1', 'WITHSCORES')
    .get('bits')
    .lset('letters', 0, 'z')
    .zincrby('scores', 5, 'a')
    .setbit('bits', 6, 1)
    .exec();
  expect(replies!.slice(0, 3).map(([, reply]) => reply)).toEqual([['a', 'b'], ['a', '1'], 'a']);
});

test('SORT by fields of hashes is refused', async () => {
  await expect(client.sort('list', 'BY', 'weight_*->value')).rejects.toThrow('not supported');
});

test('Lua loads in a worker', async () => {
  const program = `
    import { parentPort } from 'node:worker_threads';
    import { Redis } from ${JSON.stringify(import.meta.resolve('ioredis'))};
    import { redis } from ${JSON.stringify(new URL('index.ts', import.meta.url).href)};
    const client = new Redis(await redis());
    parentPort.postMessage(await client.eval('return 6 * 7', 0));
    client.disconnect();`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
  expect(await once(worker, 'message')).toEqual([42]);
  await worker.terminate();
}, 30_000);
