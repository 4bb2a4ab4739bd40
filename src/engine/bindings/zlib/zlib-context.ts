/** Node's `ZlibContext`: a zlib stream in one of seven modes, over zlib itself. Knows nothing of handles. */
import type { CompressionContext, ZlibFailure } from './compression-context.ts';
import type { ZlibWasm, ZStream } from './zlib-wasm.ts';

const Z_OK = 0;
const Z_STREAM_END = 1;
const Z_NEED_DICT = 2;
const Z_DATA_ERROR = -3;
const Z_BUF_ERROR = -5;
const Z_FINISH = 4;

/** In the order of Node's `node_zlib_mode`. */
export const zlibModes = [
  'none',
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateraw',
  'inflateraw',
  'unzip',
] as const;
export type ZlibMode = (typeof zlibModes)[number];

export interface ZlibOptions {
  windowBits: number;
  level: number;
  memLevel: number;
  strategy: number;
  dictionary?: Uint8Array | undefined;
  /** Stop at the end of the first gzip member, so that the caller can refuse what follows. */
  rejectGarbageAfterEnd?: boolean;
}

const GZIP_ID = [0x1f, 0x8b];

const statusNames: Record<number, string> = {
  0: 'Z_OK',
  1: 'Z_STREAM_END',
  2: 'Z_NEED_DICT',
  [-1]: 'Z_ERRNO',
  [-2]: 'Z_STREAM_ERROR',
  [-3]: 'Z_DATA_ERROR',
  [-4]: 'Z_MEM_ERROR',
  [-5]: 'Z_BUF_ERROR',
  [-6]: 'Z_VERSION_ERROR',
};

const noInput = new Uint8Array(0);

export class ZlibContext implements CompressionContext {
  #mode: ZlibMode;
  #options: ZlibOptions;
  #zlib: () => ZlibWasm;
  #stream: ZStream | undefined;
  #status: number = Z_OK;
  #flush = 0;
  #gzipIdBytesRead = 0;

  /** @param zlib Called when the stream is first used. */
  constructor(mode: ZlibMode, options: ZlibOptions, zlib: () => ZlibWasm) {
    this.#mode = mode;
    this.#options = { ...options };
    this.#zlib = zlib;
  }

  /** Bytes that were left over by the last `run`. */
  get availIn(): number {
    return this.#stream?.availIn ?? 0;
  }
  get availOut(): number {
    return this.#stream?.availOut ?? 0;
  }

