/** Diffie-Hellman: over primes, over elliptic curves by `diffieHellman()`, and `DHBitsJob`. */
import { nativeError } from '../../../bytes/native-error.ts';
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { bitLength, byteLength, modPow, toBigInt, toBytes } from './big-int.ts';
import { toArrayBuffer } from './data.ts';
import { dhGroup, groupOfPrime } from './dh-groups.ts';
import { host } from './host.ts';
import { importPrivate, importPublicOrPrivate, type KeyArguments } from './import-key.ts';
import type { DhKey, Key } from './key.ts';
import { sharedOkpSecret } from './okp.ts';
import { invalidState, opensslError } from './openssl-error.ts';
import { isProbablePrime, randomBelow, randomBits, randomPrime } from './primes.ts';

/** Reasons why parameters are unsuitable, as flags: `DH_check`. */
const CHECK = {
  notPrime: 1,
  notSafePrime: 2,
  unsuitableGenerator: 8,
  tooSmall: 0x80,
  tooLarge: 0x100,
};
const MINIMUM_BITS = 512;
const MAXIMUM_BITS = 10_000;

function check(p: bigint, g: bigint): number {
  if (groupOfPrime(p) && g === 2n) return 0;
  const bits = bitLength(p);
  let flags = 0;
  if (bits < MINIMUM_BITS) flags |= CHECK.tooSmall;
  if (bits > MAXIMUM_BITS) return flags | CHECK.tooLarge;
  if (g <= 1n || g >= p - 1n) flags |= CHECK.unsuitableGenerator;
  if (!isProbablePrime(p)) flags |= CHECK.notPrime;
  else if (!isProbablePrime(p >> 1n)) flags |= CHECK.notSafePrime;
  return flags;
}

/** A safe prime whose residue makes the generator one of the large subgroup. */
export function generateDhPrime(bits: number, generator: number): bigint {
  const residues: Record<number, [add: bigint, rem: bigint]> = { 2: [24n, 23n], 5: [60n, 59n] };
  const [add, rem] = residues[generator] ?? [12n, 11n];
  return randomPrime(bits, { safe: true, add, rem });
}

/** @throws OpenSSL's error for sizes and generators that it refuses. */
export function checkDhParameters(bits: number, generator: number): void {
  if (bits < MINIMUM_BITS) throw opensslError('modulusTooSmall');
  if (bits > MAXIMUM_BITS) throw opensslError('modulusTooLarge');
  if (generator <= 1) throw opensslError('badGenerator');
}

export function generateDhSecret(p: bigint): bigint {
  const bits = groupOfPrime(p)?.privateBits ?? 0;
  if (bits === 0) return randomBelow(p - 1n);
  return randomBits(bits) | (1n << BigInt(bits - 1));
}

const keyLengthError = (what: string): RangeError =>
  nativeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', `Supplied key is too ${what}`);

const buffer = (bytes: Uint8Array): Buffer => host().asBuffer(bytes);

class Exchange {
  readonly verifyError: number;
  #p: bigint;
  #g: bigint;
  #public: bigint | undefined;
  #private: bigint | undefined;

  constructor(p: bigint, g: bigint, verifyError: number) {
    this.#p = p;
    this.#g = g;
    this.verifyError = verifyError;
  }
  generateKeys(): Buffer {
    this.#private ??= generateDhSecret(this.#p);
    this.#public = modPow(this.#g, this.#private, this.#p);
    return this.getPublicKey();
  }
  computeSecret(otherPublic: BytesInput): Buffer {
    const other = toBigInt(bytesOf(otherPublic));
    if (other <= 1n) throw keyLengthError('small');
    if (other >= this.#p - 1n) throw keyLengthError('large');
    if (this.#private === undefined) {
      throw nativeError(Error, 'ERR_CRYPTO_INVALID_KEYTYPE', 'No private key');
    }
    return buffer(toBytes(modPow(other, this.#private, this.#p), byteLength(this.#p)));
  }
  getPrime(): Buffer {
    return buffer(toBytes(this.#p));
  }
  getGenerator(): Buffer {
    return buffer(toBytes(this.#g));
  }
  getPublicKey(): Buffer {
    if (this.#public !== undefined) return buffer(toBytes(this.#public));
    throw invalidState('No public key - did you forget to generate one?');
  }
  getPrivateKey(): Buffer {
    if (this.#private !== undefined) return buffer(toBytes(this.#private));
    throw invalidState('No private key - did you forget to generate one?');
  }
  setPublicKey(key: BytesInput): void {
    this.#public = toBigInt(bytesOf(key));
  }
  setPrivateKey(key: BytesInput): void {
    this.#private = toBigInt(bytesOf(key));
  }
}

export class DiffieHellman extends Exchange {
  constructor(sizeOrPrime: number | BytesInput, generator: number | BytesInput) {
    const fromNumber = typeof generator === 'number';
    const g = fromNumber ? BigInt(generator) : toBigInt(bytesOf(generator));
    if (typeof sizeOrPrime === 'number') {
      checkDhParameters(sizeOrPrime, Number(g));
      super(generateDhPrime(sizeOrPrime, Number(g)), g, 0);
      return;
    }
    if (g <= 1n) throw opensslError('badGenerator');
    const p = toBigInt(bytesOf(sizeOrPrime));
    super(p, g, check(p, g));
  }
}

export class DiffieHellmanGroup extends Exchange {
  constructor(name: string) {
    const group = dhGroup(name);
    if (!group) throw unknownGroup();
    super(group.p, group.g, 0);
  }
}

export const unknownGroup = (): Error =>
  nativeError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group');

/** The shared secret. @throws what OpenSSL reports when the keys do not fit each other */
export function sharedSecret(mine: Key, theirs: Key): Uint8Array {
  if (mine.type === 'dh' && theirs.type === 'dh') return sharedDhSecret(mine, theirs);
  if (mine.type === 'ec' && theirs.type === 'ec') {
    if (mine.curve !== theirs.curve) throw opensslError('differentParameters');
    const { x } = theirs.point.multiply(mine.secret!).toAffine();
    return toBytes(x, mine.curve.size);
  }
  if ((mine.type === 'x25519' || mine.type === 'x448') && theirs.type === mine.type) {
    try {
      return sharedOkpSecret(mine.type, mine.secret!, theirs.publicBytes);
    } catch {
      throw opensslError('failedDuringDerivation');
    }
  }
  throw opensslError('notSupportedForKey');
}

function sharedDhSecret(mine: DhKey, theirs: DhKey): Uint8Array {
  if (mine.p !== theirs.p || mine.g !== theirs.g) throw opensslError('differentParameters');
  return toBytes(modPow(theirs.y, mine.secret!, mine.p), byteLength(mine.p));
}

export const makeDhBitsJob = () =>
  host().jobClass(
    'DHBitsJob',
    (_mode: number, ...args: [...Required<KeyArguments>, ...Required<KeyArguments>]) => {
      const theirs = importPublicOrPrivate(...(args.slice(0, 5) as KeyArguments));
      const mine = importPrivate(...(args.slice(5) as KeyArguments));
      return { now: () => toArrayBuffer(sharedSecret(mine, theirs)) };
    },
  );
