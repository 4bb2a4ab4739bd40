/** Keys in DER: SPKI and PKCS #8 for all types, PKCS #1 for RSA, SEC 1 for elliptic curves. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { modInverse, modPow, toBigInt, toBytes } from './big-int.ts';
import {
  curveOfEquation,
  curveOfOid,
  decodePoint,
  encodePoint,
  POINT_FORMS,
  type Curve,
} from './curves.ts';
import {
  bits,
  children,
  contextTag,
  DerError,
  expectTag,
  integer,
  nothing,
  octets,
  oid,
  readBits,
  readElement,
  readInteger,
  readOctets,
  readOid,
  readSequence,
  sequence,
  TAG,
  writeElement,
  type Element,
} from './der.ts';
import { isRsa, type DhKey, type DsaKey, type EcKey, type Key, type RsaKey } from './key.ts';
import { OKP, okpFromPublic, okpFromSecret } from './okp.ts';
import { OKP_TYPES, type PssParameters } from './key.ts';
import { digestOfOid, digestOid, OID } from './oids.ts';

/** PKCS #1, appendix A.1.1. */
export function readRsaPublic(bytes: Uint8Array): RsaKey {
  const [n, e] = readSequence(readElement(bytes));
  return { type: 'rsa', n: readInteger(n), e: readInteger(e) };
}

/** PKCS #1, appendix A.1.2, with two primes. */
export function readRsaPrivate(bytes: Uint8Array): RsaKey {
  const fields = readSequence(readElement(bytes));
  if (fields.length !== 9) throw new DerError('field missing');
  const [version, n, e, d, p, q, dp, dq, qi] = fields.map(readInteger) as [bigint, ...bigint[]];
  if (version !== 0n) throw new DerError('unsupported version');
  return {
    type: 'rsa',
    n: n!,
    e: e!,
    secret: { d: d!, p: p!, q: q!, dp: dp!, dq: dq!, qi: qi! },
  };
}

export const writeRsaPublic = ({ n, e }: RsaKey): Uint8Array => sequence(integer(n), integer(e));

export function writeRsaPrivate({ n, e, secret }: RsaKey): Uint8Array {
  const { d, p, q, dp, dq, qi } = secret!;
  return sequence(...[0n, n, e, d, p, q, dp, dq, qi].map(integer));
}

/** RFC 4055, section 3.1. What is left out is SHA-1 and a salt of 20 bytes. */
export function readPssParameters(element: Element): PssParameters {
  const parameters = { hash: 'sha1', mgf1Hash: 'sha1', saltLength: 20 };
  const digestIn = (algorithm: Element | undefined): string => {
    const name = digestOfOid(readOid(readSequence(algorithm)[0]));
    if (!name) throw new DerError('unsupported digest');
    return name;
  };
  for (const field of readSequence(element)) {
    const [value] = children(field);
    if (field.tag === contextTag(0)) parameters.hash = digestIn(value);
    if (field.tag === contextTag(1)) parameters.mgf1Hash = digestIn(readSequence(value)[1]);
    if (field.tag === contextTag(2)) parameters.saltLength = Number(readInteger(value));
  }
  return parameters;
}

const digestAlgorithm = (name: string): Uint8Array => sequence(oid(digestOid(name)!), nothing());

export function writePssParameters({ hash, mgf1Hash, saltLength }: PssParameters): Uint8Array {
  const fields: Uint8Array[] = [];
  if (hash !== 'sha1') fields.push(writeElement(contextTag(0), digestAlgorithm(hash)));
  if (mgf1Hash !== 'sha1') {
    const mgf = sequence(oid(OID.mgf1), digestAlgorithm(mgf1Hash));
    fields.push(writeElement(contextTag(1), mgf));
  }
  if (saltLength !== 20) fields.push(writeElement(contextTag(2), integer(saltLength)));
  return sequence(...fields);
}

interface CurveChoice {
  curve: Curve;
  explicit: boolean;
}

