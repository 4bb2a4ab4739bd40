/** `generatePrime` and `checkPrime`. */
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { bitLength, toBigInt, toBytes } from './big-int.ts';
import { toArrayBuffer } from './data.ts';
import { host } from './host.ts';
import { opensslError, opensslMessage, outOfRange } from './openssl-error.ts';
import { isProbablePrime, randomPrime } from './primes.ts';

/** The longest number that OpenSSL reads: `INT_MAX / 32`. */
const MAX_BIGNUM_BYTES = 2 ** 26 - 1;

const optional = (value: BytesInput | undefined): bigint | undefined =>
  value === undefined ? undefined : toBigInt(bytesOf(value));

export const makeRandomPrimeJob = () =>
  host().jobClass(
    'RandomPrimeJob',
    (_mode: number, size: number, safe: boolean, addBytes?: BytesInput, remBytes?: BytesInput) => {
      const [add, rem] = [optional(addBytes), optional(remBytes)];
      if (add !== undefined) {
        if (bitLength(add) > size) throw outOfRange('invalid options.add');
        if (rem !== undefined && add <= rem) throw outOfRange('invalid options.rem');
      }
      return {
        now: () => {
          if (size < 2 || (safe && size < 6 && size !== 3)) {
            throw new Error(opensslMessage('bitsTooSmall'));
          }
          const prime = randomPrime(size, { safe, add: add || undefined, rem });
          return toArrayBuffer(toBytes(prime, Math.ceil(size / 8)));
        },
      };
    },
  );

export const makeCheckPrimeJob = () =>
  host().jobClass('CheckPrimeJob', (_mode: number, candidate: BytesInput, checks: number) => {
    const bytes = bytesOf(candidate);
    if (bytes.length > MAX_BIGNUM_BYTES) throw opensslError('bignumTooLong');
    const value = toBigInt(bytes);
    return { now: () => isProbablePrime(value, checks) };
  });
