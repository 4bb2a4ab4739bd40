/** The binding's side of the chunk `crypto-keys`: loads it at the first use of anything in it. */
import { loadChunk } from '../../chunks/index.ts';
import { browser } from '../../core/browser.ts';
import { nodeData, type Binding } from '../../core/node-data.ts';
import { nodeError, runtime } from '../../core/runtime.ts';
import { nativeClassOf, registerCloneable, registerReviver } from '../../core/transferable.ts';
import { digestNamed } from './digests.ts';
import { asBuffer } from './input.ts';
import { jobClass } from './job.ts';
import { KeyObjectHandle, makeCryptoKey } from './key-object-handle.ts';
import type { Asymmetric } from './keys/index.ts';
import { fillRandom } from './random.ts';
import { unavailable } from './unavailable.ts';

let loaded: Asymmetric | undefined;

export const asymmetric = (): Asymmetric =>
  (loaded ??= loadChunk('crypto-keys').createAsymmetric({
    constants: nodeData.shapes.crypto!,
    Buffer: runtime.Buffer,
    asBuffer,
    digestNamed,
    jobClass,
    fillRandom,
    subtle: browser.crypto?.subtle as SubtleCrypto | undefined,
    nodeError,
    unavailable,
    isHandle: (value) => value instanceof KeyObjectHandle,
    makeHandle: (isPrivate, key) => KeyObjectHandle.ofKey(isPrivate, key),
    keyOf: (handle) => KeyObjectHandle.keyOf(handle as KeyObjectHandle),
    makeCryptoKey: (handle, algorithm, usagesMask, extractable) =>
      makeCryptoKey(handle as KeyObjectHandle, algorithm, usagesMask, extractable),
  }));

/** Names in the binding; each is a function or a class of the chunk. */
const NAMES = [
  ...['Sign', 'Verify', 'SignJob', 'RSACipherJob'],
  ...['publicEncrypt', 'publicDecrypt', 'privateEncrypt', 'privateDecrypt'],
  ...['DiffieHellman', 'DiffieHellmanGroup', 'DHBitsJob', 'ECDH', 'ECDHConvertKey', 'getCurves'],
  ...['RsaKeyPairGenJob', 'EcKeyPairGenJob', 'NidKeyPairGenJob', 'DhKeyPairGenJob'],
  ...['DsaKeyPairGenJob', 'RandomPrimeJob', 'CheckPrimeJob'],
  ...['parseX509', 'certVerifySpkac', 'certExportPublicKey', 'certExportChallenge'],
] as const;

interface Certificate {
  raw(): Uint8Array;
}
const CERTIFICATE = 'crypto:X509Certificate';
const reviveCertificate = (der: Uint8Array): object =>
  (asymmetric().binding as Binding).parseX509(runtime.Buffer.from(der));
registerReviver(CERTIFICATE, reviveCertificate);

/** The chunk's class is known by its first object. */
function cloneCertificate(certificate: Certificate): void {
  if (nativeClassOf(certificate)) return;
  registerCloneable(
    certificate.constructor as new () => Certificate,
    CERTIFICATE,
    (one) => new Uint8Array(one.raw()),
    (der) => {
      const copy = reviveCertificate(der) as Certificate;
      cloneCertificate(copy);
      return copy;
    },
  );
}

/** Stands for the chunk's function until it is called, with `new` or without. */
function standIn(name: (typeof NAMES)[number]): unknown {
  const call = function (...args: unknown[]): unknown {
    const implementation = (asymmetric().binding as Binding)[name];
    const result: unknown = new.target ? new implementation(...args) : implementation(...args);
    if (name === 'parseX509') cloneCertificate(result as Certificate);
    return result;
  };
  return Object.defineProperty(call, 'name', { value: name });
}

export const asymmetricFunctions: Binding = Object.fromEntries(
  NAMES.map((name) => [name, standIn(name)]),
);
