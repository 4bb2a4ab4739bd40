/** Writes keys in the forms that `KeyObject.export` and `generateKeyPair` ask for. */
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { toBytes } from './big-int.ts';
import {
  writeEcPrivate,
  writePkcs8,
  writeRsaPrivate,
  writeRsaPublic,
  writeSpki,
} from './asn1-keys.ts';
import { encodePoint } from './curves.ts';
import { encryptPem, encryptPkcs8, keyCipher } from './encryption.ts';
import { host } from './host.ts';
import { writeJwk } from './jwk.ts';
import { isOkp, isRsa, type EcKey, type Key, type RsaKey } from './key.ts';
import { incompatibleEncoding } from './openssl-error.ts';
import { writePem } from './pem.ts';

/** What a form needs; all of it optional for public keys but the first two. */
export interface Encoding {
  format: number | undefined;
  type: number | undefined;
  cipher?: string | null | undefined;
  passphrase?: BytesInput | null | undefined;
}

const asOutput = (label: string, bytes: Uint8Array, format: number): string | Buffer =>
  format === host().constants.kKeyFormatPEM ? writePem(label, bytes) : host().asBuffer(bytes);

export function exportPublic(key: Key, { format, type }: Encoding): unknown {
  const { kKeyFormatJWK, kKeyFormatRawPublic, kKeyEncodingPKCS1 } = host().constants;
  if (format === kKeyFormatJWK) return writeJwk(key, false, {}, false);
  if (format === kKeyFormatRawPublic) return rawPublic(key, type);
  return type === kKeyEncodingPKCS1
    ? asOutput('RSA PUBLIC KEY', writeRsaPublic(key as RsaKey), format!)
    : asOutput('PUBLIC KEY', writeSpki(key), format!);
}

export function exportPrivate(key: Key, encoding: Encoding): unknown {
  const { format, type, cipher, passphrase } = encoding;
  const { kKeyFormatJWK, kKeyFormatRawPrivate, kKeyFormatRawSeed } = host().constants;
  const { kKeyEncodingPKCS1, kKeyEncodingSEC1 } = host().constants;
  if (format === kKeyFormatJWK) return writeJwk(key, true, {}, false);
  if (format === kKeyFormatRawPrivate) return rawPrivate(key);
  if (format === kKeyFormatRawSeed) throw incompatibleEncoding();
  const chosen = cipher == null ? undefined : keyCipher(cipher);
  const phrase = chosen && Uint8Array.from(bytesOf(passphrase!));
  if (type === kKeyEncodingPKCS1 || type === kKeyEncodingSEC1) {
    const label = type === kKeyEncodingPKCS1 ? 'RSA PRIVATE KEY' : 'EC PRIVATE KEY';
    const plain =
      type === kKeyEncodingPKCS1
        ? writeRsaPrivate(key as RsaKey)
        : writeEcPrivate(key as EcKey, true);
    if (!chosen) return asOutput(label, plain, format!);
    const { bytes, headers } = encryptPem(plain, chosen, phrase!);
    return writePem(label, bytes, headers);
  }
  const plain = writePkcs8(key);
  return chosen
    ? asOutput('ENCRYPTED PRIVATE KEY', encryptPkcs8(plain, chosen, phrase!), format!)
    : asOutput('PRIVATE KEY', plain, format!);
}

/** @param form SEC 1's form of the point */
export function rawPublic(key: Key, form?: number): Buffer {
  if (key.type === 'ec') return host().asBuffer(encodePoint(key.point, form));
  if (isOkp(key)) return host().asBuffer(Uint8Array.from(key.publicBytes));
  throw incompatibleEncoding();
}

export function rawPrivate(key: Key): Buffer {
  if (key.type === 'ec') return host().asBuffer(toBytes(key.secret!, key.curve.scalarSize));
  if (isOkp(key)) return host().asBuffer(Uint8Array.from(key.secret!));
  throw incompatibleEncoding();
}

/** `asymmetricKeyDetails`; `publicExponent` as the bytes that `lib` turns into a number. */
export function keyDetails<T extends object>(key: Key, target: T): T {
  if (isRsa(key)) {
    const exponent = toBytes(key.e);
    return Object.assign(target, {
      modulusLength: key.n.toString(2).length,
      publicExponent: exponent.buffer.slice(
        exponent.byteOffset,
        exponent.byteOffset + exponent.length,
      ),
      ...(key.pss && {
        hashAlgorithm: key.pss.hash,
        mgf1HashAlgorithm: key.pss.mgf1Hash,
        saltLength: key.pss.saltLength,
      }),
    });
  }
  if (key.type === 'ec') return Object.assign(target, { namedCurve: key.curve.name });
  if (key.type === 'dsa') {
    return Object.assign(target, {
      modulusLength: key.p.toString(2).length,
      divisorLength: key.q.toString(2).length,
    });
  }
  return target;
}

/** Whether both have the same public part (and so the same private one). */
export function equalKeys(a: Key, b: Key): boolean {
  return a.type === b.type && compare(writeSpki(withDefaults(a)), writeSpki(withDefaults(b)));
}

/** Without what only says how to write the key. */
const withDefaults = (key: Key): Key =>
  key.type === 'ec' ? { ...key, explicit: false, compressed: false } : key;

const compare = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
