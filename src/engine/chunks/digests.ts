/** Chunk `digests`: digests and key derivation that few programs use. */
export { argon2d, argon2i, argon2id } from '@noble/hashes/argon2.js';
export {
  cshake128,
  cshake256,
  kmac128,
  kmac256,
  kt128,
  kt256,
  turboshake128,
  turboshake256,
} from '@noble/hashes/sha3-addons.js';
export { rareDigests } from '../bindings/crypto/rare-digests.ts';
