/** A cipher of blocks, which modes of operation are made of. */
export interface BlockCipher {
  /** Bytes. */
  readonly blockSize: number;
  /** In place; little-endian words. */
  encrypt(words: Uint32Array<ArrayBuffer>): void;
  decrypt(words: Uint32Array<ArrayBuffer>): void;
}
