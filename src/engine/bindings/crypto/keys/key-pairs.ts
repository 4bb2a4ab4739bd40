/** `generateKeyPair` and the key generation of `crypto.subtle`. */
import type { BytesInput } from '../../../bytes/view.ts';
import { bytesOf } from '../../../bytes/view.ts';
import type { Work } from '../derive.ts';
import { readPkcs8, rsaSecret } from './asn1-keys.ts';
import { bitLength, gcd, modInverse, modPow, toBigInt, toBytes } from './big-int.ts';
import { requireCurve } from './curves.ts';
import { readElement } from './der.ts';
import { dhGroup } from './dh-groups.ts';
import {
  checkDhParameters,
  generateDhPrime,
  generateDhSecret,
  unknownGroup,
} from './diffie-hellman.ts';
import { requireDigest } from './digest.ts';
import { exportPrivate, exportPublic } from './export-key.ts';
import { host } from './host.ts';
import { publicPart, type Key, type OkpType, type PssParameters, type RsaKey } from './key.ts';
import { generateOkp } from './okp.ts';
import { keyCipher } from './encryption.ts';
import { opensslError, opensslMessage } from './openssl-error.ts';
import { randomBelow, randomPrime } from './primes.ts';

/** How to hand over the pair: for `generateKeyPair`, or for `crypto.subtle`. */
type Output =
  | [
      publicFormat?: number,
      publicType?: number,
      privateFormat?: number,
      privateType?: number,
      cipher?: string,
      passphrase?: BytesInput,
    ]
  | [algorithm: object, publicUsages: number, privateUsages: number, extractable: boolean];

/** `[public, private]`, each encoded or as a handle; or a `CryptoKeyPair`. */
function handOver(mode: number, output: Output): (key: Key) => unknown {
  const { makeHandle, makeCryptoKey, constants } = host();
  if (mode === constants.kCryptoJobWebCrypto) {
    const [algorithm, publicUsages, privateUsages, extractable] = output as Extract<
      Output,
      { length: 4 }
    >;
    return (key) => ({
      publicKey: makeCryptoKey(makeHandle(false, publicPart(key)), algorithm, publicUsages, true),
      privateKey: makeCryptoKey(makeHandle(true, key), algorithm, privateUsages, extractable),
    });
  }
  const [publicFormat, publicType, privateFormat, privateType, cipher, passphrase] = output as (
    number | undefined
  )[] as [number?, number?, number?, number?, string?, BytesInput?];
  if (cipher != null) keyCipher(cipher);
  return (key) => [
    publicFormat === undefined
      ? makeHandle(false, publicPart(key))
      : exportPublic(key, { format: publicFormat, type: publicType }),
    privateFormat === undefined
      ? makeHandle(true, key)
      : exportPrivate(key, { format: privateFormat, type: privateType, cipher, passphrase }),
  ];
}

function work(
  mode: number,
  output: Output,
  generate: () => Key,
  later?: () => Promise<Key> | undefined,
): Work<unknown> {
  const finish = handOver(mode, output);
  return { now: () => finish(generate()), later: later && (() => later()?.then(finish)) };
}

const MINIMUM_RSA_BITS = 512;

/** FIPS 186-5, appendix A.1.3, but for the distance of the primes at sizes that nobody uses. */
export function generateRsa(bits: number, e: bigint): RsaKey {
  if (bits < MINIMUM_RSA_BITS) throw new Error(opensslMessage('keyTooSmall'));
  if (e < 3n || (e & 1n) === 0n) throw new Error(opensslMessage('publicExponent'));
  const accept = (prime: bigint): boolean => prime % e !== 1n && gcd(prime - 1n, e) === 1n;
  for (;;) {
    const first = randomPrime(bits - (bits >> 1), { accept });
    const second = randomPrime(bits >> 1, { accept });
    const [p, q] = first > second ? [first, second] : [second, first];
    const n = p * q;
    if (p === q || bitLength(n) !== bits) continue;
    const order = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);
    return { type: 'rsa', n, e, secret: rsaSecret(p, q, modInverse(e, order)) };
  }
}

/** By the browser, off this thread. It refuses sizes and exponents that are unusual. */
function generateRsaLater(bits: number, exponent: number): Promise<Key> | undefined {
  const { subtle } = host();
  return subtle
    ?.generateKey(
      {
        name: 'RSASSA-PKCS1-v1_5',
        modulusLength: bits,
        publicExponent: toBytes(BigInt(exponent)) as Uint8Array<ArrayBuffer>,
        hash: 'SHA-256',
      },
      true,
      ['sign', 'verify'],
    )
    .then((pair) => subtle.exportKey('pkcs8', pair.privateKey))
    .then((der) => readPkcs8(readElement(new Uint8Array(der))));
}

