/** Elliptic curves by the names that Node, OpenSSL and JWKs give them. */
import { weierstrass, type ECDSA } from '@noble/curves/abstract/weierstrass.js';
import { byteLength } from './big-int.ts';
import { CURVE_PARAMETERS, type CurveParameters } from './curve-parameters.ts';
import { invalidCurve } from './openssl-error.ts';

export type Point = InstanceType<ECDSA['Point']>;

export interface Curve extends CurveParameters {
  /** Of a coordinate, in bytes. */
  size: number;
  /** Of a scalar, in bytes. */
  scalarSize: number;
  readonly Point: ECDSA['Point'];
}

const made = new Map<string, Curve>();

function makeCurve(parameters: CurveParameters): Curve {
  let Point: ECDSA['Point'] | undefined;
  return {
    ...parameters,
    size: byteLength(parameters.p),
    scalarSize: byteLength(parameters.n),
    get Point() {
      return (Point ??= weierstrass({ ...parameters, h: 1n }));
    },
  };
}

function find(test: (parameters: CurveParameters) => boolean): Curve | undefined {
  const parameters = CURVE_PARAMETERS.find(test);
  if (!parameters) return undefined;
  let curve = made.get(parameters.name);
  if (!curve) made.set(parameters.name, (curve = makeCurve(parameters)));
  return curve;
}

/** By OpenSSL's or NIST's name, in any case as OpenSSL takes it. */
export const curveNamed = (name: string): Curve | undefined =>
  find((curve) => curve.name === name || curve.alias === name);

export const curveOfJwk = (crv: string): Curve | undefined => find((curve) => curve.jwk === crv);

export const curveOfOid = (oid: string): Curve | undefined => find((curve) => curve.oid === oid);

export const curveOfEquation = (p: bigint, a: bigint, b: bigint): Curve | undefined =>
  find((curve) => curve.p === p && curve.a === a && curve.b === b);

/** @throws {TypeError} `ERR_CRYPTO_INVALID_CURVE` */
export function requireCurve(name: string): Curve {
  const curve = curveNamed(name);
  if (!curve) throw invalidCurve();
  return curve;
}

export const curveNames = (): string[] => CURVE_PARAMETERS.map(({ name }) => name).sort();

export const POINT_FORMS = { compressed: 2, uncompressed: 4, hybrid: 6 } as const;

/** SEC 1, section 2.3.3, and OpenSSL's hybrid form. */
export function encodePoint(point: Point, form: number = POINT_FORMS.uncompressed): Uint8Array {
  const bytes = point.toBytes(form === POINT_FORMS.compressed);
  if (form === POINT_FORMS.hybrid) bytes[0] = POINT_FORMS.hybrid | (bytes.at(-1)! & 1);
  return bytes;
}

/** @throws Error when the bytes are no point of the curve. */
export function decodePoint(curve: Curve, bytes: Uint8Array): Point {
  const first = bytes[0]!;
  if (first === 6 || first === 7) {
    const plain = Uint8Array.from(bytes);
    if ((plain.at(-1)! & 1) !== (first & 1)) throw new Error('invalid encoding');
    plain[0] = POINT_FORMS.uncompressed;
    return curve.Point.fromBytes(plain);
  }
  return curve.Point.fromBytes(Uint8Array.from(bytes));
}
