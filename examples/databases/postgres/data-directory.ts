import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { startBackend } from './backend.ts';
import { textRows, cstring, message } from './protocol.ts';
import { SHIMS } from './shims.ts';

/** Goes up with PGlite's version and with every change in shims.ts. */
const NAME = 'data-0.5.16-2.tar.br';

const folders = () => [
  fileURLToPath(new URL('.cache', import.meta.url)),
  join(tmpdir(), 'embedded-postgres'),
];

/**
 * The tar archive of a new cluster: from the cache, or made now, which takes some seconds. Saved
 * beside this file or, where that cannot be written, in the system's folder for temporary files.
 */
export async function dataDirectory(): Promise<Uint8Array<ArrayBuffer>> {
  for (const folder of folders()) {
    try {
      return new Uint8Array(brotliDecompressSync(readFileSync(join(folder, NAME))));
    } catch {
      // Not there, or cut off: the next place.
    }
  }
  return buildDataDirectory();
}

export async function buildDataDirectory(): Promise<Uint8Array<ArrayBuffer>> {
  const backend = await startBackend();
  for (const sql of [SHIMS, 'vacuum', 'checkpoint']) {
    textRows(backend.exec(message('Q', cstring(sql))));
  }
  const tar = await backend.dump();
  await backend.close();
  const packed = brotliCompressSync(tar, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 6,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
    },
  });
  for (const folder of folders()) {
    try {
      mkdirSync(folder, { recursive: true });
      // Two processes may do this at once; a reader must never see half a file.
      const unfinished = join(folder, `${NAME}.${process.pid}`);
      writeFileSync(unfinished, packed);
      renameSync(unfinished, join(folder, NAME));
      break;
    } catch {
      // Read-only: the next place, or none.
    }
  }
  return new Uint8Array(tar);
}