/** Digests and salt of a key for RSA-PSS; `undefined` when nothing was asked for. */
function pssParameters(hash?: string, mgf1Hash?: string, saltLength?: number) {
  if (hash === undefined && mgf1Hash === undefined && saltLength === undefined) return undefined;
  const digest = requireDigest(hash ?? 'sha1');
  const mgf1 = mgf1Hash === undefined ? digest : requireDigest(mgf1Hash, 'MGF1 digest');
  // RFC 8017, section 9.1: "typical salt lengths are [that] of the output of the hash function".
  const length = saltLength ?? (hash === undefined ? 20 : digest.size);
  return { hash: digest.name, mgf1Hash: mgf1.name, saltLength: length } satisfies PssParameters;
}

export const makeRsaKeyPairGenJob = () =>
  host().jobClass(
    'RsaKeyPairGenJob',
    (mode: number, variant: number, bits: number, exponent: number, ...rest: unknown[]) => {
      const restricted = variant === host().constants.kKeyVariantRSA_PSS;
      const pss = restricted
        ? pssParameters(...(rest.slice(0, 3) as [string?, string?, number?]))
        : undefined;
      const output = (restricted ? rest.slice(3) : rest) as unknown as Output;
      const adapt = (key: Key): Key =>
        restricted ? { ...(key as RsaKey), type: 'rsa-pss', pss } : key;
      return work(
        mode,
        output,
        () => adapt(generateRsa(bits, BigInt(exponent))),
        () => (bits < 1024 ? undefined : generateRsaLater(bits, exponent)?.then(adapt)),
      );
    },
  );

export const makeEcKeyPairGenJob = () =>
  host().jobClass(
    'EcKeyPairGenJob',
    (mode: number, name: string, encoding: number | undefined, ...output: unknown[]) => {
      const curve = requireCurve(name);
      const explicit = encoding === host().constants.OPENSSL_EC_EXPLICIT_CURVE;
      return work(mode, output as Output, () => {
        const secret = randomBelow(curve.n);
        return { type: 'ec', curve, explicit, secret, point: curve.Point.BASE.multiply(secret) };
      });
    },
  );

export const makeNidKeyPairGenJob = () =>
  host().jobClass('NidKeyPairGenJob', (mode: number, nid: number, ...output: unknown[]) => {
    const { EVP_PKEY_ED25519, EVP_PKEY_ED448, EVP_PKEY_X25519, EVP_PKEY_X448 } = host().constants;
    const types = new Map<number | undefined, OkpType>([
      [EVP_PKEY_ED25519, 'ed25519'],
      [EVP_PKEY_ED448, 'ed448'],
      [EVP_PKEY_X25519, 'x25519'],
      [EVP_PKEY_X448, 'x448'],
    ]);
    const type = types.get(nid);
    if (!type) throw host().unavailable('key pairs of this type (ML-DSA, ML-KEM, SLH-DSA)');
    return work(mode, output as Output, () => generateOkp(type));
  });

export const makeDhKeyPairGenJob = () =>
  host().jobClass(
    'DhKeyPairGenJob',
    (mode: number, choice: string | number | BytesInput, ...rest: unknown[]) => {
      const named = typeof choice === 'string' ? dhGroup(choice) : undefined;
      if (typeof choice === 'string' && !named) throw unknownGroup();
      const output = (named ? rest : rest.slice(1)) as unknown as Output;
      const generator = named ? 2 : (rest[0] as number);
      return work(mode, output, () => {
        let p: bigint;
        if (named) p = named.p;
        else if (typeof choice === 'number') {
          checkDhParameters(choice, generator);
          p = generateDhPrime(choice, generator);
        } else p = toBigInt(bytesOf(choice as BytesInput));
        const g = BigInt(generator);
        const secret = generateDhSecret(p);
        return { type: 'dh', p, g, secret, y: modPow(g, secret, p) };
      });
    },
  );

export const makeDsaKeyPairGenJob = () =>
  host().jobClass(
    'DsaKeyPairGenJob',
    (mode: number, bits: number, divisorBits: number, ...output: unknown[]) =>
      work(mode, output as Output, () => {
        if (bits < 512) throw opensslError('modulusTooSmall');
        const size = divisorBits > 0 ? divisorBits : bits >= 2048 ? 256 : 160;
        const q = randomPrime(size);
        const p = randomPrime(bits, { add: 2n * q, rem: 1n });
        let g = 1n;
        for (let h = 2n; g === 1n; h++) g = modPow(h, (p - 1n) / q, p);
        const secret = randomBelow(q);
        return { type: 'dsa', p, q, g, secret, y: modPow(g, secret, p) };
      }),
  );
