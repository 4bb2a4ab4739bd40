/**
 * zlib 1.3.1 in WebAssembly (`build/zlib/`): its own C interface, with a stream's buffers beside it.
 * See zlib.h for what the functions do, and for `z_stream`, whose fields are read here by position.
 */

interface Exports {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  deflateInit2_(
    stream: number,
    level: number,
    method: number,
    windowBits: number,
    memLevel: number,
    strategy: number,
    version: number,
    size: number,
  ): number;
  deflate(stream: number, flush: number): number;
  deflateReset(stream: number): number;
  deflateSetDictionary(stream: number, dictionary: number, length: number): number;
  deflateParams(stream: number, level: number, strategy: number): number;
  deflateEnd(stream: number): number;
  inflateInit2_(stream: number, windowBits: number, version: number, size: number): number;
  inflate(stream: number, flush: number): number;
  inflateReset(stream: number): number;
  inflateSetDictionary(stream: number, dictionary: number, length: number): number;
  inflateEnd(stream: number): number;
}

/** 32-bit words of a `z_stream` on a 32-bit machine. */
const field = { nextIn: 0, availIn: 1, nextOut: 3, availOut: 4, msg: 6 } as const;
const STREAM_SIZE = 56;
const METHOD_DEFLATED = 8;
const Z_NO_FLUSH = 0;
const Z_OK = 0;
const Z_BUF_ERROR = -5;

/**
 * How much of the input and the output is copied at a time, in bytes. A caller that offers 16 MB and
 * takes 16 kB of output at a time would otherwise have the rest copied again each time.
 */
const PIECE = 65_536;

export interface DeflateSettings {
  level: number;
  /** Negative for raw deflate, plus 16 for gzip. */
  windowBits: number;
  memLevel: number;
  strategy: number;
}

/** A `z_stream`. Statuses are zlib's: `Z_OK` is 0, errors are negative. */
export interface ZStream {
  readonly status: number;
  /** Bytes of input and output that the last `run` left over. */
  readonly availIn: number;
  readonly availOut: number;
  /** What zlib says went wrong, or an empty text. */
  readonly message: string;
  run(flush: number, input: Uint8Array, output: Uint8Array): number;
  reset(): number;
  setDictionary(dictionary: Uint8Array): number;
  /** Of deflating streams only. */
  params(level: number, strategy: number): number;
  end(): void;
}

export interface ZlibWasm {
  /** Never shrinks: what it grows by from one stream to the next was not given back. */
  readonly memory: WebAssembly.Memory;
  deflate(settings: DeflateSettings): ZStream;
  /** @param windowBits Plus 16 for gzip, plus 32 to detect gzip or zlib, negative for raw. */
  inflate(windowBits: number): ZStream;
}

/** @throws WebAssembly.CompileError */
export function instantiateZlib(binary: BufferSource): ZlibWasm {
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(binary))
    .exports as unknown as Exports;
  const allocate = (size: number): number => {
    const pointer = wasm.malloc(size);
    if (pointer === 0) throw new RangeError('zlib has no memory left');
    return pointer;
  };
  // The memory's buffer is another after each growth.
  const bytes = (pointer: number, length: number): Uint8Array =>
    new Uint8Array(wasm.memory.buffer, pointer, length);

  const version = allocate(8);
  bytes(version, 8).set(new TextEncoder().encode('1.3.1\0'));
  // Shared by all streams: no call of one is interrupted by another's.
  const input = allocate(PIECE);
  const output = allocate(PIECE);

  // A program may drop a stream without closing it.
  const dropped = new FinalizationRegistry<() => void>((free) => free());

  class Stream implements ZStream {
    status: number;
    availIn = 0;
    availOut = 0;
    #pointer: number;
    #deflates: boolean;
    #free: () => void;

    constructor(deflates: boolean, init: (pointer: number) => number) {
      const pointer = allocate(STREAM_SIZE);
      bytes(pointer, STREAM_SIZE).fill(0);
      this.#pointer = pointer;
      this.#deflates = deflates;
      this.status = init(pointer);
      this.#free = () => {
        if (deflates) wasm.deflateEnd(pointer);
        else wasm.inflateEnd(pointer);
        wasm.free(pointer);
      };
      dropped.register(this, this.#free, this);
    }

    get message(): string {
      const start = this.#fields()[field.msg]!;
      if (start === 0) return '';
      const memory = new Uint8Array(wasm.memory.buffer);
      return new TextDecoder().decode(memory.slice(start, memory.indexOf(0, start)));
    }

    #fields(): Uint32Array {
      return new Uint32Array(wasm.memory.buffer, this.#pointer, STREAM_SIZE / 4);
    }

    run(flush: number, source: Uint8Array, target: Uint8Array): number {
      let read = 0;
      let written = 0;
      for (;;) {
        const piece = Math.min(PIECE, source.length - read);
        const room = Math.min(PIECE, target.length - written);
        const isLast = read + piece === source.length;
        bytes(input, piece).set(source.subarray(read, read + piece));
        const before = this.#fields();
        before[field.nextIn] = input;
        before[field.availIn] = piece;
        before[field.nextOut] = output;
        before[field.availOut] = room;
        const mode = isLast ? flush : Z_NO_FLUSH;
        this.status = this.#deflates
          ? wasm.deflate(this.#pointer, mode)
          : wasm.inflate(this.#pointer, mode);
        const after = this.#fields();
        const roomLeft = after[field.availOut]!;
        const produced = room - roomLeft;
        target.set(bytes(output, produced), written);
        written += produced;
        read += piece - after[field.availIn]!;
        // `inflate` answers Z_BUF_ERROR to Z_FINISH whenever this piece of the output is full.
        const goesOn = this.status === Z_OK || (this.status === Z_BUF_ERROR && roomLeft === 0);
        const isFull = written === target.length;
        const isDone = isLast && roomLeft > 0;
        if (!goesOn || isFull || isDone) break;
      }
      this.availIn = source.length - read;
      this.availOut = target.length - written;
      return this.status;
    }

    reset(): number {
      this.status = this.#deflates
        ? wasm.deflateReset(this.#pointer)
        : wasm.inflateReset(this.#pointer);
      this.#fields()[field.msg] = 0;
      return this.status;
    }

    setDictionary(dictionary: Uint8Array): number {
      const pointer = allocate(dictionary.length);
      bytes(pointer, dictionary.length).set(dictionary);
      this.status = this.#deflates
        ? wasm.deflateSetDictionary(this.#pointer, pointer, dictionary.length)
        : wasm.inflateSetDictionary(this.#pointer, pointer, dictionary.length);
      wasm.free(pointer);
      return this.status;
    }

    params(level: number, strategy: number): number {
      // No room: a change of level compresses what is pending first, and `lib/zlib.js` has flushed.
      const fields = this.#fields();
      fields[field.availIn] = 0;
      fields[field.availOut] = 0;
      this.status = wasm.deflateParams(this.#pointer, level, strategy);
      return this.status;
    }

    end(): void {
      dropped.unregister(this);
      this.#free();
    }
  }

  return {
    memory: wasm.memory,
    deflate: ({ level, windowBits, memLevel, strategy }) =>
      new Stream(true, (pointer) =>
        wasm.deflateInit2_(
          pointer,
          level,
          METHOD_DEFLATED,
          windowBits,
          memLevel,
          strategy,
          version,
          STREAM_SIZE,
        ),
      ),
    inflate: (windowBits) =>
      new Stream(false, (pointer) => wasm.inflateInit2_(pointer, windowBits, version, STREAM_SIZE)),
  };
}
