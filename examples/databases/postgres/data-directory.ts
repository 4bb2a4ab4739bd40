import { fileURLToPath } from 'node:url';
import { ImageMismatch, startBackend, untouchedMemory, type Backend } from './backend.ts';
import { builtFile } from './built-file.ts';
import { extensionFiles } from './bundle.ts';
import type { Cancellations } from './cancellations.ts';
import { captureImage, Image } from './image.ts';
import { cstring, message, textRows } from './protocol.ts';
import { SHIMS } from './shims.ts';
import { warmUp } from './warm-up.ts';

/**
 * The number goes up with PGlite's version and with every change in what is saved or how. Pages find the
 * file by this expression, which must stay a literal.
 */
const file = fileURLToPath(new URL('./image-0.5.16-6.bin', import.meta.url));

/** Of the form of the data: what another version has written cannot be read. */
export const version = '0.5.16-3';

/**
 * A server with a new cluster that has started: `npm run build:databases` makes it, or the first start,
 * which then takes some seconds longer than the next one.
 */
export const startedServer = (): Promise<Image> =>
  builtFile(file, (bytes) => new Image(bytes), buildImage);

/** The image's server; in an engine that it does not fit, some seconds later, one with a new cluster. */
export async function startFromImage(
  image: Image,
  cancellations?: Cancellations,
): Promise<Backend> {
  try {
    return await startBackend({ image }, cancellations);
  } catch (error) {
    if (!(error instanceof ImageMismatch)) throw error;
    return startBackend({ image, dataDirectory: await newDataDirectory() }, cancellations);
  }
}

async function buildImage(): Promise<Buffer> {
  const backend = await startBackend({ dataDirectory: await newDataDirectory() });
  const parameters = await warmUp(backend);
  run(backend, 'checkpoint');
  const [[libraries]] = run(backend, 'select count(*) from pg_get_loaded_modules()') as [[string]];
  if (libraries !== '0') throw new Error('The image of PostgreSQL cannot hold loaded libraries');
  const times = run(
    backend,
    `select (extract(epoch from time - '2000-01-01Z') * 1000000)::int8
     from (select pg_postmaster_start_time() as time
       union all select backend_start from pg_stat_activity where pid = pg_backend_pid())`,
  ) as [string][];
  return captureImage(
    backend.module,
    backend.functions,
    await untouchedMemory(),
    await extensionFiles(),
    times.map(([time]) => BigInt(time)),
    parameters,
  );
}

async function newDataDirectory(): Promise<Buffer> {
  const backend = await startBackend();
  for (const sql of [SHIMS, 'vacuum', 'checkpoint']) run(backend, sql);
  const archive = await backend.dump();
  await backend.close();
  return archive;
}

const run = (backend: Backend, sql: string): (string | null)[][] =>
  textRows(backend.exec(message('Q', cstring(sql))));
