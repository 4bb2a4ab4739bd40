/** What a handle of `zlib` drives: a compressor or decompressor that knows nothing of handles. */
export interface ZlibFailure {
  message: string;
  errno: number;
  /** For instance `Z_DATA_ERROR`. */
  code: string;
}

export interface CompressionContext {
  /** Bytes of input and output that were left over by the last `run`. */
  readonly availIn: number;
  readonly availOut: number;
  /** What went wrong in the last `run`, or `undefined`. */
  readonly failure: ZlibFailure | undefined;
  /** (De)compresses as much as fits from `input` to `output`. Look at `failure` afterwards. */
  run(flush: number, input: Uint8Array | null, output: Uint8Array): void;
  /** Starts over with the same options. */
  reset(): ZlibFailure | undefined;
  /** Changes level and strategy from here on, where that can be done. */
  params(level: number, strategy: number): ZlibFailure | undefined;
  close(): void;
}
