import { PGlite, type Extension } from '@electric-sql/pglite';
import { addExtensions, bundleLazily, emptyBundle } from './bundle.ts';
import type { Cancellations } from './cancellations.ts';
import type { EmscriptenModule, ModuleOptions } from './emscripten.ts';
import type { Image } from './image.ts';
import { INTERRUPT_PENDING, patchedModule } from './patched-module.ts';

/**
 * PGlite's, without the search path that hides a schema named like the user, and with fewer buffers: behind
 * them are files in memory, and 128 MB of them would make the memory grow.
 */
const PARAMETERS = [
  ...PGlite.defaultStartParams.map((value) =>
    value === 'search_path=public' ? 'search_path="$user", public' : value,
  ),
  '-c',
  'shared_buffers=16MB',
];

/** Milliseconds into a batch after which an overdue alarm may come. */
const LATE = 10;

/** One session of PostgreSQL. */
export interface Backend {
  readonly module: EmscriptenModule;
  /** Size of its table of functions. */
  readonly functions: number;
  /**
   * Runs a batch of messages to its end, and gives everything that was answered. `secret` is that of
   * the client whose CancelRequest ends it.
   */
  exec(batch: Uint8Array, secret?: number): Buffer;
  /** Whether a query of this client was cancelled while it ran; once for each time. */
  wasCancelled(secret: number): boolean;
  /** A tar archive of the data directory. */
  dump(): Promise<Buffer>;
  close(): Promise<void>;
}

interface Imports {
  env: Record<string, (...values: number[]) => number>;
}

/** Addresses of variables, and functions. */
interface Instance {
  exports: Record<string, { value: number } & ((...values: number[]) => void)>;
}

// Node has it; its types come with those of the browser, which examples do without.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<never> };

/** What a server starts from. */
export interface Origin {
  /** A server that has started already; with a data directory, only its extensions are taken. */
  image?: Image | undefined;
  /** A tar archive. */
  dataDirectory?: Uint8Array | undefined;
}

/** Starts PGlite, in memory; from nothing it makes a new cluster. */
export async function startBackend(
  { image, dataDirectory }: Origin = {},
  cancellations?: Cancellations,
): Promise<Backend> {
  const clock = new Clock(cancellations);
  const pipes = new Pipes();
  const functions = new FunctionTable();
  const restores = image && !dataDirectory;
  const exists = restores || dataDirectory;
  // The compiler has threads of its own.
  const wasm = await WebAssembly.compile(await patchedModule());
  const db = await PGlite.create({
    pgliteWasmModule: wasm,
    // Without initdb it need not be loaded: any module will do. With it, it reads the bundle itself.
    ...(exists && { initdbWasmModule: wasm, fsBundle: emptyBundle() }),
    ...(restores && { noInitDb: true }),
    ...(dataDirectory && { loadDataDir: asBlob(dataDirectory) }),
    extensions: {
      clock: clock.extension(),
      pipes: pipes.extension(),
      functions: functions.extension(),
      ...(exists && { files: lazyBundle }),
    },
    startParams: PARAMETERS,
  });
  const module = db.Module as unknown as EmscriptenModule;
  if (restores && !image.fits(functions.size)) {
    await db.close().catch(() => {});
    throw new ImageMismatch();
  }
  if (restores) image.restore(module, () => pipes.open(module));
  if (image) await addExtensions(module, image.extensions);
  clock.start(db);
  return {
    module,
    functions: functions.size,
    exec(batch, secret) {
      const chunks: Buffer[] = [];
      clock.begin(secret);
      // Without a file system to sync it runs to its end before it returns.
      void db.execProtocolRawStream(batch, {
        syncToFs: false,
        onRawData: (bytes) => void chunks.push(Buffer.from(bytes)),
      });
      return Buffer.concat(chunks);
    },
    wasCancelled: (secret) => {
      cancellations?.take(secret);
      return clock.cancelled.delete(secret);
    },
    async dump() {
      return Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer());
    },
    close: () => db.close(),
  };
}

/** An image that was made in another JavaScript engine. */
export class ImageMismatch extends Error {}

/** The memory of a module without a server, made as those are that get one from an image. */
export async function untouchedMemory(): Promise<Uint8Array> {
  const wasm = await WebAssembly.compile(await patchedModule());
  const db = await PGlite.create({
    pgliteWasmModule: wasm,
    initdbWasmModule: wasm,
    noInitDb: true,
    fsBundle: emptyBundle(),
    extensions: { files: lazyBundle },
    startParams: PARAMETERS,
  });
  return db.Module.HEAPU8;
}

