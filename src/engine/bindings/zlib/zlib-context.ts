/** Node's `ZlibContext`: a zlib stream in one of seven modes, over pako. Knows nothing of handles. */
import {
  Z_BUF_ERROR,
  Z_DATA_ERROR,
  Z_FINISH,
  Z_NEED_DICT,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibDeflate,
  zlibDeflateInit2,
  zlibDeflateReset,
  zlibDeflateSetDictionary,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
  zlibInflateSetDictionary,
  type Z_FlushMode,
  type Z_Strategy,
} from 'pako';
import { section } from '../../bytes/view.ts';
import type { CompressionContext, ZlibFailure } from './compression-context.ts';
import { deflateParams } from './deflate-params.ts';

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
  #stream: ZStream | undefined;
  #status: number = Z_OK;
  #flush = 0;
  #gzipIdBytesRead = 0;

  constructor(mode: ZlibMode, options: ZlibOptions) {
    this.#mode = mode;
    this.#options = { ...options };
  }

  /** Bytes that were left over by the last `run`. */
  get availIn(): number {
    return this.#stream?.avail_in ?? 0;
  }
  get availOut(): number {
    return this.#stream?.avail_out ?? 0;
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
    // pako is many times faster on plain arrays than on `Buffer`s, whose `subarray` is costly.
    stream.input = input ? section(input, 0, input.length) : noInput;
    stream.next_in = 0;
    stream.avail_in = stream.input.length;
    stream.output = section(output, 0, output.length) as Uint8Array<ArrayBuffer>;
    stream.next_out = 0;
    stream.avail_out = output.length;
    if (this.#deflates) {
      this.#status = zlibDeflate(stream, flush as Z_FlushMode);
      return;
    }
    if (this.#mode === 'unzip') this.#detect(stream);
    this.#inflate(stream);
    // Another gzip member, or garbage? Zeros are padding.
    while (
      this.#mode === 'gunzip' &&
      this.#status === Z_STREAM_END &&
      stream.avail_in > 0 &&
      stream.input[stream.next_in] !== 0 &&
      !this.#options.rejectGarbageAfterEnd
    ) {
      this.#resetStream(stream);
      this.#status = zlibInflate(stream, flush as Z_FlushMode);
    }
  }

  #inflate(stream: ZStream): void {
    const flush = this.#flush as Z_FlushMode;
    this.#status = zlibInflate(stream, flush);
    const { dictionary } = this.#options;
    if (this.#status !== Z_NEED_DICT || this.#mode === 'inflateraw' || !dictionary?.length) return;
    this.#status = zlibInflateSetDictionary(stream, dictionary);
    if (this.#status === Z_OK) this.#status = zlibInflate(stream, flush);
    // Tells a bad dictionary from bad data.
    else if (this.#status === Z_DATA_ERROR) this.#status = Z_NEED_DICT;
  }

  /** Decides between gzip and zlib by the first two bytes, which may come one by one. */
  #detect(stream: ZStream): void {
    for (let at = 0; at < stream.avail_in && this.#mode === 'unzip'; at++) {
      if (stream.input[at] !== GZIP_ID[this.#gzipIdBytesRead]) this.#mode = 'inflate';
      else if (++this.#gzipIdBytesRead === GZIP_ID.length) this.#mode = 'gunzip';
    }
  }

  /** Opened at first use, as in Node: most streams are created before they are needed. */
  #open(): ZStream | undefined {
    if (this.#stream || this.#mode === 'none') return this.#stream;
    const stream = new ZStream();
    const { level, memLevel, strategy } = this.#options;
    let windowBits = this.#options.windowBits;
    if (this.#mode === 'gzip' || this.#mode === 'gunzip') windowBits += 16;
    else if (this.#mode === 'unzip') windowBits += 32;
    else if (this.#mode.endsWith('raw')) windowBits = -windowBits;
    this.#status = this.#deflates
      ? zlibDeflateInit2(stream, level, 8, windowBits, memLevel, strategy as Z_Strategy)
      : zlibInflateInit2(stream, windowBits);
    if (this.#status !== Z_OK) {
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
    if (this.#mode === 'deflate' || this.#mode === 'deflateraw') {
      this.#status = zlibDeflateSetDictionary(stream, dictionary);
    } else if (this.#mode === 'inflateraw') {
      this.#status = zlibInflateSetDictionary(stream, dictionary);
    }
  }

  #resetStream(stream: ZStream): void {
    this.#status = Z_OK;
    if (this.#deflates) this.#status = zlibDeflateReset(stream);
    else if (this.#mode !== 'unzip') this.#status = zlibInflateReset(stream);
    stream.msg = '';
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
    this.#status = deflateParams(stream, level, strategy as Z_Strategy);
    return this.#status === Z_OK ? undefined : this.#failed('Failed to set parameters');
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
      message: this.#stream?.msg || fallback,
      errno: this.#status,
      code: statusNames[this.#status] ?? 'Z_ERRNO',
    };
  }

  close(): void {
    this.#stream = undefined;
    this.#mode = 'none';
  }
}
