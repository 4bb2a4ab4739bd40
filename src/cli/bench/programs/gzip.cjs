// 100 MB of text through a gzip stream.
const { Readable, Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { createGzip } = require('node:zlib');

const line = 'GET /orders/4711?sort=created HTTP/1.1 200 1532 bytes in 12 ms for user 42\n';
const chunk = Buffer.from(line.repeat(Math.ceil(65_536 / line.length)).slice(0, 65_536));

async function main() {
  const source = function* () {
    for (let bytes = 0; bytes < 100_000_000; bytes += chunk.length) yield chunk;
  };
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const started = performance.now();
  await pipeline(Readable.from(source()), createGzip(), sink);
  console.log(performance.now() - started);
}
void main();
