/** JSON Web Keys (RFC 7517, 7518, 8037). */
import { nativeError } from '../../../bytes/native-error.ts';
import { toBigInt, toBytes } from './big-int.ts';
import { curveOfJwk, type Curve } from './curves.ts';
import { host } from './host.ts';
import { isRsa, OKP_TYPES, type Key, type OkpKey, type RsaKey } from './key.ts';
import { OKP, okpFromPublic, okpFromSecret } from './okp.ts';
import { invalidCurve, invalidJwk } from './openssl-error.ts';

type Jwk = Record<string, unknown>;

const text = (bytes: Uint8Array): string => host().asBuffer(bytes).toString('base64url');

/** The bytes of a member, or `undefined` if it is no string. */
const bytesIn = (jwk: Jwk, name: string): Uint8Array | undefined =>
  typeof jwk[name] === 'string' ? host().Buffer.from(jwk[name], 'base64') : undefined;

function readRsa(jwk: Jwk): RsaKey {
  const number = (name: string): bigint => {
    const bytes = bytesIn(jwk, name);
    if (!bytes) throw invalidJwk('Invalid JWK RSA key');
    return toBigInt(bytes);
  };
  const [n, e] = [number('n'), number('e')];
  if (jwk.d === undefined) return { type: 'rsa', n, e };
  const [d, p, q, dp, dq, qi] = ['d', 'p', 'q', 'dp', 'dq', 'qi'].map(number);
  const secret = { d: d!, p: p!, q: q!, dp: dp!, dq: dq!, qi: qi! };
  return { type: 'rsa', n, e, secret };
}

function readEc(jwk: Jwk): Key {
  const invalid = (): TypeError => invalidJwk('Invalid JWK EC key');
  if (typeof jwk.crv !== 'string') throw invalid();
  const curve: Curve | undefined = curveOfJwk(jwk.crv);
  if (!curve) throw invalidCurve();
  const [x, y] = [bytesIn(jwk, 'x'), bytesIn(jwk, 'y')];
  if (!x || !y) throw invalid();
  const d = jwk.d === undefined ? undefined : bytesIn(jwk, 'd');
  if (jwk.d !== undefined && !d) throw invalid();
  try {
    const point = curve.Point.fromAffine({ x: toBigInt(x), y: toBigInt(y) });
    point.assertValidity();
    const secret = d && toBigInt(d);
    if (secret !== undefined && (secret === 0n || secret >= curve.n)) throw invalid();
    return { type: 'ec', curve, point, secret };
  } catch {
    throw invalid();
  }
}

function readOkp(jwk: Jwk): OkpKey {
  const type = OKP_TYPES.find((known) => OKP[known].jwk === jwk.crv);
  const [x, d] = [bytesIn(jwk, 'x'), bytesIn(jwk, 'd')];
  if (!type || !x || (jwk.d !== undefined && !d)) throw invalidJwk('Invalid JWK OKP key');
  try {
    return d ? okpFromSecret(type, d) : okpFromPublic(type, x);
  } catch {
    throw invalidJwk('Invalid JWK OKP key');
  }
}

/** @throws {TypeError} `ERR_CRYPTO_INVALID_JWK` */
export function readJwk(jwk: Jwk): Key {
  switch (jwk.kty) {
    case 'RSA':
      return readRsa(jwk);
    case 'EC':
      return readEc(jwk);
    case 'OKP':
      return readOkp(jwk);
  }
  if (typeof jwk.kty !== 'string') throw invalidJwk('Invalid JWK format');
  throw invalidJwk(`${jwk.kty} is not a supported JWK key type`);
}

/**
 * Adds the members of `key` to `target`.
 * @param allowPss Whether a key that is restricted to RSA-PSS is written as an RSA key.
 */
export function writeJwk<T extends object>(
  key: Key,
  isPrivate: boolean,
  target: T,
  allowPss: boolean,
): T {
  if (isRsa(key) && (key.type === 'rsa' || allowPss)) {
    const { n, e } = key;
    const members: Record<string, bigint> = { n, e, ...(isPrivate && key.secret) };
    const order = isPrivate ? ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] : ['n', 'e'];
    const entries = order.map((name) => [name, text(toBytes(members[name]!))]);
    return Object.assign(target, { kty: 'RSA' }, Object.fromEntries(entries));
  }
  if (key.type === 'ec') {
    const { curve, point } = key;
    if (!curve.jwk) {
      throw nativeError(
        Error,
        'ERR_CRYPTO_JWK_UNSUPPORTED_CURVE',
        `Unsupported JWK EC curve: ${curve.name}.`,
      );
    }
    const { x, y } = point.toAffine();
    return Object.assign(target, {
      kty: 'EC',
      x: text(toBytes(x, curve.size)),
      y: text(toBytes(y, curve.size)),
      crv: curve.jwk,
      ...(isPrivate && { d: text(toBytes(key.secret!, curve.scalarSize)) }),
    });
  }
  if (key.type in OKP) {
    const okp = key as OkpKey;
    return Object.assign(target, {
      crv: OKP[okp.type].jwk,
      ...(isPrivate && { d: text(okp.secret!) }),
      x: text(okp.publicBytes),
      kty: 'OKP',
    });
  }
  throw nativeError(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE', 'Unsupported JWK Key Type.');
}
