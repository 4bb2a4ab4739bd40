/** Signing and verifying with any key, given a digest or a whole message. */
import {
  opensslError,
  operationFailed,
  outOfRange,
  unsupportedOperation,
} from './openssl-error.ts';
import { byteLength } from './big-int.ts';
import { requireDigest, type NamedDigest } from './digest.ts';
import {
  orderOf,
  readDerSignature,
  readP1363,
  signDigest,
  verifyDigest,
  writeDerSignature,
  writeP1363,
} from './dsa.ts';
import { host } from './host.ts';
import { isRsa, type Key, type OkpKey, type RsaKey } from './key.ts';
import { signOkp, verifyOkp } from './okp.ts';
import { maximumSalt, signPkcs1, signPss, verifyPkcs1, verifyPss } from './rsa.ts';

export interface SignatureOptions {
  padding?: number | undefined;
  saltLength?: number | undefined;
  dsaEncoding?: number | undefined;
  context?: Uint8Array | undefined;
}

const PADDING = { pkcs1: 1, pss: 6 } as const;

/** Special lengths of a salt. */
const SALT = { digest: -1, maximum: -2, maximumSign: -3 } as const;

interface Pss {
  mgf1: NamedDigest;
  /** `undefined` takes any when verifying. */
  saltLength: number | undefined;
}

/** The parameters of PSS, or `undefined` for PKCS #1 v1.5. */
function pssFor(
  key: RsaKey,
  digest: NamedDigest,
  { padding, saltLength }: SignatureOptions,
  signing: boolean,
): Pss | undefined {
  const used = padding ?? (key.type === 'rsa-pss' ? PADDING.pss : PADDING.pkcs1);
  if (used !== PADDING.pss && (used !== PADDING.pkcs1 || key.type === 'rsa-pss')) {
    throw opensslError('unsupportedPadding');
  }
  if (used === PADDING.pkcs1) return undefined;
  const { pss } = key;
  if (pss && pss.hash !== digest.name) throw opensslError('digestNotAllowed');
  const mgf1 = pss ? requireDigest(pss.mgf1Hash) : digest;
  const maximum = maximumSalt(key, digest);
  let length: number | undefined;
  switch (saltLength) {
    case undefined:
      // What a restricted key prescribes; otherwise the digest's length, as FIPS 186-4 limits it.
      length = signing ? (pss?.saltLength ?? Math.min(maximum, digest.size)) : undefined;
      break;
    case SALT.digest:
      length = digest.size;
      break;
    case SALT.maximum:
      length = signing ? maximum : undefined;
      break;
    case SALT.maximumSign:
      length = maximum;
      break;
    default:
      length = saltLength;
  }
  if (pss && length !== undefined && length < pss.saltLength) throw opensslError('saltTooSmall');
  return { mgf1, saltLength: length };
}

type SigningOkpKey = OkpKey & { type: 'ed25519' | 'ed448' };

export const isOneShotOnly = (key: Key): key is SigningOkpKey =>
  key.type === 'ed25519' || key.type === 'ed448';

/** @throws what OpenSSL reports for keys that cannot sign. */
export function signHash(
  key: Key,
  digest: NamedDigest,
  hashed: Uint8Array,
  options: SignatureOptions,
): Uint8Array {
  if (isRsa(key)) {
    const pss = pssFor(key, digest, options, true);
    return pss
      ? signPss(key, digest, pss.mgf1, hashed, pss.saltLength!)
      : signPkcs1(key, digest, hashed);
  }
  if (key.type === 'ec' || key.type === 'dsa') {
    const signature = signDigest(key, hashed);
    return options.dsaEncoding === host().constants.kSigEncP1363
      ? writeP1363(signature, byteLength(orderOf(key)))
      : writeDerSignature(signature);
  }
  throw isOneShotOnly(key) ? unsupportedOperation() : opensslError('notSupportedForKey');
}

export function verifyHash(
  key: Key,
  digest: NamedDigest,
  hashed: Uint8Array,
  signature: Uint8Array,
  options: SignatureOptions,
): boolean {
  if (isRsa(key)) {
    const pss = pssFor(key, digest, options, false);
    return pss
      ? verifyPss(key, digest, pss.mgf1, hashed, signature, pss.saltLength)
      : verifyPkcs1(key, digest, hashed, signature);
  }
  if (key.type === 'ec' || key.type === 'dsa') {
    const numbers =
      options.dsaEncoding === host().constants.kSigEncP1363
        ? readP1363(signature, byteLength(orderOf(key)))
        : readDerSignature(signature);
    return numbers !== undefined && verifyDigest(key, hashed, numbers);
  }
  throw isOneShotOnly(key) ? unsupportedOperation() : opensslError('notSupportedForKey');
}

/** The digest of a one-shot operation; only EdDSA works without. */
function chosenDigest(key: Key, name: string | null | undefined): NamedDigest {
  return requireDigest(name ?? (isRsa(key) ? key.pss?.hash : undefined) ?? 'sha256');
}

function checkContext(key: Key, digest: string | null | undefined, context?: Uint8Array): void {
  if (context === undefined || context.length === 0) {
    if (isOneShotOnly(key) && digest != null) throw opensslError('invalidDigest');
    return;
  }
  if (!isOneShotOnly(key)) throw operationFailed('Context parameter is unsupported');
  if (context.length > 255) throw outOfRange('context string must be at most 255 bytes');
  if (digest != null) throw opensslError('invalidDigest');
}

export function signMessage(
  key: Key,
  digestName: string | null | undefined,
  message: Uint8Array,
  options: SignatureOptions,
): Uint8Array {
  checkContext(key, digestName, options.context);
  if (isOneShotOnly(key)) return signOkp(key.type, message, key.secret!, options.context);
  const digest = chosenDigest(key, digestName);
  return signHash(key, digest, digest.hash(message), options);
}

export function verifyMessage(
  key: Key,
  digestName: string | null | undefined,
  message: Uint8Array,
  signature: Uint8Array,
  options: SignatureOptions,
): boolean {
  checkContext(key, digestName, options.context);
  if (isOneShotOnly(key)) {
    return verifyOkp(key.type, message, key.publicBytes, signature, options.context);
  }
  const digest = chosenDigest(key, digestName);
  return verifyHash(key, digest, digest.hash(message), signature, options);
}
