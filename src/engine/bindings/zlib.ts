/** The `zlib` binding: handles over `zlib/zlib-context.ts`. */
import { nativeError } from '../bytes/native-error.ts';
import { encodeUtf8 } from '../bytes/utf8.ts';
import { bytesOf, section } from '../bytes/view.ts';
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest } from '../core/loop.ts';
import type { Any, Binding, Fn } from '../core/node-data.ts';
import { crc32 } from './zlib/crc32.ts';
import { ZlibContext, zlibModes, type ZlibFailure } from './zlib/zlib-context.ts';

type View = ArrayBufferView | null;

class Zlib extends AsyncWrap {
  declare onerror: Fn;
  #mode: number;
  #context: ZlibContext | undefined;
  /** `[availOut, availIn]`, shared with `lib/zlib.js`. */
  #writeState = new Uint32Array(2);
  #onWritten: Fn = () => {};
  #writing = false;
  #closePending = false;

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
    this.#writeState = writeState;
    this.#onWritten = onWritten;
    this.#context = new ZlibContext(zlibModes[this.#mode]!, {
      windowBits,
      level,
      memLevel,
      strategy,
      // A copy: the program may change its buffer before the stream is first used.
      dictionary: dictionary && Uint8Array.from(bytesOf(dictionary)),
      rejectGarbageAfterEnd,
    });
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

  #start(): ZlibContext {
    if (!this.#context) throw nativeError(Error, 'ERR_INTERNAL_ASSERTION', 'already closed');
    if (this.#writing) throw nativeError(Error, 'ERR_INTERNAL_ASSERTION', 'write in progress');
    this.#writing = true;
    return this.#context;
  }

  #report(context: ZlibContext): void {
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

/** A class of the real binding for which there is no implementation: its constructor says so. */
const missing = (name: string, format: string): Any =>
  ({
    [name]: class extends AsyncWrap {
      constructor() {
        super();
        throw nativeError(
          TypeError,
          'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
          `${format} is not available in the embedded engine yet. ` +
            'Use gzip or deflate, or run the example in WebContainers.',
        );
      }
    },
  })[name];

export function zlib(stub: Binding): Binding {
  return Object.assign(stub, {
    Zlib,
    BrotliEncoder: missing('BrotliEncoder', 'Brotli'),
    BrotliDecoder: missing('BrotliDecoder', 'Brotli'),
    ZstdCompress: missing('ZstdCompress', 'Zstandard'),
    ZstdDecompress: missing('ZstdDecompress', 'Zstandard'),
    crc32: (data: string | ArrayBufferView, value?: number): number =>
      crc32(typeof data === 'string' ? encodeUtf8(data) : bytesOf(data), value),
  });
}
