/** The `zlib` binding: handles over `zlib/zlib-context.ts`. */
import { nativeError } from '../bytes/native-error.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { bytesOf, section } from '../bytes/view.ts';
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest } from '../core/loop.ts';
import { loadChunk, loadFile } from '../chunks/index.ts';
import { nodeData, type Binding, type Fn } from '../core/node-data.ts';
import type { BrotliWasm } from './zlib/brotli/wasm.ts';
import type { CompressionContext, ZlibFailure } from './zlib/compression-context.ts';
import { crc32 } from './zlib/crc32.ts';
import type { ZlibWasm } from './zlib/zlib-wasm.ts';

type View = ArrayBufferView | null;

/** What the handles of all formats have in common. */
class CompressionStream extends AsyncWrap {
  declare onerror: Fn;
  #context: CompressionContext | undefined;
  /** `[availOut, availIn]`, shared with `lib/zlib.js`. */
  #writeState = new Uint32Array(2);
  #onWritten: Fn = () => {};
  #writing = false;
  #closePending = false;

  protected open(
    context: CompressionContext,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
  ): void {
    this.#context = context;
    this.#writeState = writeState;
    this.#onWritten = onWritten;
  }

  #run(
    flush: number,
    input: View,
    inOffset: number,
    inLength: number,
    output: ArrayBufferView,
    outOffset: number,
    outLength: number,
  ): void {
    this.#context!.run(
      flush,
      input && section(bytesOf(input), inOffset, inOffset + inLength),
      section(bytesOf(output), outOffset, outOffset + outLength),
    );
  }

  #start(): CompressionContext {
    if (!this.#context) throw nativeError(Error, 'ERR_INTERNAL_ASSERTION', 'already closed');
    if (this.#writing) throw nativeError(Error, 'ERR_INTERNAL_ASSERTION', 'write in progress');
    this.#writing = true;
    return this.#context;
  }

  #report(context: CompressionContext): void {
    this.#writeState[0] = context.availOut;
    this.#writeState[1] = context.availIn;
  }

  /** Ends a write that failed; `call` is how the program hears of it. */
  #fail({ message, errno, code }: ZlibFailure, call: (args: unknown[]) => void): void {
    call([message, errno, code]);
    this.#writing = false;
    if (this.#closePending) this.close();
  }

  // The program is on the stack and asks for the result: no callback scope of its own, or ticks
  // would run in the middle of its statement.
  #onErrorNow = (args: unknown[]): void => this.onerror(...args);

  writeSync(...args: [number, View, number, number, ArrayBufferView, number, number]): void {
    const context = this.#start();
    this.#run(...args);
    const { failure } = context;
    if (failure) {
      this.#fail(failure, this.#onErrorNow);
      return;
    }
    this.#report(context);
    this.#writing = false;
  }

  write(...args: [number, View, number, number, ArrayBufferView, number, number]): void {
    const context = this.#start();
    completeRequest(() => {
      this.#run(...args);
      this.#writing = false;
      const { failure } = context;
      if (failure) {
        this.#fail(failure, (values) => makeCallback(this, this.onerror, values));
        return;
      }
      this.#report(context);
      makeCallback(this, this.#onWritten, []);
      if (this.#closePending) this.close();
    });
  }

  params(level: number, strategy: number): void {
    const failure = this.#context?.params(level, strategy);
    if (failure) this.#fail(failure, this.#onErrorNow);
  }

  reset(): void {
    const failure = this.#context?.reset();
    if (failure) this.#fail(failure, this.#onErrorNow);
  }

  /** While a write is under way the memory is in use: closed after it. */
  close(): void {
    this.#closePending = this.#writing;
    if (this.#writing) return;
    this.#context?.close();
    this.#context = undefined;
  }
}

class Zlib extends CompressionStream {
  #mode: number;

  constructor(mode: number) {
    super();
    this.#mode = mode;
  }

  init(
    windowBits: number,
    level: number,
    memLevel: number,
    strategy: number,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
    dictionary: ArrayBufferView | undefined,
    rejectGarbageAfterEnd: boolean,
  ): void {
    const { ZlibContext, zlibModes } = loadChunk('zlib');
    const options = {
      windowBits,
      level,
      memLevel,
      strategy,
      // A copy: the program may change its buffer before the stream is first used.
      dictionary: dictionary && Uint8Array.from(bytesOf(dictionary)),
      rejectGarbageAfterEnd,
    };
    const context = new ZlibContext(zlibModes[this.#mode]!, options, loadZlib);
    this.open(context, writeState, onWritten);
  }
}

let zlibWasm: ZlibWasm | undefined;
const loadZlib = (): ZlibWasm =>
  (zlibWasm ??= loadChunk('zlib').instantiateZlib(loadFile('zlib-wasm')));

let brotliWasm: BrotliWasm | undefined;
const loadBrotli = (): BrotliWasm =>
  (brotliWasm ??= loadChunk('brotli').instantiateBrotli(loadFile('brotli-wasm')));

const zlibConstants = (nodeData.shapes.constants?.zlib ?? {}) as Record<string, number>;
const DECODER_ERROR = 'BROTLI_DECODER_ERROR_';
const brotliErrors = (): Map<number, string> =>
  new Map(
    Object.entries(zlibConstants).flatMap(([name, value]) =>
      name.startsWith(DECODER_ERROR) ? [[value, name.slice(DECODER_ERROR.length)] as const] : [],
    ),
  );

/** A parameter that the program has not set. */
const UNSET = 0xffff_ffff;

function refuseDictionary(dictionary: unknown): void {
  if (dictionary === undefined) return;
  throw nativeError(
    TypeError,
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    'Brotli with a dictionary is not available in the embedded engine. ' +
      'Compress without one, or run the example on your machine.',
  );
}

class BrotliEncoder extends CompressionStream {
  init(
    params: Uint32Array,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
    dictionary?: ArrayBufferView,
  ): void {
    refuseDictionary(dictionary);
    const param = (name: string, fallback: number, least: number, most: number): number => {
      const value = params[zlibConstants[`BROTLI_PARAM_${name}`]!]!;
      return value === UNSET ? fallback : Math.min(most, Math.max(least, value));
    };
    const modelling = params[zlibConstants.BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING!]!;
    if (modelling !== UNSET && modelling > 1) {
      throw nativeError(Error, 'ERR_ZLIB_INITIALIZATION_FAILED', 'Initialization failed');
    }
    const { BrotliEncoderContext } = loadChunk('brotli');
    const context = new BrotliEncoderContext(
      { quality: param('QUALITY', 11, 0, 11), windowBits: param('LGWIN', 22, 10, 24) },
      loadBrotli,
    );
    this.open(context, writeState, onWritten);
  }
}

class BrotliDecoder extends CompressionStream {
  init(
    _params: Uint32Array,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
    dictionary?: ArrayBufferView,
  ): void {
    refuseDictionary(dictionary);
    const { BrotliDecoderContext } = loadChunk('brotli');
    this.open(new BrotliDecoderContext(loadBrotli, brotliErrors()), writeState, onWritten);
  }
}

/** The parameters of Zstandard that a program has set, within their bounds. */
function zstdParams(
  params: Uint32Array,
): (name: string, ...bounds: number[]) => number | undefined {
  return (name, least = -Infinity, most = Infinity) => {
    const value = params[zlibConstants[`ZSTD_${name}`]!]!;
    if (value === UNSET) return undefined;
    const signed = value | 0;
    // 0 stands for what the level brings.
    if (signed === 0 || (signed >= least && signed <= most)) return signed;
    throw nativeError(Error, 'ERR_ZLIB_INITIALIZATION_FAILED', 'Setting parameter failed');
  };
}

class ZstdCompress extends CompressionStream {
  init(
    params: Uint32Array,
    pledgedSize: number | undefined,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
    dictionary?: ArrayBufferView,
  ): void {
    const param = zstdParams(params);
    const windowLog = param('c_windowLog', 10, 31) ?? 0;
    // What else there is tunes libzstd's own search.
    for (const name of ['c_hashLog', 'c_chainLog']) param(name, 6, 30);
    param('c_searchLog', 1, 30);
    param('c_minMatch', 3, 7);
    param('c_targetLength', 0, 2 ** 17);
    param('c_strategy', 1, 9);
    const { ZstdEncoderContext } = loadChunk('zstd');
    const context = new ZstdEncoderContext({
      level: param('c_compressionLevel') ?? 0,
      windowLog,
      hasContentSize: param('c_contentSizeFlag') !== 0,
      hasChecksum: Boolean(param('c_checksumFlag')),
      hasDictionaryId: param('c_dictIDFlag') !== 0,
      pledgedSize,
      dictionary: dictionary && Uint8Array.from(bytesOf(dictionary)),
    });
    this.open(context, writeState, onWritten);
  }
}

class ZstdDecompress extends CompressionStream {
  init(
    params: Uint32Array,
    _pledgedSize: undefined,
    writeState: Uint32Array<ArrayBuffer>,
    onWritten: Fn,
    dictionary?: ArrayBufferView,
  ): void {
    const windowLog = zstdParams(params)('d_windowLogMax', 10, 31) || 27;
    const { ZstdDecoderContext } = loadChunk('zstd');
    const content = dictionary && Uint8Array.from(bytesOf(dictionary));
    this.open(new ZstdDecoderContext(windowLog, content), writeState, onWritten);
  }
}

export function zlib(stub: Binding): Binding {
  return Object.assign(stub, {
    Zlib,
    BrotliEncoder,
    BrotliDecoder,
    ZstdCompress,
    ZstdDecompress,
    crc32: (data: string | ArrayBufferView, value?: number): number =>
      crc32(typeof data === 'string' ? encodeUtf8(data) : bytesOf(data), value),
  });
}
