/**
 * SQLite as WebAssembly, instantiated synchronously and called by its C interface. The package's own
 * JavaScript starts asynchronously, and is as large as SQLite itself.
 */

type Call = (...args: (number | bigint)[]) => number;
/** Functions of the C interface, by name. Those that return 64 bits return a `bigint`. */
export type Api = Record<string, Call>;

/** One letter per value: `i` 32 bits, `j` 64 bits, `f` double, `v` nothing. The result comes first. */
type Signature = string;
// What C calls back into JavaScript for.
export type Callback = (...args: never[]) => number | void;

export interface Sqlite {
  api: Api;
  memory: WebAssembly.Memory;
  bytes(): Uint8Array<ArrayBuffer>;
  view(): DataView<ArrayBuffer>;
  /** A pointer for C to a function of JavaScript, for ever. */
  pointerTo(signature: Signature, callback: Callback): number;
  /** Text that ends with 0, to be freed by `free`; 0 for `null`. */
  text(value: string | null): number;
  /** Memory with these bytes, to be freed by `free`. */
  copy(value: Uint8Array): number;
  free(pointer: number): void;
  /** Text at a pointer, up to `length` or its 0; `null` at 0. */
  readText(pointer: number, length?: number): string | null;
  readBytes(pointer: number, length: number): Uint8Array<ArrayBuffer>;
  /** Calls with texts, which are freed afterwards. */
  withTexts<T>(texts: (string | null)[], use: (...pointers: number[]) => T): T;
}

const PAGE = 65_536;
const ENOSYS = 52;

export function instantiateSqlite(binary: BufferSource): Sqlite {
  const memory = new WebAssembly.Memory({ initial: 128, maximum: 32_768 });
  const module = new WebAssembly.Module(binary);
  const known: Record<string, (...args: never[]) => unknown> = {
    emscripten_date_now: () => Date.now(),
    emscripten_get_now: () => Date.now(),
    emscripten_get_heap_max: () => 32_768 * PAGE,
    emscripten_resize_heap(size: number) {
      try {
        memory.grow(Math.ceil((size - memory.buffer.byteLength) / PAGE));
        return 1;
      } catch {
        return 0;
      }
    },
    environ_sizes_get(count: number, size: number) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    clock_time_get(_clock: number, _precision: bigint, result: number) {
      view().setBigUint64(result, BigInt(Date.now()) * 1_000_000n, true);
      return 0;
    },
    _tzset_js() {},
    _localtime_js: (time: bigint, result: number) => writeLocalTime(view(), time, result),
  };
  // The rest are Unix's files: the database goes through its own, see `vfs.ts`.
  const refuse = (): number => -ENOSYS;
  const imports: WebAssembly.Imports = {};
  for (const { module: space, name, kind } of WebAssembly.Module.imports(module)) {
    (imports[space] ??= {})[name] =
      kind === 'memory' ? memory : ((known[name] ?? refuse) as WebAssembly.ImportValue);
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  const api = exports as unknown as Api;
  const table = exports.__indirect_function_table as WebAssembly.Table;

  const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(memory.buffer);
  const view = (): DataView<ArrayBuffer> => new DataView(memory.buffer);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const encoder = new TextEncoder();

  function allocate(size: number): number {
    const pointer = api.sqlite3_malloc!(Math.max(1, size));
    if (pointer === 0) throw new RangeError('SQLite is out of memory');
    return pointer;
  }
  function text(value: string | null): number {
    if (value === null) return 0;
    const encoded = encoder.encode(value);
    const pointer = allocate(encoded.length + 1);
    bytes().set(encoded, pointer);
    bytes()[pointer + encoded.length] = 0;
    return pointer;
  }
  const free = (pointer: number): void => void api.sqlite3_free!(pointer);

  api.__wasm_call_ctors!();

  return {
    api,
    memory,
    bytes,
    view,
    pointerTo(signature, callback) {
      const index = table.grow(1);
      table.set(index, asWasmFunction(signature, callback));
      return index;
    },
    text,
    copy(value) {
      const pointer = allocate(value.length);
      bytes().set(value, pointer);
      return pointer;
    },
    free,
    readText(pointer, length) {
      if (pointer === 0) return null;
      const end = length === undefined ? bytes().indexOf(0, pointer) : pointer + length;
      return decoder.decode(bytes().subarray(pointer, end));
    },
    readBytes: (pointer, length) => bytes().slice(pointer, pointer + length),
    withTexts(texts, use) {
      const pointers = texts.map(text);
      try {
        return use(...pointers);
      } finally {
        for (const pointer of pointers) free(pointer);
      }
    },
  };
}

/** C's `struct tm`, of the time zone of the browser. */
function writeLocalTime(view: DataView, time: bigint, result: number): void {
  const date = new Date(Number(time) * 1000);
  const newYear = new Date(date.getFullYear(), 0, 1);
  const days = Math.round((date.getTime() - newYear.getTime()) / 86_400_000 - 0.5);
  const fields = [
    date.getSeconds(),
    date.getMinutes(),
    date.getHours(),
    date.getDate(),
    date.getMonth(),
    date.getFullYear() - 1900,
    date.getDay(),
    days,
    0,
  ];
  fields.forEach((field, i) => view.setInt32(result + 4 * i, field, true));
  view.setInt32(result + 36, -60 * date.getTimezoneOffset(), true);
}

const TYPES: Record<string, number> = { i: 0x7f, j: 0x7e, f: 0x7c };

/**
 * Only functions of WebAssembly fit into a table: a module that imports `callback` and exports it.
 */
function asWasmFunction(signature: Signature, callback: Callback): unknown {
  const [result, ...parameters] = [...signature] as [string, ...string[]];
  const types = [
    0x60,
    parameters.length,
    ...parameters.map((letter) => TYPES[letter]!),
    ...(result === 'v' ? [0] : [1, TYPES[result]!]),
  ];
  const binary = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type; the import `e.f` of it; the export `f` of that.
    ...[1, 1 + types.length, 1, ...types],
    ...[2, 7, 1, 1, 0x65, 1, 0x66, 0, 0],
    ...[7, 5, 1, 1, 0x66, 0, 0],
  ]);
  const module = new WebAssembly.Module(binary);
  return new WebAssembly.Instance(module, { e: { f: callback } }).exports.f;
}