/** A curve's name, or its parameters spelled out (SEC 1, appendix C.2). */
function readCurve(element: Element | undefined): CurveChoice {
  if (element?.tag === TAG.oid) {
    const curve = curveOfOid(readOid(element));
    if (!curve) throw new DerError('unknown curve');
    return { curve, explicit: false };
  }
  const [, field, equation] = readSequence(element);
  const [kind, p] = readSequence(field);
  const [a, b] = readSequence(equation);
  if (readOid(kind) !== OID.primeField) throw new DerError('unsupported field');
  const curve = curveOfEquation(readInteger(p), toBigInt(readOctets(a)), toBigInt(readOctets(b)));
  if (!curve) throw new DerError('unknown curve');
  return { curve, explicit: true };
}

function writeCurve({ curve, explicit, compressed }: EcKey): Uint8Array {
  if (!explicit) return oid(curve.oid);
  const { p, a, b, n, size, seed, Point } = curve;
  const equation = [octets(toBytes(a, size)), octets(toBytes(b, size))];
  if (seed) equation.push(bits(hexToBytes(seed)));
  const form = compressed ? POINT_FORMS.compressed : POINT_FORMS.uncompressed;
  return sequence(
    integer(1),
    sequence(oid(OID.primeField), integer(p)),
    sequence(...equation),
    octets(encodePoint(Point.BASE, form)),
    integer(n),
    integer(1),
  );
}

const isCompressed = (point: Uint8Array): boolean => point[0] === 2 || point[0] === 3;

function ecPublic(choice: CurveChoice, point: Uint8Array): EcKey {
  return {
    type: 'ec',
    ...choice,
    point: decodePoint(choice.curve, point),
    compressed: isCompressed(point),
  };
}

/** RFC 5915. @param outer What PKCS #8 says about the curve */
export function readEcPrivate(bytes: Uint8Array, outer?: CurveChoice): EcKey {
  const [version, scalar, ...rest] = readSequence(readElement(bytes));
  if (readInteger(version) !== 1n) throw new DerError('unsupported version');
  const named = rest.find(({ tag }) => tag === contextTag(0));
  const choice = named ? readCurve(children(named)[0]) : outer;
  if (!choice) throw new DerError('missing parameters');
  const secret = toBigInt(readOctets(scalar));
  const { curve } = choice;
  if (secret === 0n || secret >= curve.n) throw new DerError('invalid private key');
  const written = rest.find(({ tag }) => tag === contextTag(1));
  const point = written && readBits(children(written)[0]);
  return {
    type: 'ec',
    ...choice,
    secret,
    point: point ? decodePoint(curve, point) : curve.Point.BASE.multiply(secret),
    compressed: point ? isCompressed(point) : false,
  };
}

const pointBytes = ({ point, compressed }: EcKey): Uint8Array =>
  encodePoint(point, compressed ? POINT_FORMS.compressed : POINT_FORMS.uncompressed);

export function writeEcPrivate(key: EcKey, withCurve: boolean): Uint8Array {
  return sequence(
    integer(1),
    octets(toBytes(key.secret!, key.curve.scalarSize)),
    ...(withCurve ? [writeElement(contextTag(0), writeCurve(key))] : []),
    writeElement(contextTag(1), bits(pointBytes(key))),
  );
}

const okpTypeOf = (algorithm: string) => OKP_TYPES.find((type) => OKP[type].oid === algorithm);

/** RFC 5280, section 4.1. */
export function readSpki(element: Element): Key {
  const [algorithm, subject] = readSequence(element);
  const [identifier, parameters] = readSequence(algorithm);
  const key = readBits(subject);
  const name = readOid(identifier);
  const okp = okpTypeOf(name);
  if (okp) return okpFromPublic(okp, key);
  switch (name) {
    case OID.rsa:
      return readRsaPublic(key);
    case OID.rsaPss:
      return { ...readRsaPublic(key), type: 'rsa-pss', pss: readPss(parameters) };
    case OID.ec:
      return ecPublic(readCurve(parameters), key);
    case OID.dh: {
      const [p, g] = readSequence(parameters);
      return { type: 'dh', p: readInteger(p), g: readInteger(g), y: readInteger(readElement(key)) };
    }
    case OID.dsa:
      return { ...readDsaParameters(parameters), y: readInteger(readElement(key)) };
  }
  throw new DerError('unsupported algorithm');
}

const readPss = (parameters: Element | undefined): PssParameters | undefined =>
  parameters && readPssParameters(parameters);

function readDsaParameters(parameters: Element | undefined): Omit<DsaKey, 'y'> {
  const [p, q, g] = readSequence(parameters);
  return { type: 'dsa', p: readInteger(p), q: readInteger(q), g: readInteger(g) };
}

