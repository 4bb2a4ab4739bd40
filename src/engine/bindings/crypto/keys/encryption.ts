/**
 * Private keys that are encrypted with a passphrase: PBES2 of PKCS #5 (RFC 8018) around PKCS #8, and
 * OpenSSL's older way, a header in the PEM text.
 */
import { cbc, ecb } from '@noble/ciphers/aes.js';
import { md5 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { nativeError } from '../../../bytes/native-error.ts';
import {
  DerError,
  integer,
  nothing,
  octets,
  oid,
  readInteger,
  readOctets,
  readOid,
  readSequence,
  sequence,
  type Element,
} from './der.ts';
import { host, randomBytes } from './host.ts';
import { OID } from './oids.ts';
import { opensslError } from './openssl-error.ts';
import type { PemBlock } from './pem.ts';

interface BlockCipher {
  name: string;
  oid: string;
  keySize: number;
}

const CIPHERS: BlockCipher[] = [
  { name: 'aes-128-cbc', oid: '2.16.840.1.101.3.4.1.2', keySize: 16 },
  { name: 'aes-192-cbc', oid: '2.16.840.1.101.3.4.1.22', keySize: 24 },
  { name: 'aes-256-cbc', oid: '2.16.840.1.101.3.4.1.42', keySize: 32 },
  { name: 'aes-128-ecb', oid: '2.16.840.1.101.3.4.1.1', keySize: 16 },
  { name: 'aes-192-ecb', oid: '2.16.840.1.101.3.4.1.21', keySize: 24 },
  { name: 'aes-256-ecb', oid: '2.16.840.1.101.3.4.1.41', keySize: 32 },
];

/** The digest under HMAC, by the OID of the pseudo-random function. */
const PSEUDO_RANDOM: Record<string, string> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** As OpenSSL derives the key of a new file. */
const ITERATIONS = 2048;
const SALT_SIZE = 16;
const IV_SIZE = 16;

/** @throws `ERR_CRYPTO_UNKNOWN_CIPHER`, or OpenSSL's error for a mode that cannot be used here */
export function keyCipher(name: string): BlockCipher {
  const alias = /^aes(128|192|256)$/i.exec(name)?.[1];
  const canonical = alias ? `aes-${alias}-cbc` : name.toLowerCase();
  const cipher = CIPHERS.find((known) => known.name === canonical);
  if (cipher) return cipher;
  if (/^(id-)?aes-?(128|192|256)-?(gcm|ccm|ocb|xts|wrap)/i.test(name)) {
    throw opensslError('cipherParameter');
  }
  throw nativeError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher');
}

const ivSize = ({ name }: BlockCipher): number => (name.endsWith('ecb') ? 0 : IV_SIZE);

const modeOf = (cipher: BlockCipher, key: Uint8Array, iv: Uint8Array) =>
  ivSize(cipher) === 0 ? ecb(key) : cbc(key, Uint8Array.from(iv));

function decrypt(
  cipher: BlockCipher,
  key: Uint8Array,
  iv: Uint8Array,
  bytes: Uint8Array,
): Uint8Array {
  try {
    return modeOf(cipher, key, iv).decrypt(Uint8Array.from(bytes));
  } catch {
    throw opensslError('badDecrypt');
  }
}

/** Whether this is an EncryptedPrivateKeyInfo: it begins with an algorithm, not with a version. */
export const isEncryptedPkcs8 = (element: Element): boolean =>
  element.tag === 0x30 && element.contents[0] === 0x30;

export function decryptPkcs8(element: Element, passphrase: Uint8Array): Uint8Array {
  const [algorithm, data] = readSequence(element);
  const [scheme, parameters] = readSequence(algorithm);
  if (readOid(scheme) !== OID.pbes2) throw new DerError('unsupported encryption');
  const [derivation, encryption] = readSequence(parameters);
  const [kdf, kdfParameters] = readSequence(derivation);
  if (readOid(kdf) !== OID.pbkdf2) throw new DerError('unsupported key derivation');
  const [salt, iterations, ...optional] = readSequence(kdfParameters);
  const prf = optional.find(({ tag }) => tag === 0x30);
  const hash = prf ? PSEUDO_RANDOM[readOid(readSequence(prf)[0])] : 'sha1';
  const [cipherOid, iv] = readSequence(encryption);
  const cipher = CIPHERS.find((known) => known.oid === readOid(cipherOid));
  if (!hash || !cipher) throw new DerError('unsupported encryption');
  const key = pbkdf2(host().digestNamed(hash)!, passphrase, readOctets(salt), {
    c: Number(readInteger(iterations)),
    dkLen: cipher.keySize,
  });
  return decrypt(cipher, key, readOctets(iv), readOctets(data));
}

export function encryptPkcs8(
  plain: Uint8Array,
  cipher: BlockCipher,
  passphrase: Uint8Array,
): Uint8Array {
  const salt = randomBytes(SALT_SIZE);
  const iv = randomBytes(ivSize(cipher));
  const key = pbkdf2(host().digestNamed('sha256')!, passphrase, salt, {
    c: ITERATIONS,
    dkLen: cipher.keySize,
  });
  const prf = sequence(oid('1.2.840.113549.2.9'), nothing());
  const derivation = sequence(oid(OID.pbkdf2), sequence(octets(salt), integer(ITERATIONS), prf));
  const parameters = sequence(derivation, sequence(oid(cipher.oid), octets(iv)));
  return sequence(
    sequence(oid(OID.pbes2), parameters),
    octets(modeOf(cipher, key, iv).encrypt(plain)),
  );
}

/** OpenSSL's `EVP_BytesToKey` with MD5 and one iteration. */
function bytesToKey(passphrase: Uint8Array, salt: Uint8Array, size: number): Uint8Array {
  let key: Uint8Array = new Uint8Array(0);
  let block: Uint8Array = new Uint8Array(0);
  while (key.length < size) {
    block = md5(concatBytes(block, passphrase, salt));
    key = concatBytes(key, block);
  }
  return key.subarray(0, size);
}

export const isEncryptedPem = ({ headers }: PemBlock): boolean =>
  /^4,ENCRYPTED$/.test(headers['proc-type'] ?? '');

export function decryptPem(block: PemBlock, passphrase: Uint8Array): Uint8Array {
  const [name, ivHex] = (block.headers['dek-info'] ?? '').split(',');
  const cipher = CIPHERS.find((known) => known.name === name?.toLowerCase());
  if (!cipher || !/^[0-9a-f]+$/i.test(ivHex ?? '')) throw new DerError('unsupported encryption');
  const iv = hexToBytes(ivHex!);
  const key = bytesToKey(passphrase, iv.subarray(0, 8), cipher.keySize);
  return decrypt(cipher, key, iv, block.bytes);
}

export function encryptPem(
  plain: Uint8Array,
  cipher: BlockCipher,
  passphrase: Uint8Array,
): { bytes: Uint8Array; headers: Record<string, string> } {
  if (ivSize(cipher) === 0) throw opensslError('unsupportedCipher');
  const iv = randomBytes(ivSize(cipher));
  const key = bytesToKey(passphrase, iv.subarray(0, 8), cipher.keySize);
  return {
    bytes: modeOf(cipher, key, iv).encrypt(plain),
    headers: {
      'Proc-Type': '4,ENCRYPTED',
      'DEK-Info': `${cipher.name.toUpperCase()},${bytesToHex(iv).toUpperCase()}`,
    },
  };
}
