/**
 * Prints which internal modules plain Node has loaded once an HTTP server has answered a request: the
 * set that the worker's first script carries. Everything else is loaded at first use.
 */
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';

// By `require`: an import evaluates every export, lazy ones such as `http.WebSocket` included, which
// brings all of undici.
const require = createRequire(import.meta.url);
for (const id of [
  'async_hooks',
  'buffer',
  'events',
  'path',
  'process',
  'querystring',
  'string_decoder',
  'timers/promises',
  'tty',
  'url',
  'util',
]) {
  require(id);
}
const { createHash, randomBytes } = require('crypto') as typeof import('node:crypto');
const { createReadStream, createWriteStream, rmSync } = require('fs') as typeof import('node:fs');
const { mkdir } = require('fs/promises') as typeof import('node:fs/promises');
const http = require('http') as typeof import('node:http');
const { tmpdir } = require('os') as typeof import('node:os');
const { join } = require('path') as typeof import('node:path');
const { Readable } = require('stream') as typeof import('node:stream');
const { pipeline } = require('stream/promises') as typeof import('node:stream/promises');
const { createGzip } = require('zlib') as typeof import('node:zlib');

await mkdir(tmpdir(), { recursive: true });
const file = join(tmpdir(), `core-probe-${randomBytes(8).toString('hex')}`);
await pipeline(Readable.from(['probe']), createWriteStream(file));

const server = http.createServer(async (_request, response) => {
  response.setHeader('etag', createHash('sha1').update('probe').digest('base64'));
  await pipeline(createReadStream(file), createGzip(), response);
});
await new Promise<void>((resolve) => server.listen(0, resolve));
const { port } = server.address() as AddressInfo;
await new Promise<void>((resolve, reject) => {
  http
    .get({ port, agent: false }, (response) => response.resume().on('end', resolve))
    .on('error', reject);
});
server.close();
rmSync(file);

const { moduleLoadList } = process as unknown as { moduleLoadList: string[] };
const loaded = moduleLoadList.flatMap((entry) => /^NativeModule (.*)$/.exec(entry)?.[1] ?? []);
console.log(JSON.stringify(loaded));
