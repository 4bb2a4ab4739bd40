/**
 * What the asymmetric part takes from the engine. It lives in a script of its own, loaded at the
 * first use of a key pair or certificate, and must share the process's classes and registries
 * instead of carrying copies of them: `asymmetric.ts` on the other side hands them over.
 */
import type { Digest } from '../digests.ts';
import type { Any } from '../../../core/node-data.ts';
import type { Work } from '../derive.ts';
import type { Key } from './key.ts';

export interface Host {
  constants: Record<string, number>;
  Buffer: typeof Buffer;
  /** On the same memory. */
  asBuffer(bytes: Uint8Array): Buffer;
  digestNamed(name: string): Digest | undefined;
  jobClass<Args extends Any[], T>(
    name: string,
    prepare: (mode: number, ...args: Args) => Work<T>,
    publish?: (result: T) => unknown,
  ): Any;
  fillRandom<T extends Uint8Array>(target: T): T;
  /** The browser's, if the page is secure. */
  subtle: SubtleCrypto | undefined;
  nodeError(code: string): Any;
  /** The error for what the engine lacks. */
  unavailable(what: string): Error;
  isHandle(value: unknown): boolean;
  makeHandle(isPrivate: boolean, key: Key): object;
  /** @throws if it is the handle of a secret key. */
  keyOf(handle: unknown): Key;
  makeCryptoKey(
    handle: object,
    algorithm: object,
    usagesMask: number,
    extractable: boolean,
  ): object;
}

let current: Host;
export const setHost = (host: Host): void => {
  current = host;
};
export const host = (): Host => current;

export const randomBytes = (length: number): Uint8Array =>
  current.fillRandom(new Uint8Array(length));
