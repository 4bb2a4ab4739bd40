import { Redis } from 'ioredis';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { mysql } from './mysql/index.ts';
import { postgres } from './postgres/index.ts';
import { redis } from './redis/index.ts';

vi.mock('./in-process.ts', async (original) => ({
  ...(await original<typeof import('./in-process.ts')>()),
  prefersStreams: () => true,
}));

// Whoever opens a socket has not taken the stream.
const connect = vi.spyOn(Socket.prototype, 'connect');
beforeEach(() => void connect.mockClear());
afterEach(() => expect(connect).not.toHaveBeenCalled());

it('pg takes a stream, several at once', async () => {
  const pool = new pg.Pool(await postgres());
  const answers = await Promise.all(
    [1, 2, 3].map((value) => pool.query('SELECT $1::int AS value', [value])),
  );
  expect(answers.map(({ rows }) => rows[0].value)).toEqual([1, 2, 3]);
  await pool.end();
});

it('mysql2 takes a stream, several at once', async () => {
  const pool = createPool(await mysql());
  const answers = await Promise.all(
    [1, 2, 3].map((value) => pool.execute<RowDataPacket[]>('SELECT ? AS value', [value])),
  );
  expect(answers.map(([[row]]) => Number(row!.value))).toEqual([1, 2, 3]);
  await pool.end();
});

it('ioredis takes a stream, and another one when it is cut off', async () => {
  const client = new Redis({ ...(await redis()), retryStrategy: () => 1 });
  expect(await client.set('a', '1')).toBe('OK');
  const closed = new Promise((resolve) => client.once('close', resolve));
  client.disconnect(true);
  await closed;
  expect(await client.get('a')).toBe('1');
  client.disconnect();
});