  get #deflates(): boolean {
    const mode = this.#mode;
    return mode === 'deflate' || mode === 'gzip' || mode === 'deflateraw';
  }

  /** (De)compresses as much as fits from `input` to `output`. Look at `failure` afterwards. */
  run(flush: number, input: Uint8Array | null, output: Uint8Array): void {
    const stream = this.#open();
    if (!stream) return;
    this.#flush = flush;
    const source = input ?? noInput;
    if (this.#mode === 'unzip') this.#detect(source);
    this.#status = stream.run(flush, source, output);
    if (this.#deflates) return;
    this.#useDictionary(stream, source, output);
    // Another gzip member, or garbage? Zeros are padding.
    while (
      this.#mode === 'gunzip' &&
      this.#status === Z_STREAM_END &&
      stream.availIn > 0 &&
      source[source.length - stream.availIn] !== 0 &&
      !this.#options.rejectGarbageAfterEnd
    ) {
      this.#resetStream(stream);
      this.#runOn(stream, source, output);
    }
  }

  /** Goes on with what the last call left of input and output. */
  #runOn(stream: ZStream, input: Uint8Array, output: Uint8Array): void {
    this.#status = stream.run(
      this.#flush,
      input.subarray(input.length - stream.availIn),
      output.subarray(output.length - stream.availOut),
    );
  }

  #useDictionary(stream: ZStream, input: Uint8Array, output: Uint8Array): void {
    const { dictionary } = this.#options;
    if (this.#status !== Z_NEED_DICT || this.#mode === 'inflateraw' || !dictionary?.length) return;
    this.#status = stream.setDictionary(dictionary);
    if (this.#status === Z_OK) this.#runOn(stream, input, output);
    // Tells a bad dictionary from bad data.
    else if (this.#status === Z_DATA_ERROR) this.#status = Z_NEED_DICT;
  }

  /** Decides between gzip and zlib by the first two bytes, which may come one by one. */
  #detect(input: Uint8Array): void {
    for (let at = 0; at < input.length && this.#mode === 'unzip'; at++) {
      if (input[at] !== GZIP_ID[this.#gzipIdBytesRead]) this.#mode = 'inflate';
      else if (++this.#gzipIdBytesRead === GZIP_ID.length) this.#mode = 'gunzip';
    }
  }

  /** Opened at first use, as in Node: most streams are created before they are needed. */
  #open(): ZStream | undefined {
    if (this.#stream || this.#mode === 'none') return this.#stream;
    const { level, memLevel, strategy } = this.#options;
    let windowBits = this.#options.windowBits;
    if (this.#mode === 'gzip' || this.#mode === 'gunzip') windowBits += 16;
    else if (this.#mode === 'unzip') windowBits += 32;
    else if (this.#mode.endsWith('raw')) windowBits = -windowBits;
    const stream = this.#deflates
      ? this.#zlib().deflate({ level, windowBits, memLevel, strategy })
      : this.#zlib().inflate(windowBits);
    this.#status = stream.status;
    if (this.#status !== Z_OK) {
      stream.end();
      this.#mode = 'none';
      return undefined;
    }
    this.#stream = stream;
    this.#setDictionary(stream);
    return stream;
  }

  #setDictionary(stream: ZStream): void {
    const { dictionary } = this.#options;
    if (!dictionary?.length) return;
    // gzip has no dictionaries; where zlib's header asks for one, it is given then.
    if (this.#mode === 'deflate' || this.#mode === 'deflateraw' || this.#mode === 'inflateraw') {
      this.#status = stream.setDictionary(dictionary);
    }
  }

  #resetStream(stream: ZStream): void {
    this.#status = stream.reset();
    if (this.#status === Z_OK) this.#setDictionary(stream);
  }

  /** Starts over with the same options. */
  reset(): ZlibFailure | undefined {
    const stream = this.#open();
    if (!stream) return this.#failed('Failed to init stream before reset');
    this.#resetStream(stream);
    return this.#status === Z_OK ? undefined : this.#failed('Failed to reset stream');
  }

  /** Changes level and strategy of a deflating stream from here on. */
  params(level: number, strategy: number): ZlibFailure | undefined {
    const stream = this.#open();
    if (!stream) return this.#failed('Failed to init stream before set parameters');
    if (!this.#deflates) return undefined;
    this.#status = stream.params(level, strategy);
    return this.#status === Z_OK || this.#status === Z_BUF_ERROR
      ? undefined
      : this.#failed('Failed to set parameters');
  }

  /** What went wrong in the last `run`, or `undefined`. */
  get failure(): ZlibFailure | undefined {
    switch (this.#status) {
      case Z_OK:
      case Z_BUF_ERROR:
        return this.availOut !== 0 && this.#flush === Z_FINISH
          ? this.#failed('unexpected end of file')
          : undefined;
      case Z_STREAM_END:
        return undefined;
      case Z_NEED_DICT:
        return this.#failed(
          this.#options.dictionary?.length ? 'Bad dictionary' : 'Missing dictionary',
        );
      default:
        return this.#failed('Zlib error');
    }
  }

  #failed(fallback: string): ZlibFailure {
    return {
      message: this.#stream?.message || fallback,
      errno: this.#status,
      code: statusNames[this.#status] ?? 'Z_ERRNO',
    };
  }

  close(): void {
    this.#stream?.end();
    this.#stream = undefined;
    this.#mode = 'none';
  }
}
