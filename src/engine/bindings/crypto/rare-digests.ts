/** Digests that few programs use. Nothing else refers to these modules: they can load by themselves. */
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import type { Digest } from './digests.ts';

export const rareDigests: Record<string, Digest> = {
  blake2b512: blake2b,
  blake2s256: blake2s,
  ripemd160,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
  shake128,
  shake256,
};
