/** Jobs over the chunk `digests`: Argon2, cSHAKE, KMAC, TurboSHAKE and KangarooTwelve. */
import { loadChunk } from '../../chunks/index.ts';
import type { BytesInput } from '../../bytes/view.ts';
import { nodeData } from '../../core/node-data.ts';
import { copyBytes, toArrayBuffer } from './input.ts';
import { jobClass } from './job.ts';
import { keyBytes, type KeyObjectHandle } from './key-object-handle.ts';
import { timingSafeEqualBytes } from './random.ts';

const constants = nodeData.shapes.crypto ?? {};
const SIGN: number = constants.kSignJobModeSign ?? 0;

const optionalBytes = (data: BytesInput | undefined): Uint8Array =>
  data === undefined ? new Uint8Array(0) : copyBytes(data);

/** `cSHAKE128` and the like: which of the two strengths. */
const is128 = (name: string): boolean => name.endsWith('128');

export const rareJobs = {
  Argon2Job: jobClass(
    'Argon2Job',
    (
      _mode,
      message: BytesInput | KeyObjectHandle,
      nonce: BytesInput,
      parallelism: number,
      length: number,
      memory: number,
      passes: number,
      secret: BytesInput | undefined,
      associatedData: BytesInput | undefined,
      type: number,
    ) => {
      const password = Uint8Array.from(keyBytes(message));
      const salt = copyBytes(nonce);
      const options = {
        ...{ t: passes, m: memory, p: parallelism, dkLen: length, maxmem: 2 ** 32 - 1 },
        key: optionalBytes(secret),
        personalization: optionalBytes(associatedData),
      };
      return {
        now() {
          const { argon2d, argon2i, argon2id } = loadChunk('digests');
          const argon2 =
            type === constants.kTypeArgon2d
              ? argon2d
              : type === constants.kTypeArgon2i
                ? argon2i
                : argon2id;
          return argon2(password, salt, options);
        },
      };
    },
    toArrayBuffer,
  ),

  CShakeJob: jobClass(
    'CShakeJob',
    (
      _mode,
      name: string,
      data: BytesInput,
      functionName: BytesInput | undefined,
      customization: BytesInput | undefined,
      bits: number,
    ) => {
      const bytes = copyBytes(data);
      const options = {
        dkLen: Math.ceil(bits / 8),
        NISTfn: optionalBytes(functionName),
        personalization: optionalBytes(customization),
      };
      return {
        now() {
          const { cshake128, cshake256 } = loadChunk('digests');
          const result = (is128(name) ? cshake128 : cshake256)(bytes, options);
          // Of the last byte only the lowest bits count, as in SHAKE.
          if (bits % 8 !== 0) result[result.length - 1]! &= (1 << (bits % 8)) - 1;
          return result;
        },
      };
    },
    toArrayBuffer,
  ),

  KmacJob: jobClass(
    'KmacJob',
    (
      _mode,
      signMode: number,
      key: KeyObjectHandle,
      name: string,
      customization: BytesInput | undefined,
      _keyBits: number,
      bits: number,
      data: BytesInput,
      signature?: BytesInput,
    ) => {
      const bytes = copyBytes(data);
      const expected = signature && copyBytes(signature);
      const options = { dkLen: bits / 8, personalization: optionalBytes(customization) };
      return {
        now() {
          const { kmac128, kmac256 } = loadChunk('digests');
          const mac = (is128(name) ? kmac128 : kmac256)(keyBytes(key), bytes, options);
          if (signMode === SIGN) return toArrayBuffer(mac);
          return expected!.length === mac.length && timingSafeEqualBytes(mac, expected!);
        },
      };
    },
  ),

  TurboShakeJob: jobClass(
    'TurboShakeJob',
    (_mode, name: string, domain: number, length: number, data: BytesInput) => {
      const bytes = copyBytes(data);
      return {
        now() {
          const { turboshake128, turboshake256 } = loadChunk('digests');
          return (is128(name) ? turboshake128 : turboshake256)(bytes, { D: domain, dkLen: length });
        },
      };
    },
    toArrayBuffer,
  ),

  KangarooTwelveJob: jobClass(
    'KangarooTwelveJob',
    (
      _mode,
      name: string,
      customization: BytesInput | undefined,
      length: number,
      data: BytesInput,
    ) => {
      const bytes = copyBytes(data);
      const options = { dkLen: length, personalization: optionalBytes(customization) };
      return {
        now() {
          const { kt128, kt256 } = loadChunk('digests');
          return (is128(name) ? kt128 : kt256)(bytes, options);
        },
      };
    },
    toArrayBuffer,
  ),
};
