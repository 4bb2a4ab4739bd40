/** Reads keys in all the forms that `lib/internal/crypto/keys.js` hands to native code. */
import { nativeError } from '../../../bytes/native-error.ts';
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import {
  readDsaPrivate,
  readEcPrivate,
  readPkcs8,
  readRsaPrivate,
  readRsaPublic,
  readSpki,
  spkiOfCertificate,
} from './asn1-keys.ts';
import { toBigInt } from './big-int.ts';
import { curveNamed, decodePoint, type Curve } from './curves.ts';
import { DerError, readElement, readSequence, TAG } from './der.ts';
import { decryptPem, decryptPkcs8, isEncryptedPem, isEncryptedPkcs8 } from './encryption.ts';
import { host } from './host.ts';
import { readJwk } from './jwk.ts';
import { OKP_TYPES, type Key } from './key.ts';
import { okpFromPublic, okpFromSecret } from './okp.ts';
import {
  incompatibleEncoding,
  invalidCurve,
  invalidJwk,
  missingPassphrase,
  opensslError,
  type OpenSslReason,
} from './openssl-error.ts';
import { readPem, type PemBlock } from './pem.ts';

/** The arguments of native functions that take a key. */
export type KeyArguments = [
  data: unknown,
  format?: number | null,
  type?: number | string | null,
  passphrase?: BytesInput | null,
  namedCurve?: string | null,
];

type Passphrase = Uint8Array | undefined;

const ENCODING = { pkcs1: 0, pkcs8: 1, spki: 2, sec1: 3 } as const;

/** What a reader of OpenSSL's reports for DER that it cannot make sense of. */
function orOpenSslError<T>(read: () => T, reason: OpenSslReason): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error;
    throw opensslError(reason);
  }
}

function readPrivatePem(blocks: PemBlock[], passphrase: Passphrase): Key {
  for (const block of blocks) {
    const { label } = block;
    if (!/^((RSA|EC|DSA|ENCRYPTED) )?PRIVATE KEY$/.test(label)) continue;
    let { bytes } = block;
    if (isEncryptedPem(block)) {
      if (!passphrase) throw opensslError('interrupted');
      bytes = decryptPem(block, passphrase);
    }
    switch (label) {
      case 'RSA PRIVATE KEY':
        return readRsaPrivate(bytes);
      case 'EC PRIVATE KEY':
        return readEcPrivate(bytes);
      case 'DSA PRIVATE KEY':
        return readDsaPrivate(bytes);
      case 'ENCRYPTED PRIVATE KEY':
        if (!passphrase) throw opensslError('interrupted');
        return readPkcs8(readElement(decryptPkcs8(readElement(bytes), passphrase)));
      default:
        return readPkcs8(readElement(bytes));
    }
  }
  throw opensslError('unsupported');
}

function readPrivateDer(bytes: Uint8Array, type: number, passphrase: Passphrase): Key {
  switch (type) {
    case ENCODING.pkcs1:
      return orOpenSslError(() => readRsaPrivate(bytes), 'unsupported');
    case ENCODING.sec1:
      return orOpenSslError(() => readEcPrivate(bytes), 'unsupported');
    default:
      try {
        const element = readElement(bytes);
        if (!isEncryptedPkcs8(element)) return readPkcs8(element);
        if (!passphrase) throw missingPassphrase();
        return readPkcs8(readElement(decryptPkcs8(element, passphrase)));
      } catch (error) {
        if (error instanceof Error && 'code' in error) throw error;
        if (!(error instanceof DerError))
          throw new Error('Failed to read private key', { cause: error });
        const known = { 'too long': 'tooLong', 'not enough data': 'notEnoughData' } as const;
        throw opensslError(known[error.message as keyof typeof known] ?? 'wrongTag');
      }
  }
}

/** `undefined` when the text holds nothing public. */
function readPublicPem(blocks: PemBlock[]): Key | undefined {
  for (const { label, bytes } of blocks) {
    if (label === 'PUBLIC KEY') return readSpki(readElement(bytes));
    if (label === 'RSA PUBLIC KEY') return readRsaPublic(bytes);
    if (/^(X509 |TRUSTED )?CERTIFICATE$/.test(label)) return readSpki(spkiOfCertificate(bytes));
  }
  return undefined;
}

function readPublicDer(bytes: Uint8Array, type: number): Key {
  try {
    return type === ENCODING.pkcs1 ? readRsaPublic(bytes) : readSpki(readElement(bytes));
  } catch {
    throw new Error('Failed to read asymmetric key');
  }
}

