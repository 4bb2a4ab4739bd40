import { describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import { hmac } from '@noble/hashes/hmac.js';
import { hkdfWork, pbkdf2Work, scryptWork } from './derive.ts';
import {
  createDigest,
  digestNamed,
  digestNames,
  requireDigest,
  setRareDigests,
} from './digests.ts';
import { rareDigests } from './rare-digests.ts';

setRareDigests(() => rareDigests);

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const hex = (result: Uint8Array): string => Buffer.from(result).toString('hex');
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    return [code, message];
  }
};

describe('digests', () => {
  it('lists what Node lists, except what is missing', () => {
    const missing = ['RSA-SM3', 'md5-sha1', 'sm3', 'sm3WithRSAEncryption'];
    expect(digestNames()).toEqual(crypto.getHashes().filter((name) => !missing.includes(name)));
  });

  it.each([...digestNames(), 'SHA-256', 'sha2-256', 'SHA-512/256', 'RIPEMD-160', 'SHAKE-128'])(
    '%s gives what Node gives',
    (name) => {
      const digest = digestNamed(name)!;
      for (const text of ['', 'abc', 'x'.repeat(1000)]) {
        expect(hex(createDigest(name, digest).update(bytes(text)).digest())).toBe(
          crypto.createHash(name).update(text).digest('hex'),
        );
        if (name.startsWith('shake') || name.startsWith('SHAKE')) continue;
        expect(hex(hmac(digest, bytes('key'), bytes(text)))).toBe(
          crypto.createHmac(name, 'key').update(text).digest('hex'),
        );
      }
    },
  );

  it('makes output as long as asked for', () => {
    const shake = createDigest('shake256', digestNamed('shake256')!, 100).update(bytes('abc'));
    expect(hex(shake.digest())).toBe(
      crypto.createHash('shake256', { outputLength: 100 }).update('abc').digest('hex'),
    );
    expect(codeOf(() => createDigest('sha256', digestNamed('sha256')!, 5))).toEqual(
      codeOf(() => crypto.createHash('sha256', { outputLength: 5 })),
    );
  });

  it('knows no others', () => {
    expect(digestNamed('nope')).toBeUndefined();
    expect(codeOf(() => requireDigest('nope'))).toEqual(
      codeOf(() => crypto.createHmac('nope', 'key')),
    );
  });
});

describe('key derivation', () => {
  it.each(['sha1', 'sha256', 'SHA-512', 'md5', 'sha3-256'])('PBKDF2 with %s', async (digest) => {
    const work = pbkdf2Work(bytes('secret'), bytes('salt'), 1000, 40, digest);
    const expected = crypto.pbkdf2Sync('secret', 'salt', 1000, 40, digest).toString('hex');
    expect(hex(work.now())).toBe(expected);
    const later = work.later?.();
    if (later) expect(hex(await later)).toBe(expected);
  });

  it('scrypt', () => {
    const options = { N: 1024, r: 8, p: 2 };
    expect(hex(scryptWork(bytes('secret'), bytes('salt'), 1024, 8, 2, 2 ** 25, 64).now())).toBe(
      crypto.scryptSync('secret', 'salt', 64, options).toString('hex'),
    );
  });

  it.each([
    [2 ** 20, 8, 1, 32 * 1024 * 1024],
    [16384, 8, 1, 32 * 1024 * 1024],
    [16384, 8, 1, 128 * 8 * (16384 + 2 + 1)],
    [16384, 8, 1, 128 * 8 * (16384 + 2 + 1) - 1],
  ])('scrypt takes or refuses N %d, r %d, p %d in %d bytes as Node does', (N, r, p, maxmem) => {
    const ours = codeOf(() => scryptWork(bytes('a'), bytes('b'), N, r, p, maxmem, 0) && 'ok');
    const node = codeOf(() => crypto.scryptSync('a', 'b', 0, { N, r, p, maxmem }) && 'ok');
    expect(ours).toEqual(node);
  });

  it('HKDF', () => {
    const work = hkdfWork('sha512', bytes('key'), bytes('salt'), bytes('info'), 100);
    const expected = crypto.hkdfSync('sha512', 'key', 'salt', 'info', 100);
    expect(hex(work.now())).toBe(Buffer.from(expected).toString('hex'));
    expect(codeOf(() => hkdfWork('sha256', bytes(''), bytes(''), bytes(''), 8161))).toEqual(
      codeOf(() => crypto.hkdfSync('sha256', '', '', '', 8161)),
    );
  });
});
