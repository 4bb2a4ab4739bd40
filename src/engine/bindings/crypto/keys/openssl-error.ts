/** Errors that OpenSSL 3 reports, with the fields that Node adds to them. */
import { nativeError } from '../../../bytes/native-error.ts';

/** `error:<code>:<library>::<reason>` by a name of our own. */
const REASONS = {
  unsupported: ['1E08010C', 'DECODER routines', 'unsupported'],
  interrupted: ['07880109', 'common libcrypto routines', 'interrupted or cancelled'],
  badDecrypt: ['1C800064', 'Provider routines', 'bad decrypt'],
  wrongTag: ['068000A8', 'asn1 encoding routines', 'wrong tag'],
  tooLong: ['0680009B', 'asn1 encoding routines', 'too long'],
  notEnoughData: ['0680008E', 'asn1 encoding routines', 'not enough data'],
  cipherParameter: ['0300007A', 'digital envelope routines', 'cipher parameter error'],
  dataTooLargeForKeySize: ['0200006E', 'rsa routines', 'data too large for key size'],
  dataTooSmallForKeySize: ['0200007A', 'rsa routines', 'data too small for key size'],
  dataTooLargeForModulus: ['02000084', 'rsa routines', 'data too large for modulus'],
  digestTooBigForKey: ['02000070', 'rsa routines', 'digest too big for rsa key'],
  oaepDecoding: ['02000079', 'rsa routines', 'oaep decoding error'],
  invalidPadding: ['0200008A', 'rsa routines', 'invalid padding'],
  blockType: ['0200006A', 'rsa routines', 'block type is not 01'],
  unknownPadding: ['02000076', 'rsa routines', 'unknown padding type'],
  unsupportedPadding: ['1C8000A5', 'Provider routines', 'illegal or unsupported padding mode'],
  invalidDigest: ['1C80007A', 'Provider routines', 'invalid digest'],
  digestNotAllowed: ['1C8000AE', 'Provider routines', 'digest not allowed'],
  saltTooSmall: ['1C8000AC', 'Provider routines', 'pss saltlen too small'],
  keyTooSmall: ['1C8000AB', 'Provider routines', 'key size too small'],
  notSupportedForKey: [
    '03000096',
    'digital envelope routines',
    'operation not supported for this keytype',
  ],
  differentParameters: ['1C8000CB', 'Provider routines', 'mismatching domain parameters'],
  failedDuringDerivation: ['1C8000A4', 'Provider routines', 'failed during derivation'],
  bignumTooLong: ['01800072', 'bignum routines', 'bignum too long'],
  bitsTooSmall: ['01800076', 'bignum routines', 'bits too small'],
  badGenerator: ['02800065', 'Diffie-Hellman routines', 'bad generator'],
  modulusTooSmall: ['0280007E', 'Diffie-Hellman routines', 'modulus too small'],
  modulusTooLarge: ['02800067', 'Diffie-Hellman routines', 'modulus too large'],
  publicExponent: ['020000B2', 'rsa routines', 'pub exponent out of range'],
  unsupportedCipher: ['04800071', 'PEM routines', 'unsupported cipher'],
  publicKeyDecode: ['03000072', 'digital envelope routines', 'decode error'],
  noStartLine: ['0480006C', 'PEM routines', 'no start line'],
} as const satisfies Record<string, readonly [code: string, library: string, reason: string]>;

export type OpenSslReason = keyof typeof REASONS;

/** Libraries whose name is part of `code`; the others add nothing. */
const PREFIXES: Record<string, string> = {
  'asn1 encoding routines': 'ASN1_',
  'bignum routines': 'BN_',
  'common libcrypto routines': 'CRYPTO_',
  'Diffie-Hellman routines': 'DH_',
  'digital envelope routines': 'EVP_',
  'PEM routines': 'PEM_',
  'rsa routines': 'RSA_',
};

export const opensslMessage = (name: OpenSslReason): string => {
  const [code, library, reason] = REASONS[name];
  return `error:${code}:${library}::${reason}`;
};

export function opensslError(name: OpenSslReason): Error {
  const [, library, reason] = REASONS[name];
  const code = `ERR_OSSL_${PREFIXES[library] ?? ''}${reason.replace(/ /g, '_').toUpperCase()}`;
  return Object.assign(new Error(opensslMessage(name)), { library, reason, code });
}

export const unsupportedOperation = (): Error =>
  nativeError(Error, 'ERR_CRYPTO_UNSUPPORTED_OPERATION', 'Unsupported crypto operation');

export const invalidJwk = (message: string): TypeError =>
  nativeError(TypeError, 'ERR_CRYPTO_INVALID_JWK', message);

export const invalidCurve = (): TypeError =>
  nativeError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');

export const missingPassphrase = (): TypeError =>
  nativeError(TypeError, 'ERR_MISSING_PASSPHRASE', 'Passphrase required for encrypted key');

export const invalidState = (message: string): Error =>
  nativeError(Error, 'ERR_CRYPTO_INVALID_STATE', message);

export const operationFailed = (message: string): Error =>
  nativeError(Error, 'ERR_CRYPTO_OPERATION_FAILED', message);

export const incompatibleEncoding = (): Error =>
  nativeError(
    Error,
    'ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS',
    'The selected key encoding is incompatible with the key type',
  );

export const outOfRange = (message: string): RangeError =>
  nativeError(RangeError, 'ERR_OUT_OF_RANGE', message);
