/** The asymmetric part on its own, with the Node that runs the test as its surroundings. */
import crypto from 'node:crypto';
import { digestNamed, registerDigests } from '../digests.ts';
import { rareDigests } from '../rare-digests.ts';
import type { Work } from '../derive.ts';
import { createAsymmetric } from './index.ts';
import { importPrivate, importPublicOrPrivate } from './import-key.ts';
import type { Key } from './key.ts';

registerDigests(rareDigests);

/** Numbers of the binding that `lib` and native code agree on. */
export const constants = {
  kCryptoJobAsync: 0,
  kCryptoJobSync: 1,
  kCryptoJobWebCrypto: 2,
  kKeyEncodingPKCS1: 0,
  kKeyEncodingPKCS8: 1,
  kKeyEncodingSPKI: 2,
  kKeyEncodingSEC1: 3,
  kKeyFormatDER: 0,
  kKeyFormatPEM: 1,
  kKeyFormatJWK: 2,
  kKeyFormatRawPublic: 3,
  kKeyFormatRawPrivate: 4,
  kKeyFormatRawSeed: 5,
  kKeyFormatStore: 6,
  kKeyVariantRSA_SSA_PKCS1_v1_5: 0,
  kKeyVariantRSA_PSS: 1,
  kSigEncDER: 0,
  kSigEncP1363: 1,
  kSignJobModeSign: 0,
  kSignJobModeVerify: 1,
  OPENSSL_EC_EXPLICIT_CURVE: 0,
  OPENSSL_EC_NAMED_CURVE: 1,
};

class Handle {
  readonly isPrivate: boolean;
  readonly key: Key;
  constructor(isPrivate: boolean, key: Key) {
    this.isPrivate = isPrivate;
    this.key = key;
  }
}

export const asymmetric = createAsymmetric({
  constants,
  Buffer,
  asBuffer: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  digestNamed,
  // A job is its work: `new Job(…args)` has `now()`.
  jobClass: (_name, prepare) =>
    class {
      now: () => unknown;
      constructor(mode: number, ...args: never[]) {
        this.now = (prepare as unknown as (mode: number, ...args: never[]) => Work<unknown>)(
          mode,
          ...args,
        ).now;
      }
    },
  fillRandom: (target) => crypto.getRandomValues(target as Uint8Array<ArrayBuffer>) as never,
  subtle: crypto.webcrypto.subtle as SubtleCrypto,
  nodeError: () => TypeError,
  unavailable: (what) => new Error(what),
  isHandle: (value) => value instanceof Handle,
  makeHandle: (isPrivate, key) => new Handle(isPrivate, key),
  keyOf: (handle) => (handle as Handle).key,
  makeCryptoKey: (handle) => handle,
});

export const readPrivate = (pem: string | Buffer, passphrase?: string): Key =>
  importPrivate(
    Buffer.from(pem),
    constants.kKeyFormatPEM,
    undefined,
    passphrase === undefined ? undefined : Buffer.from(passphrase),
  );

export const readPublic = (pem: string | Buffer): Key =>
  importPublicOrPrivate(Buffer.from(pem), constants.kKeyFormatPEM);

/** A key of Node's, as a key of ours. */
export const privateKeyOf = (key: crypto.KeyObject): Key =>
  readPrivate(key.export({ format: 'pem', type: 'pkcs8' }));
export const publicKeyOf = (key: crypto.KeyObject): Key =>
  readPublic(key.export({ format: 'pem', type: 'spki' }));

type Pair = crypto.KeyPairKeyObjectResult;
const generate = crypto.generateKeyPairSync as unknown as (type: string, options?: object) => Pair;

/** Pairs that Node has made, by a title for the test. */
export const PAIRS: Record<string, Pair> = {
  'rsa 1024': generate('rsa', { modulusLength: 1024 }),
  'rsa 1027, e = 3': generate('rsa', { modulusLength: 1027, publicExponent: 3 }),
  'rsa-pss': generate('rsa-pss', { modulusLength: 1024 }),
  'rsa-pss sha256': generate('rsa-pss', {
    modulusLength: 1024,
    hashAlgorithm: 'sha256',
    mgf1HashAlgorithm: 'sha1',
    saltLength: 10,
  }),
  ...Object.fromEntries(
    ['P-192', 'P-224', 'P-256', 'P-384', 'P-521', 'secp256k1', 'brainpoolP384r1'].map((curve) => [
      curve,
      generate('ec', { namedCurve: curve }),
    ]),
  ),
  'P-256, explicit': generate('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }),
  ed25519: generate('ed25519'),
  ed448: generate('ed448'),
  x25519: generate('x25519'),
  x448: generate('x448'),
  dh: generate('dh', { group: 'modp5' }),
  dsa: generate('dsa', { modulusLength: 1024, divisorLength: 160 }),
};

/** What happened: the result, or the error's fields that programs see. */
export function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const { code, message, library, reason } = error as Error & Record<string, string>;
    return { code, message, library, reason };
  }
}
