/**
 * Prints which internal modules plain Node has loaded once an HTTP server has answered a request: the
 * set that the worker's first script carries. Everything else is loaded at first use.
 */
import 'node:async_hooks';
import 'node:buffer';
import 'node:crypto';
import 'node:events';
import 'node:fs/promises';
import 'node:os';
import 'node:path';
import 'node:process';
import 'node:querystring';
import 'node:stream/promises';
import 'node:string_decoder';
import 'node:timers/promises';
import 'node:tty';
import 'node:url';
import 'node:util';
import 'node:zlib';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const require = createRequire(import.meta.url);
require('node:path');
const file = join(tmpdir(), `core-probe-${randomBytes(8).toString('hex')}`);
await pipeline(Readable.from(['probe']), createWriteStream(file));

const server = http.createServer(async (_request, response) => {
  response.setHeader('etag', createHash('sha1').update('probe').digest('base64'));
  await pipeline(createReadStream(file), createGzip(), response);
});
await new Promise<void>((resolve) => server.listen(0, resolve));
const { port } = server.address() as { port: number };
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
