/**
 * The `crypto` binding: digests, random bytes, key derivation and keys; ciphers and what is asymmetric
 * come from chunks. What it lacks says so when it is called, not when `crypto` is loaded.
 */
import { loadChunk } from '../chunks/index.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { asymmetricFunctions } from './crypto/asymmetric.ts';
import { cipherFunctions } from './crypto/cipher-base.ts';
import { digestNames, setRareDigests } from './crypto/digests.ts';
import { hashFunctions } from './crypto/hash.ts';
import { jobs } from './crypto/jobs.ts';
import { keyFunctions } from './crypto/key-object-handle.ts';
import { timingSafeEqual } from './crypto/random.ts';
import { rareJobs } from './crypto/rare-jobs.ts';
import { secureContext } from './crypto/secure-context.ts';
import { unavailable } from './crypto/unavailable.ts';

/** What people call the parts of the binding that are missing, by the start of their names. */
const missingParts: [pattern: RegExp, what: string][] = [[/^KEM/, 'key encapsulation']];

function missing(name: string): Any {
  const what = missingParts.find(([pattern]) => pattern.test(name))?.[1] ?? `crypto's ${name}`;
  // A function, not a class: it is called with `new` or without.
  const thrower = function (): never {
    throw unavailable(what);
  };
  return Object.defineProperty(thrower, 'name', { value: name });
}

export function crypto(stub: Binding): Binding {
  setRareDigests(() => loadChunk('digests').rareDigests);
  const SecureContext: Any = secureContext(stub.SecureContext);
  for (const [name, value] of Object.entries(stub)) {
    if (typeof value === 'function') stub[name] = missing(name);
  }
  return Object.assign(
    stub,
    hashFunctions,
    jobs,
    keyFunctions,
    cipherFunctions,
    rareJobs,
    asymmetricFunctions,
    {
      timingSafeEqual,
      secureBuffer: (size: number) => new Uint8Array(size),
      secureHeapUsed: () => undefined,

      getHashes: digestNames,
      // Native code caches digests by number; here a name is as fast.
      getCachedAliases: () => ({}),
      getSSLCiphers: () => [],
      getOpenSSLSecLevelCrypto: () => 2,

      getFipsCrypto: () => 0,
      testFipsCrypto: () => false,

      // Certificates are the browser's business: it does not show them.
      getBundledRootCertificates: () => [],
      getSystemCACertificates: () => [],
      getExtraCACertificates: () => [],
      getUserRootCertificates: () => undefined,
      getCertificateCompressionAlgorithms: () => [],
      startLoadingCertificatesOffThread() {},
      resetRootCertStore() {},
      SecureContext,
    },
  );
}
