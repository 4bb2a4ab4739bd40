/** The class `ECDH` and `ECDH.convertKey`. */
import { nativeError } from '../../../bytes/native-error.ts';
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { toBigInt, toBytes } from './big-int.ts';
import { decodePoint, encodePoint, requireCurve, type Curve, type Point } from './curves.ts';
import { host } from './host.ts';
import { operationFailed } from './openssl-error.ts';
import { randomBelow } from './primes.ts';

function readPoint(curve: Curve, bytes: BytesInput): Point {
  try {
    return decodePoint(curve, bytesOf(bytes));
  } catch {
    throw operationFailed('Failed to convert Buffer to EC_POINT');
  }
}

export class ECDH {
  #curve: Curve;
  #private: bigint | undefined;
  #public: Point | undefined;
  /** Whether a public key was set that does not belong to the private one. */
  #mismatched = false;

  constructor(curve: string) {
    this.#curve = requireCurve(curve);
  }
  generateKeys(): void {
    this.#setPrivate(randomBelow(this.#curve.n));
  }
  /** Text instead of bytes tells `lib` that the other key is not on the curve. */
  computeSecret(otherPublic: BytesInput): Buffer | string {
    if (this.#mismatched) {
      throw nativeError(Error, 'ERR_CRYPTO_INVALID_KEYPAIR', 'Invalid key pair');
    }
    let other: Point;
    try {
      other = decodePoint(this.#curve, bytesOf(otherPublic));
    } catch {
      return 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY';
    }
    if (this.#private === undefined) throw operationFailed('Failed to compute ECDH key');
    const { x } = other.multiply(this.#private).toAffine();
    return host().asBuffer(toBytes(x, this.#curve.size));
  }
  getPublicKey(form: number): Buffer {
    if (!this.#public) throw operationFailed('Failed to get ECDH public key');
    return host().asBuffer(encodePoint(this.#public, form));
  }
  getPrivateKey(): Buffer {
    if (this.#private === undefined) throw operationFailed('Failed to get ECDH private key');
    return host().asBuffer(toBytes(this.#private, this.#curve.scalarSize));
  }
  setPrivateKey(key: BytesInput): void {
    const value = toBigInt(bytesOf(key));
    if (value === 0n || value >= this.#curve.n) {
      throw nativeError(
        RangeError,
        'ERR_CRYPTO_INVALID_KEYTYPE',
        'Private key is not valid for specified curve.',
      );
    }
    this.#setPrivate(value);
  }
  setPublicKey(key: BytesInput): void {
    this.#public = readPoint(this.#curve, key);
    this.#mismatched =
      this.#private !== undefined &&
      !this.#curve.Point.BASE.multiply(this.#private).equals(this.#public);
  }
  #setPrivate(value: bigint): void {
    this.#mismatched = false;
    this.#private = value;
    this.#public = this.#curve.Point.BASE.multiply(value);
  }
}

/** The same point in another form. */
export const ECDHConvertKey = (key: BytesInput, curve: string, form: number): Buffer | string =>
  bytesOf(key).length === 0
    ? ''
    : host().asBuffer(encodePoint(readPoint(requireCurve(curve), key), form));
