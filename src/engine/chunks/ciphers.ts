/** Chunk `ciphers`: encryption for `crypto`. */
export { cipherInfo, cipherNames } from '../bindings/crypto/ciphers/cipher-table.ts';
export { Cipher } from '../bindings/crypto/ciphers/cipher.ts';
export {
  aesCbc,
  aesCtr,
  aesGcm,
  aesKw,
  aesOcb,
  chaCha20Poly1305,
} from '../bindings/crypto/ciphers/one-shot.ts';
