/** Asymmetric keys, signatures, key exchange, primes and certificates. */
export { createAsymmetric } from '../bindings/crypto/keys/index.ts';
