import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { startBackend } from './backend.ts';
import { textRows, cstring, message } from './protocol.ts';
import { SHIMS } from './shims.ts';

/**
 * The number goes up with PGlite's version and with every change in shims.ts. Pages find the file by
 * this expression, which must stay a literal.
 */
const file = fileURLToPath(new URL('./data-0.5.16-3.tar.br', import.meta.url));

/** Of the form of the data: what another version has written cannot be read. */
export const version = /[\d.-]+\d/.exec(basename(file))![0].slice(1);

/** Where it is kept if this folder cannot be written. */
const elsewhere = join(tmpdir(), basename(file));

/**
 * The tar archive of a new cluster: `npm run build:databases` makes it, or the first start, which
 * then takes some seconds longer than the next one.
 */
export async function dataDirectory(): Promise<Uint8Array> {
  for (const path of [file, elsewhere]) {
    try {
      return brotliDecompressSync(readFileSync(path));
    } catch {
      // Not there, or cut off: the next place.
    }
  }
  return buildDataDirectory();
}

export async function buildDataDirectory(): Promise<Uint8Array> {
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
  for (const path of [file, elsewhere]) {
    try {
      // Two processes may do this at once; a reader must never see half a file.
      const unfinished = `${path}.${process.pid}`;
      writeFileSync(unfinished, packed);
      renameSync(unfinished, path);
      break;
    } catch {
      // Read-only: the next place, or none.
    }
  }
  return tar;
}