const lazyBundle: Extension = {
  name: 'files',
  setup: (_db, options) => {
    bundleLazily(options as ModuleOptions);
    return Promise.resolve({ emscriptenOpts: options as object });
  },
};

/** An extension that sees the module being made: it may change the imports, and is given the instance. */
const atInstantiation = (
  name: string,
  see: (imports: Imports) => ((instance: Instance) => void) | void,
): Extension => ({
  name,
  setup: (_db, options) => {
    const instantiate = options.instantiateWasm;
    options.instantiateWasm = (
      imports: Imports,
      done: (instance: Instance, module: unknown) => void,
    ) => {
      const take = see(imports);
      return instantiate(imports, (instance: Instance, module: unknown) => {
        take?.(instance);
        done(instance, module);
      });
    };
    return Promise.resolve({ emscriptenOpts: options as object });
  },
});

/** The functions of a module that its memory refers to by number. */
class FunctionTable {
  #table: { length: number } | undefined;

  get size(): number {
    return this.#table?.length ?? 0;
  }

  extension(): Extension {
    return atInstantiation('functions', () => ({ exports }) => {
      this.#table = exports.__indirect_function_table;
    });
  }
}

/** Opens pipes as PostgreSQL does, whose wake-up calls to itself go through one. */
class Pipes {
  #pipe2: (...values: number[]) => number = () => -1;

  extension(): Extension {
    return atInstantiation('pipes', ({ env }) => {
      this.#pipe2 = env.__syscall_pipe2!;
    });
  }

  open(module: EmscriptenModule): void {
    // Below the stack is room for the two numbers that it writes.
    const result = this.#pipe2(module.stackSave() - 16, 0);
    if (result !== 0) throw new Error(`No pipe could be made: error ${-result}`);
  }
}

/** What PGlite takes of a Blob. A real one would copy 40 MB three times. */
function asBlob({ buffer, byteOffset, byteLength }: Uint8Array): Blob {
  const whole =
    byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
  return { type: 'application/x-tar', arrayBuffer: () => Promise.resolve(whole) } as Blob;
}

/**
 * What happens to a running query from outside, driven from within it, at its checks for interrupts:
 * the interval timer (setitimer) on which PostgreSQL's own time-outs rest, and CancelRequests.
 */
class Clock {
  readonly cancelled = new Set<number>();
  readonly #cancellations: Cancellations | undefined;
  #secret = 0;
  #due = Infinity;
  #ticks = 0;
  #instance: Instance | undefined;
  #heap: () => Uint8Array = () => new Uint8Array();

  constructor(cancellations?: Cancellations) {
    this.#cancellations = cancellations;
  }

  extension(): Extension {
    return atInstantiation('clock', ({ env }) => {
      const now = env.emscripten_get_now!;
      env.emscripten_get_now = () => this.#tick(now());
      env._setitimer_js = (_which, milliseconds) => {
        this.#due = milliseconds! > 0 ? performance.now() + milliseconds! : Infinity;
        this.#arm();
        return 0;
      };
      return (instance) => {
        this.#instance = instance;
      };
    });
  }

  start(db: PGlite): void {
    this.#heap = () => db.Module.HEAPU8;
    this.begin();
  }

  /**
   * Time-outs that ran out between two batches belong to the gateway, which watches idle clients: an alarm
   * that is overdue comes after PostgreSQL has turned its own off. It must come, though: until it does,
   * PostgreSQL sets no other one (`schedule_alarm` in src/backend/utils/misc/timeout.c).
   */
  begin(secret = 0): void {
    this.#secret = secret;
    const now = performance.now();
    if (this.#due <= now) this.#due = now + LATE;
    this.#arm();
  }

  /** The flag stands only where something can happen: each check for interrupts then costs a call. */
  #arm(): void {
    // Of a client: what the gateway asks on its own account has no time-out of the client's.
    const watches = this.#secret && (this.#cancellations || this.#due !== Infinity);
    this.#heap()[INTERRUPT_PENDING] = watches ? 1 : 0;
  }

  #tick(now: number): number {
    // A look at the clock costs more than the check itself.
    if ((++this.#ticks & 63) !== 0) return now;
    if (this.#secret && this.#cancellations?.take(this.#secret)) {
      this.cancelled.add(this.#secret);
      this.#heap()[this.#instance!.exports.QueryCancelPending!.value] = 1;
    } else if (this.#secret && performance.now() >= this.#due) {
      this.#due = Infinity;
      const ITIMER_REAL = 0;
      this.#instance!.exports._emscripten_timeout!(ITIMER_REAL, performance.now());
    }
    return now;
  }
}
