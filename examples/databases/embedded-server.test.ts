import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { environmentOrEmbedded, listenOnLoopback } from './embedded-server.ts';

afterEach(() => vi.unstubAllEnvs());

test('the environment variable wins, and nothing is started', async () => {
  vi.stubEnv('SOME_DATABASE_URL', 'some://host:1');
  const start = vi.fn(async () => 'embedded');
  const settings = environmentOrEmbedded('SOME_DATABASE_URL', (url) => `read ${url}`, start);
  expect(await settings()).toBe('read some://host:1');
  expect(start).not.toHaveBeenCalled();
});

test('an empty variable counts as none, and the server is started once', async () => {
  vi.stubEnv('SOME_DATABASE_URL', '');
  const start = vi.fn(async () => ({ port: 1 }));
  const settings = environmentOrEmbedded('SOME_DATABASE_URL', () => ({ port: 2 }), start);
  const [first, second] = await Promise.all([settings(), settings()]);
  expect(first).toBe(second);
  expect(start).toHaveBeenCalledTimes(1);
});

test('a start that failed is tried again', async () => {
  const start = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('no memory'))
    .mockResolvedValueOnce('embedded');
  const settings = environmentOrEmbedded('SOME_DATABASE_URL', String, start);
  await expect(settings()).rejects.toThrow('no memory');
  expect(await settings()).toBe('embedded');
});

test('the port is free and on the loopback', async () => {
  const server = createServer((socket) => socket.end('hello'));
  const port = await listenOnLoopback(server);
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  expect(await once(socket, 'data')).toEqual(['hello']);
  server.close();
});

test('a program ends although its server listens', async () => {
  const module = new URL('./embedded-server.ts', import.meta.url).href;
  const program = `
    const { listenOnLoopback } = await import(${JSON.stringify(module)});
    const { createServer } = await import('node:net');
    await listenOnLoopback(createServer());
    console.log('done');`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', program],
    { timeout: 20_000 },
  );
  expect(stdout).toBe('done\n');
});
