import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PGlite, type Extension } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { patch } from './interrupts.ts';

/** What CREATE EXTENSION finds, beside plpgsql. */
const EXTENSIONS = { btree_gist, citext, pg_trgm, pgcrypto, unaccent, uuid_ossp };

/** PGlite's, without the search path that hides a schema named like the user. */
const PARAMETERS = PGlite.defaultStartParams.map((value) =>
  value === 'search_path=public' ? 'search_path="$user", public' : value,
);

/** Addresses in this release's memory; the module exports them, `patch` needs one beforehand. */
const INTERRUPT_PENDING = 2875472;

/** One session of PostgreSQL. */
export interface Backend {
  /** Runs a batch of messages to its end, and gives everything that was answered. */
  exec(batch: Uint8Array): Buffer;
  /** A tar archive of the data directory. */
  dump(): Promise<Buffer>;
  close(): Promise<void>;
}

interface Instance {
  exports: Record<string, WebAssembly.Global & ((...values: number[]) => void)>;
}

/** Starts PGlite, in memory; without `dataDirectory` (a tar archive) it makes a new cluster. */
export async function startBackend(dataDirectory?: Uint8Array<ArrayBuffer>): Promise<Backend> {
  const clock = new Clock();
  const db = await PGlite.create({
    ...(dataDirectory && { loadDataDir: new Blob([dataDirectory]) }),
    pgliteWasmModule: await WebAssembly.compile(patchedModule()),
    extensions: { ...EXTENSIONS, clock: clock.extension() },
    startParams: PARAMETERS,
  });
  clock.start(db);
  return {
    exec(batch) {
      const chunks: Buffer[] = [];
      clock.begin();
      // Without a file system to sync it runs to its end before it returns.
      void db.execProtocolRawStream(batch, {
        syncToFs: false,
        onRawData: (bytes) => void chunks.push(Buffer.from(bytes)),
      });
      return Buffer.concat(chunks);
    },
    async dump() {
      return Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer());
    },
    close: () => db.close(),
  };
}

function patchedModule(): Uint8Array<ArrayBuffer> {
  const require = createRequire(import.meta.url);
  const file = require.resolve('@electric-sql/pglite').replace(/[^/\\]+$/, 'pglite.wasm');
  return patch(readFileSync(file), INTERRUPT_PENDING).bytes;
}

/**
 * The interval timer (setitimer) on which PostgreSQL's own time-outs rest, driven from within
 * running queries: statement_timeout ends a query at the next check for interrupts.
 */
class Clock {
  #due = Infinity;
  #ticks = 0;
  #instance: Instance | undefined;
  #heap: () => Uint8Array = () => new Uint8Array();

  extension(): Extension {
    return {
      name: 'clock',
      setup: async (_db, options) => {
        const instantiate = options.instantiateWasm;
        options.instantiateWasm = (
          imports: { env: Record<string, (...values: number[]) => number> },
          done: (instance: Instance, module: unknown) => void,
        ) => {
          const now = imports.env.emscripten_get_now!;
          imports.env.emscripten_get_now = () => this.#tick(now());
          imports.env._setitimer_js = (_which, milliseconds) => {
            this.#due = milliseconds! > 0 ? performance.now() + milliseconds! : Infinity;
            this.#arm();
            return 0;
          };
          return instantiate(imports, (instance: Instance, module: unknown) => {
            this.#instance = instance;
            done(instance, module);
          });
        };
        return { emscriptenOpts: options };
      },
    };
  }

  start(db: PGlite): void {
    this.#heap = () => db.Module.HEAPU8;
    this.begin();
  }

  /** Time-outs that ran out between two batches belong to the gateway, which watches idle clients. */
  begin(): void {
    if (this.#due <= performance.now()) this.#due = Infinity;
    this.#arm();
  }

  /** The flag stands only while a timer runs: each check for interrupts then costs a call. */
  #arm(): void {
    this.#heap()[INTERRUPT_PENDING] = this.#due === Infinity ? 0 : 1;
  }

  #tick(now: number): number {
    // A look at the clock costs more than the check itself.
    if (this.#due === Infinity || (++this.#ticks & 63) !== 0) return now;
    if (performance.now() >= this.#due) {
      this.#due = Infinity;
      const ITIMER_REAL = 0;
      this.#instance!.exports._emscripten_timeout!(ITIMER_REAL, performance.now());
    }
    return now;
  }
}
