/** The job classes of the `crypto` binding. */
import { hmac } from '@noble/hashes/hmac.js';
import { bytesOf, section, type BytesInput } from '../../bytes/view.ts';
import { nodeData } from '../../core/node-data.ts';
import { hkdfWork, pbkdf2Work, scryptWork } from './derive.ts';
import { createDigest, requireDigest } from './digests.ts';
import { copyBytes, toArrayBuffer } from './input.ts';
import { jobClass, WEB_CRYPTO } from './job.ts';
import { keyBytes, KeyObjectHandle, makeCryptoKey } from './key-object-handle.ts';
import { fillRandom, timingSafeEqualBytes } from './random.ts';

const SIGN: number = nodeData.shapes.crypto?.kSignJobModeSign ?? 0;
type Key = BytesInput | KeyObjectHandle;

const ownKey = (key: Key): Uint8Array<ArrayBuffer> => Uint8Array.from(keyBytes(key));

export const jobs = {
  RandomBytesJob: jobClass(
    'RandomBytesJob',
    (_mode, target: BytesInput, offset: number, size: number) => ({
      now: () => fillRandom(section(bytesOf(target), offset, offset + size)),
    }),
  ),

  HashJob: jobClass(
    'HashJob',
    (_mode, algorithm: string, data: BytesInput, bits?: number) => {
      const digest = requireDigest(algorithm);
      const length = bits === undefined ? undefined : bits / 8;
      const bytes = copyBytes(data);
      return {
        now: () =>
          length === 0
            ? new Uint8Array(0)
            : createDigest(algorithm, digest, length).update(bytes).digest(),
      };
    },
    toArrayBuffer,
  ),

  HmacJob: jobClass(
    'HmacJob',
    (
      _mode,
      signMode: number,
      algorithm: string,
      key: KeyObjectHandle,
      data: BytesInput,
      signature?: BytesInput,
    ) => {
      const digest = requireDigest(algorithm);
      const bytes = copyBytes(data);
      const expected = signature && copyBytes(signature);
      return {
        now: () => {
          const mac = hmac(digest, keyBytes(key), bytes);
          if (signMode === SIGN) return toArrayBuffer(mac);
          return expected!.length === mac.length && timingSafeEqualBytes(mac, expected!);
        },
      };
    },
  ),

  PBKDF2Job: jobClass(
    'PBKDF2Job',
    (_mode, password: Key, salt: BytesInput, iterations: number, length: number, digest: string) =>
      pbkdf2Work(ownKey(password), copyBytes(salt), iterations, length, digest),
    toArrayBuffer,
  ),

  ScryptJob: jobClass(
    'ScryptJob',
    (
      _mode,
      password: Key,
      salt: BytesInput,
      N: number,
      r: number,
      p: number,
      maxMemory: number,
      length: number,
    ) => scryptWork(ownKey(password), copyBytes(salt), N, r, p, maxMemory, length),
    toArrayBuffer,
  ),

  HKDFJob: jobClass(
    'HKDFJob',
    (_mode, digest: string, key: Key, salt: BytesInput, info: BytesInput, length: number) =>
      hkdfWork(digest, ownKey(key), copyBytes(salt), copyBytes(info), length),
    toArrayBuffer,
  ),

  /** A `KeyObjectHandle`, or a `CryptoKey` when `crypto.subtle` asks. */
  SecretKeyGenJob: jobClass(
    'SecretKeyGenJob',
    (mode, bits: number, algorithm: object, usagesMask: number, extractable: boolean) => ({
      now: () => {
        const handle = new KeyObjectHandle().init(0, fillRandom(new Uint8Array(bits >>> 3)));
        return mode === WEB_CRYPTO
          ? makeCryptoKey(handle, algorithm, usagesMask, extractable)
          : handle;
      },
    }),
  ),
};
