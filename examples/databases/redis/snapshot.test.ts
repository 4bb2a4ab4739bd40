import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listenOnLoopback } from '../embedded-server.ts';
import { createRedisServer } from './server.ts';

let folder: string;
let server: Server | undefined;
let client: Redis;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-kept-'));
  vi.stubEnv('EMBEDDED_DATA', folder);
});
afterEach(() => {
  stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = createRedisServer('redis.json');
  client = new Redis({ host: '127.0.0.1', port: await listenOnLoopback(server) });
}

function stop(): void {
  client.disconnect();
  server?.close();
  server = undefined;
}

const keptText = (): Promise<string> => readFile(join(folder, 'redis.json'), 'latin1');

/** Ends the server when what was written is on disk: `mark` is written last. */
async function restart(mark: string): Promise<void> {
  await client.set('mark', mark);
  await vi.waitFor(async () => expect(await keptText()).toContain(mark), { timeout: 5000 });
  stop();
  await start();
}

const fields = (entries: unknown): Record<string, unknown> => {
  const flat = entries as unknown[];
  return Object.fromEntries(
    Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at], flat[2 * at + 1]]),
  );
};

test('every type, times and databases are there at the next start', async () => {
  await start();
  const binary = Buffer.from([0, 255, 128, 13, 10, 34, 92]);
  await client.set('text', 'ö');
  await client.set(binary, binary, 'EX', 100);
  await client.set('short', '1', 'PX', 1);
  await client.rpush('list', 'b', 'a', binary);
  await client.sadd('set', 'x', 'y');
  await client.hset('hash', { one: 1, two: 'zwei' });
  await client.zadd('zset', '+inf', 'most', '-inf', 'least', 0.1, 'tenth', 0, 'zero');
  await client.pfadd('log', 'a', 'b');
  await client.select(3);
  await client.set('elsewhere', '3');
  await client.select(0);
  await restart('all types');

  expect(await client.get('text')).toBe('ö');
  expect(await client.getBuffer(binary)).toEqual(binary);
  expect(await client.ttl(binary)).toBeGreaterThan(90);
  expect(await client.exists('short')).toBe(0);
  expect(await client.lrangeBuffer('list', 0, -1)).toEqual([
    Buffer.from('b'),
    Buffer.from('a'),
    binary,
  ]);
  expect((await client.smembers('set')).sort()).toEqual(['x', 'y']);
  expect(await client.srem('set', 'x')).toBe(1);
  expect(await client.hgetall('hash')).toEqual({ one: '1', two: 'zwei' });
  expect(await client.zrange('zset', 0, '-1', 'WITHSCORES')).toEqual([
    'least',
    '-inf',
    'zero',
    '0',
    'tenth',
    '0.1',
    'most',
    'inf',
  ]);
  expect(await client.pfcount('log')).toBe(2);
  await client.select(3);
  expect(await client.get('elsewhere')).toBe('3');
});

test('streams keep their groups, consumers and what is pending', async () => {
  await start();
  await client.xgroup('CREATE', 'st', 'g', '0', 'MKSTREAM');
  for (const id of ['1-0', '2-0', '3-0', '4-0']) await client.xadd('st', id, 'n', id);
  await client.xreadgroup('GROUP', 'g', 'ann', 'COUNT', 2, 'STREAMS', 'st', '>');
  await client.xack('st', 'g', '1-0');
  await client.xdel('st', '4-0');
  const before = fields(await client.xinfo('STREAM', 'st'));
  await restart('streams');

  expect(fields(await client.xinfo('STREAM', 'st'))).toEqual(before);
  expect(await client.xpending('st', 'g')).toEqual([1, '2-0', '2-0', [['ann', '1']]]);
  expect(await client.xreadgroup('GROUP', 'g', 'bob', 'STREAMS', 'st', '>')).toEqual([
    ['st', [['3-0', ['n', '3-0']]]],
  ]);
  expect(await client.xack('st', 'g', '2-0', '3-0')).toBe(2);
  await expect(client.xadd('st', '4-0', 'n', 'again')).rejects.toThrow('equal or smaller');
});

test('functions are kept, and changes of scripts and transactions are noticed', async () => {
  await start();
  await client.function(
    'LOAD',
    "#!lua name=lib\nredis.register_function('double', function(keys, args) return args[1] * 2 end)",
  );
  await client.eval("redis.call('SET', 'scripted', 'yes')", 0);
  await vi.waitFor(async () => expect(await keptText()).toContain('scripted'), { timeout: 5000 });
  await client.multi().set('queued', 'yes').exec();
  await vi.waitFor(async () => expect(await keptText()).toContain('queued'), { timeout: 5000 });
  await restart('functions');
  expect(await client.fcall('double', 0, 21)).toBe(42);
});

test('a file that is not a snapshot is refused, and stays', () => {
  writeFileSync(join(folder, 'redis.json'), '{"format":"something else"}');
  expect(() => createRedisServer('redis.json')).toThrow('not of embedded-redis 1');
});

test('without the variable nothing is kept', async () => {
  vi.stubEnv('EMBEDDED_DATA', undefined);
  await start();
  await client.set('a', '1');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await expect(keptText()).rejects.toThrow('ENOENT');
});
