import type { ZlibFailure } from '../compression-context.ts';

/** libzstd's errors by the end of their names: number and text. */
const ERRORS = {
  prefix_unknown: [10, 'Unknown frame descriptor'],
  frameParameter_unsupported: [14, 'Unsupported frame parameter'],
  frameParameter_windowTooLarge: [16, 'Frame requires too much memory for decoding'],
  corruption_detected: [20, 'Data corruption detected'],
  checksum_wrong: [22, "Restored data doesn't match checksum"],
  dictionary_corrupted: [30, 'Dictionary is corrupted'],
  dictionary_wrong: [32, 'Dictionary mismatch'],
  srcSize_wrong: [72, 'Src size is incorrect'],
} as const;

export class ZstdError extends Error {
  readonly failure: ZlibFailure;
  constructor(name: keyof typeof ERRORS) {
    const [errno, message] = ERRORS[name];
    super(message);
    this.failure = { message, errno, code: `ZSTD_error_${name}` };
  }
}

export const corrupt = (): never => {
  throw new ZstdError('corruption_detected');
};
