/** Ed25519, Ed448, X25519 and X448 (RFC 8032, RFC 7748). */
import { ed25519, ed25519ctx, x25519 } from '@noble/curves/ed25519.js';
import { ed448, x448 } from '@noble/curves/ed448.js';
import { randomBytes } from './host.ts';
import type { OkpKey, OkpType } from './key.ts';

export const OKP: Record<OkpType, { oid: string; jwk: string; size: number }> = {
  ed25519: { oid: '1.3.101.112', jwk: 'Ed25519', size: 32 },
  ed448: { oid: '1.3.101.113', jwk: 'Ed448', size: 57 },
  x25519: { oid: '1.3.101.110', jwk: 'X25519', size: 32 },
  x448: { oid: '1.3.101.111', jwk: 'X448', size: 56 },
};

const algorithms = { ed25519, ed448, x25519, x448 };
const withContext = { ed25519: ed25519ctx, ed448 };

/** @throws RangeError when the length is wrong. */
export function okpFromSecret(type: OkpType, secret: Uint8Array): OkpKey {
  if (secret.length !== OKP[type].size) throw new RangeError('wrong length of the key');
  const own = Uint8Array.from(secret);
  return { type, secret: own, publicBytes: algorithms[type].getPublicKey(own) };
}

/** @throws RangeError when the length is wrong. */
export function okpFromPublic(type: OkpType, publicBytes: Uint8Array): OkpKey {
  if (publicBytes.length !== OKP[type].size) throw new RangeError('wrong length of the key');
  return { type, publicBytes: Uint8Array.from(publicBytes) };
}

export const generateOkp = (type: OkpType): OkpKey =>
  okpFromSecret(type, randomBytes(OKP[type].size));

export const signOkp = (
  type: 'ed25519' | 'ed448',
  message: Uint8Array,
  secret: Uint8Array,
  context?: Uint8Array,
): Uint8Array =>
  context && context.length > 0
    ? withContext[type].sign(message, secret, { context })
    : algorithms[type].sign(message, secret);

export function verifyOkp(
  type: 'ed25519' | 'ed448',
  message: Uint8Array,
  publicBytes: Uint8Array,
  signature: Uint8Array,
  context?: Uint8Array,
): boolean {
  try {
    return context && context.length > 0
      ? withContext[type].verify(signature, message, publicBytes, { zip215: false, context })
      : algorithms[type].verify(signature, message, publicBytes, { zip215: false });
  } catch {
    // A signature of another length, or a key that is no point.
    return false;
  }
}

/** @throws Error when the result is all zeros: the other key has a small order. */
export const sharedOkpSecret = (
  type: 'x25519' | 'x448',
  secret: Uint8Array,
  publicBytes: Uint8Array,
): Uint8Array => (type === 'x25519' ? x25519 : x448).getSharedSecret(secret, publicBytes);
