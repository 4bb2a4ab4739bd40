/** What every mode of operation offers to `cipher.ts`. */
export interface CipherMode {
  /** Everything that can be output after this input. @throws Error as `EVP_CipherUpdate`. */
  update(data: Uint8Array): Uint8Array;
  /** The rest. @throws Error as `EVP_CipherFinal`. */
  final(): Uint8Array;
  /** For modes with padding. */
  setAutoPadding?(on: boolean): void;
}

/** A mode that authenticates. */
export interface AuthenticatedMode extends CipherMode {
  /** Must come before the data. */
  addData(data: Uint8Array): void;
  /** 16 bytes, once `final` has been called. */
  tag(): Uint8Array;
}

export const nothing = new Uint8Array(0);

export function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}
