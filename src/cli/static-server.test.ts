import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressFolder } from './compress.ts';
import { PortTakenError, startStaticServer } from './static-server.ts';

const page = `<!doctype html><title>Day 0</title>${'<p>text</p>'.repeat(200)}`;
const lost = `<!doctype html><title>Not found</title>${'<p>lost</p>'.repeat(200)}`;
let folder: string;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
  await mkdir(join(folder, 'day/0'), { recursive: true });
  await mkdir(join(folder, '_astro'));
  await writeFile(join(folder, 'index.html'), page);
  await writeFile(join(folder, '404.html'), lost);
  await writeFile(join(folder, 'day/0/index.html'), page);
  await writeFile(join(folder, '_astro/a.js'), '1;'.repeat(2000));
  await writeFile(join(folder, 'preview-service-worker.js'), '1;');
  await writeFile(join(folder, 'a b.txt'), 'space');
  await compressFolder(folder);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

const start = async (options: { base?: string; port?: number; isExact?: boolean } = {}) => {
  const running = await startStaticServer({ folder, port: 0, ...options });
  servers.push(running.server);
  return running;
};

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** `fetch` would follow redirects, decode bodies and tidy paths. */
const get = (
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    httpRequest({ host: 'localhost', port, path, headers, method, agent: false }, async (res) => {
      const parts: Buffer[] = [];
      for await (const part of res) parts.push(part as Buffer);
      resolve({ status: res.statusCode!, headers: res.headers, body: Buffer.concat(parts) });
    })
      .on('error', reject)
      .end();
  });

describe('at the root', () => {
  let port: number;
  beforeAll(async () => {
    ({ port } = await start());
  });

  it.each([
    ['the home page', '/', 200, page],
    ['a day', '/day/0/', 200, page],
    ['a query', '/day/0/?run', 200, page],
    ['an encoded name', '/a%20b.txt', 200, 'space'],
    ['a page that is not there', '/day/1/', 404, lost],
    ['a file that is not there', '/nothing.js', 404, lost],
    ['a path that climbs', '/../package.json', 400, 'Not a valid address\n'],
    ['an encoded path that climbs', '/%2e%2e%2fpackage.json', 400, 'Not a valid address\n'],
    ['a broken escape', '/%zz', 400, 'Not a valid address\n'],
  ])('answers %s', async (_, path, status, body) => {
    const answer = await get(port, path);
    expect([answer.status, answer.body.toString()]).toEqual([status, body]);
    expect(answer.headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
  });

  it.each([
    ['/day/0', '/day/0/'],
    ['/day/0?run=1', '/day/0/?run=1'],
    ['//day/0', '/day/0/'],
  ])('redirects %s to %s', async (path, location) => {
    const answer = await get(port, path);
    expect([answer.status, answer.headers.location]).toEqual([308, location]);
  });

  it.each([
    ['/_astro/a.js', 'public, max-age=31536000, immutable'],
    ['/', 'no-cache'],
    ['/preview-service-worker.js', 'no-cache'],
    ['/nothing.js', 'no-cache'],
  ])('says how long %s may be kept', async (path, expected) => {
    expect((await get(port, path)).headers['cache-control']).toBe(expected);
  });

  it.each([
    ['br, gzip', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['', undefined, (body: Buffer) => body],
  ])('compresses for %s', async (accepted, encoding, decode) => {
    for (const [path, text] of [
      ['/day/0/', page],
      ['/lost/', lost],
    ] as const) {
      const answer = await get(port, path, { 'Accept-Encoding': accepted });
      expect(answer.headers['content-encoding']).toBe(encoding);
      expect(decode(answer.body).toString()).toBe(text);
      expect(answer.headers['content-type']).toBe('text/html;charset=utf-8');
    }
  });

  it('revalidates', async () => {
    const { headers } = await get(port, '/');
    const again = await get(port, '/', { 'If-None-Match': headers.etag! });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('lets the service worker control the site', async () => {
    const { headers } = await get(port, '/preview-service-worker.js');
    expect(headers['service-worker-allowed']).toBe('/');
  });

  it('answers HEAD without a body, and refuses other methods', async () => {
    const head = await get(port, '/', {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    const post = await get(port, '/', {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('under a base path', () => {
  it.each([
    ['/', 308, '/journal/'],
    ['/journal', 308, '/journal/'],
    ['/journal/', 200, undefined],
    ['/journal/day/0', 308, '/journal/day/0/'],
    ['/journal/day/0/', 200, undefined],
    ['/day/0/', 404, undefined],
  ])('answers %s', async (path, status, location) => {
    const { port, url } = await start({ base: '/journal/' });
    expect(url).toBe(`http://localhost:${port}/journal/`);
    const answer = await get(port, path);
    expect([answer.status, answer.headers.location]).toEqual([status, location]);
  });
});

describe('a port that is taken', () => {
  it('gives way to a later one', async () => {
    const first = await start();
    const second = await start({ port: first.port });
    expect(second.port).toBeGreaterThan(first.port);
  });

  it('is an error where that port was asked for', async () => {
    const { port } = await start();
    const failure = start({ port, isExact: true });
    await expect(failure).rejects.toBeInstanceOf(PortTakenError);
    await expect(failure).rejects.toThrow(`Port ${port} is taken`);
  });
});
