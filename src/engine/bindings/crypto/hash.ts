/** `Hash`, `Hmac` and one-shot digests. */
import { hmac } from '@noble/hashes/hmac.js';
import type { BytesInput } from '../../bytes/view.ts';
import { browser } from '../../core/browser.ts';
import {
  createDigest,
  digestNamed,
  isExtendable,
  requireDigest,
  type RunningDigest,
} from './digests.ts';
import { dataBytes, encodeOutput } from './input.ts';
import { keyBytes, type KeyObjectHandle } from './key-object-handle.ts';

class Hash {
  #running: RunningDigest;
  #result: Uint8Array | undefined;

  constructor(algorithm: string | Hash, outputLength?: number) {
    if (algorithm instanceof Hash) {
      this.#running = algorithm.#running.clone();
      return;
    }
    const digest = digestNamed(algorithm);
    if (!digest) throw new browser.Error('Digest method not supported');
    this.#running = createDigest(algorithm, digest, outputLength || undefined);
    if (outputLength === 0) this.#result = new Uint8Array(0);
  }
  update(data: string | BytesInput, encoding?: string): boolean {
    this.#running.update(dataBytes(data, encoding));
    return true;
  }
  digest(encoding?: string): Buffer | string {
    const result: Uint8Array = (this.#result ??= this.#running.digest() as Uint8Array);
    return encodeOutput(result, encoding);
  }
}

class Hmac {
  #running: RunningDigest | undefined;

  init(algorithm: string, key: BytesInput | KeyObjectHandle): void {
    this.#running = hmac.create(requireDigest(algorithm), keyBytes(key));
  }
  update(data: string | BytesInput, encoding?: string): boolean {
    this.#running!.update(dataBytes(data, encoding));
    return true;
  }
  digest(encoding?: string): Buffer | string {
    const running = this.#running;
    this.#running = undefined;
    return encodeOutput(running ? running.digest() : new Uint8Array(0), encoding);
  }
}

/** `crypto.hash()`. */
function oneShotDigest(
  algorithm: string,
  _id: number,
  _cache: object,
  input: string | BytesInput,
  outputEncoding: string,
  _encoding: number,
  outputLength?: number,
): Buffer | string {
  const digest = digestNamed(algorithm);
  if (!digest) throw new browser.Error(`Digest method ${algorithm} is not supported`);
  if (outputLength === 0 && isExtendable(algorithm)) {
    return encodeOutput(new Uint8Array(0), outputEncoding);
  }
  let running: RunningDigest;
  try {
    running = createDigest(algorithm, digest, outputLength);
  } catch {
    throw new browser.Error(
      `Output length ${outputLength} is invalid for ${algorithm}, which does not support XOF`,
    );
  }
  return encodeOutput(running.update(dataBytes(input)).digest(), outputEncoding);
}

export const hashFunctions = { Hash, Hmac, oneShotDigest };