/** Whether DER with this encoding is a private key. */
function isPrivateDer(bytes: Uint8Array, type: number): boolean {
  if (type === ENCODING.pkcs8 || type === ENCODING.sec1) return true;
  if (type !== ENCODING.pkcs1) return false;
  try {
    // A private key begins with a version, which is a single byte; a public one with the modulus.
    const [first] = readSequence(readElement(bytes));
    return first?.tag === TAG.integer && first.contents.length === 1;
  } catch {
    return true;
  }
}

const invalidKeyData = (): TypeError =>
  nativeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid key data');

function readRawEc(curve: Curve, bytes: Uint8Array, isPrivate: boolean): Key {
  if (!isPrivate) return { type: 'ec', curve, point: decodePoint(curve, bytes) };
  const secret = toBigInt(bytes);
  if (bytes.length !== curve.scalarSize || secret >= curve.n) throw invalidKeyData();
  // OpenSSL takes zero here, and then fails to use it; so nothing is lost by refusing it.
  if (secret === 0n) throw invalidKeyData();
  return { type: 'ec', curve, secret, point: curve.Point.BASE.multiply(secret) };
}

function readRaw(
  bytes: Uint8Array,
  format: number,
  typeName: string,
  namedCurve: string | null | undefined,
): Key {
  const { kKeyFormatRawPrivate, kKeyFormatRawSeed } = host().constants;
  const isPrivate = format === kKeyFormatRawPrivate || format === kKeyFormatRawSeed;
  const name = typeName.toLowerCase();
  const okp = OKP_TYPES.find((type) => type === name);
  const incompatible = ['rsa', 'rsa-pss', 'dsa', 'dh'].includes(name);
  if (incompatible || ((okp || name === 'ec') && format === kKeyFormatRawSeed)) {
    throw incompatibleEncoding();
  }
  if (!okp && name !== 'ec') {
    throw nativeError(TypeError, 'ERR_INVALID_ARG_VALUE', `Invalid asymmetricKeyType: ${typeName}`);
  }
  const curve = name === 'ec' ? curveNamed(namedCurve ?? '') : undefined;
  if (!okp && !curve) throw invalidCurve();
  try {
    if (okp) return isPrivate ? okpFromSecret(okp, bytes) : okpFromPublic(okp, bytes);
    return readRawEc(curve!, bytes, isPrivate);
  } catch {
    throw invalidKeyData();
  }
}

/** A private key. @throws what OpenSSL or Node reports about the data */
export function importPrivate(...args: KeyArguments): Key {
  const [data, format, type, passphrase, namedCurve] = args;
  if (host().isHandle(data)) return host().keyOf(data);
  const { kKeyFormatPEM, kKeyFormatJWK, kKeyFormatDER, kKeyFormatStore } = host().constants;
  if (format === kKeyFormatStore) {
    throw nativeError(
      Error,
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'Keys by URL need a store of OpenSSL, which a browser does not have: read the file and pass its contents.',
    );
  }
  if (format === kKeyFormatJWK) {
    const key = readJwk(data as Record<string, unknown>);
    if (key.secret === undefined) throw invalidJwk('JWK does not contain private key material');
    return key;
  }
  const bytes = bytesOf(data as BytesInput);
  const phrase = passphrase == null ? undefined : Uint8Array.from(bytesOf(passphrase));
  if (format === kKeyFormatDER) return readPrivateDer(bytes, type as number, phrase);
  if (format === kKeyFormatPEM || format == null) {
    const blocks = readPem(host().asBuffer(bytes).toString('latin1'));
    return orOpenSslError(() => readPrivatePem(blocks, phrase), 'unsupported');
  }
  return readRaw(bytes, format, type as string, namedCurve);
}

/** A public key, or a private key where one may stand for its public part. */
export function importPublicOrPrivate(...args: KeyArguments): Key {
  const [data, format, type, , namedCurve] = args;
  if (host().isHandle(data)) return host().keyOf(data);
  const { kKeyFormatPEM, kKeyFormatJWK, kKeyFormatDER } = host().constants;
  if (format === kKeyFormatJWK) return readJwk(data as Record<string, unknown>);
  const bytes = bytesOf(data as BytesInput);
  if (format === kKeyFormatDER) {
    return isPrivateDer(bytes, type as number)
      ? importPrivate(...args)
      : readPublicDer(bytes, type as number);
  }
  if (format === kKeyFormatPEM || format == null) {
    const blocks = readPem(host().asBuffer(bytes).toString('latin1'));
    const key = orOpenSslError(() => readPublicPem(blocks), 'wrongTag');
    return key ?? importPrivate(...args);
  }
  return readRaw(bytes, format, type as string, namedCurve);
}
