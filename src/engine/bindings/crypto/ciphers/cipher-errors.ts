/** Errors as OpenSSL's provider of ciphers queues them and Node throws them. */
import { nativeError } from '../../../bytes/native-error.ts';

/** @param number As in `openssl errstr`, hexadecimal without the leading `error:`. */
function providerError(number: string, reason: string): Error {
  const message = `error:${number}:Provider routines::${reason}`;
  return Object.assign(new Error(message), {
    opensslErrorStack: [message],
    library: 'Provider routines',
    reason,
    code: `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`,
  });
}

export const badDecrypt = (): Error => providerError('1C800064', 'bad decrypt');
export const wrongFinalBlockLength = (): Error =>
  providerError('1C80006B', 'wrong final block length');

export const unsupportedState = (): Error => new Error('Trying to add data in unsupported state');
export const cannotAuthenticate = (): Error =>
  new Error('Unsupported state or unable to authenticate data');

export const invalidIv = (): TypeError =>
  nativeError(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector');
export const invalidTagLength = (length: number): TypeError =>
  nativeError(
    TypeError,
    'ERR_CRYPTO_INVALID_AUTH_TAG',
    `Invalid authentication tag length: ${length}`,
  );
export const invalidMessageLength = (): RangeError =>
  nativeError(RangeError, 'ERR_CRYPTO_INVALID_MESSAGELEN', 'Invalid message length');