/** RFC 5958, not encrypted. */
export function readPkcs8(element: Element): Key {
  const [version, algorithm, inner] = readSequence(element);
  if (readInteger(version) > 1n) throw new DerError('unsupported version');
  const [identifier, parameters] = readSequence(algorithm);
  const key = readOctets(inner);
  const name = readOid(identifier);
  const okp = okpTypeOf(name);
  if (okp) return okpFromSecret(okp, readOctets(readElement(key)));
  switch (name) {
    case OID.rsa:
      return readRsaPrivate(key);
    case OID.rsaPss:
      return { ...readRsaPrivate(key), type: 'rsa-pss', pss: readPss(parameters) };
    case OID.ec:
      return readEcPrivate(key, parameters && readCurve(parameters));
    case OID.dh: {
      const [p, g] = readSequence(parameters).map(readInteger) as [bigint, bigint];
      const secret = readInteger(readElement(key));
      return { type: 'dh', p, g, secret, y: modPow(g, secret, p) };
    }
    case OID.dsa: {
      const group = readDsaParameters(parameters);
      const secret = readInteger(readElement(key));
      return { ...group, secret, y: modPow(group.g, secret, group.p) };
    }
  }
  throw new DerError('unsupported algorithm');
}

/** OpenSSL's own form of DSA keys: version, p, q, g, y, x. */
export function readDsaPrivate(bytes: Uint8Array): DsaKey {
  const [version, p, q, g, y, secret] = readSequence(readElement(bytes));
  if (readInteger(version) !== 0n) throw new DerError('unsupported version');
  return {
    type: 'dsa',
    ...{ p: readInteger(p), q: readInteger(q), g: readInteger(g) },
    ...{ y: readInteger(y), secret: readInteger(secret) },
  };
}

/** The algorithm identifier, the public key and the private key in it. */
interface Parts {
  algorithm: Uint8Array;
  publicKey: () => Uint8Array;
  privateKey: () => Uint8Array;
}

function partsOf(key: Key): Parts {
  if (isRsa(key)) {
    const parameters =
      key.type === 'rsa' ? [nothing()] : key.pss ? [writePssParameters(key.pss)] : [];
    return {
      algorithm: sequence(oid(key.type === 'rsa' ? OID.rsa : OID.rsaPss), ...parameters),
      publicKey: () => writeRsaPublic(key),
      privateKey: () => writeRsaPrivate(key),
    };
  }
  switch (key.type) {
    case 'ec':
      return {
        algorithm: sequence(oid(OID.ec), writeCurve(key)),
        publicKey: () => pointBytes(key),
        privateKey: () => writeEcPrivate(key, false),
      };
    case 'dh':
      return numberParts(key, OID.dh, [key.p, key.g]);
    case 'dsa':
      return numberParts(key, OID.dsa, [key.p, key.q, key.g]);
    default:
      return {
        algorithm: sequence(oid(OKP[key.type].oid)),
        publicKey: () => key.publicBytes,
        privateKey: () => octets(key.secret!),
      };
  }
}

const numberParts = (key: DhKey | DsaKey, identifier: string, group: bigint[]): Parts => ({
  algorithm: sequence(oid(identifier), sequence(...group.map(integer))),
  publicKey: () => integer(key.y),
  privateKey: () => integer(key.secret!),
});

export function writeSpki(key: Key): Uint8Array {
  const { algorithm, publicKey } = partsOf(key);
  return sequence(algorithm, bits(publicKey()));
}

export function writePkcs8(key: Key): Uint8Array {
  const { algorithm, privateKey } = partsOf(key);
  return sequence(integer(0), algorithm, octets(privateKey()));
}

/** What PKCS #1 leaves to be derived. */
export function rsaSecret(p: bigint, q: bigint, d: bigint) {
  return { d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: modInverse(q, p) };
}

/** The public key that a certificate certifies. */
export function spkiOfCertificate(bytes: Uint8Array): Element {
  const [body] = readSequence(readElement(bytes));
  const fields = readSequence(body);
  const offset = fields[0]?.tag === contextTag(0) ? 1 : 0;
  return expectTag(fields[offset + 5], TAG.sequence);
}
