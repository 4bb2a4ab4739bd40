import { describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import { constants, outcome, PAIRS, privateKeyOf, publicKeyOf } from './asymmetric.test-helper.ts';
import { integer, sequence } from './der.ts';
import { requireCurve } from './curves.ts';
import { signMessage, verifyMessage } from './signatures.ts';

const message = Buffer.from('To be signed');
const DIGESTS = ['sha1', 'sha256', 'sha384', 'sha512', 'sha3-256', 'RSA-SHA224'];
const { RSA_PKCS1_PSS_PADDING: PSS, RSA_PKCS1_PADDING: PKCS1 } = crypto.constants;

const curves = ['P-192', 'P-224', 'P-256', 'P-384', 'P-521', 'secp256k1', 'brainpoolP384r1'];

describe.each(['rsa 1024', 'rsa 1027, e = 3', ...curves, 'dsa'])('%s', (name) => {
  const { privateKey, publicKey } = PAIRS[name]!;
  const [ours, oursPublic] = [privateKeyOf(privateKey), publicKeyOf(publicKey)];

  it.each(DIGESTS)('%s: each verifies what the other has signed', (digest) => {
    const mine = signMessage(ours, digest, message, {});
    expect(crypto.verify(digest, message, publicKey, mine)).toBe(true);
    const theirs = crypto.sign(digest, message, privateKey);
    expect(verifyMessage(oursPublic, digest, message, theirs, {})).toBe(true);
  });

  it('refuses a changed message, a changed signature and one of another length', () => {
    const signature = Buffer.from(signMessage(ours, 'sha256', message, {}));
    const verify = (text: Buffer, bytes: Uint8Array): boolean =>
      verifyMessage(oursPublic, 'sha256', text, bytes, {});
    expect(verify(Buffer.from('To be forged'), signature)).toBe(false);
    for (let i = 0; i < signature.length; i += 7) {
      const changed = Buffer.from(signature);
      changed[i]! ^= 1;
      expect(verify(message, changed)).toBe(false);
    }
    expect(verify(message, Buffer.alloc(0))).toBe(false);
    expect(verify(message, signature.subarray(1))).toBe(false);
    expect(verify(message, Buffer.concat([signature, Buffer.alloc(1)]))).toBe(false);
  });
});

describe.each(curves)('%s: ieee-p1363', (name) => {
  const { privateKey, publicKey } = PAIRS[name]!;
  const options = { dsaEncoding: constants.kSigEncP1363 };
  it('is exchanged with Node', () => {
    const mine = signMessage(privateKeyOf(privateKey), 'sha256', message, options);
    const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
    expect(crypto.verify('sha256', message, key, mine)).toBe(true);
    const theirs = crypto.sign('sha256', message, { ...key, key: privateKey });
    expect(verifyMessage(publicKeyOf(publicKey), 'sha256', message, theirs, options)).toBe(true);
    expect(mine.length).toBe(theirs.length);
  });
});

describe('ECDSA signatures that only look right', () => {
  const key = publicKeyOf(PAIRS['P-256']!.publicKey);
  const { n } = requireCurve('P-256');
  // CVE-2022-21449 took zeros for anything.
  it.each([
    [0n, 0n],
    [0n, 1n],
    [1n, 0n],
    [n, 1n],
    [1n, n],
    [n, n],
    [n - 1n, n + 1n],
  ])('r = %s, s = %s', (r, s) => {
    const signature = sequence(integer(r), integer(s));
    expect(verifyMessage(key, 'sha256', message, signature, {})).toBe(false);
    expect(crypto.verify('sha256', message, PAIRS['P-256']!.publicKey, signature)).toBe(false);
  });

  it('is not malleable by another encoding of the length', () => {
    const signature = crypto.sign('sha256', message, PAIRS['P-256']!.privateKey);
    const long = Buffer.concat([Buffer.of(0x30, 0x81), signature.subarray(1)]);
    expect(verifyMessage(key, 'sha256', message, long, {})).toBe(false);
  });
});

describe.each(['ed25519', 'ed448'])('%s', (name) => {
  const { privateKey, publicKey } = PAIRS[name]!;
  it('is deterministic, so the same as in Node', () => {
    const mine = signMessage(privateKeyOf(privateKey), null, message, {});
    expect(Buffer.from(mine)).toEqual(crypto.sign(null, message, privateKey));
    expect(verifyMessage(publicKeyOf(publicKey), null, message, mine, {})).toBe(true);
    mine[3]! ^= 1;
    expect(verifyMessage(publicKeyOf(publicKey), null, message, mine, {})).toBe(false);
    const short = mine.subarray(1);
    expect(verifyMessage(publicKeyOf(publicKey), null, message, short, {})).toBe(false);
  });

  it('takes no digest', () => {
    expect(outcome(() => signMessage(privateKeyOf(privateKey), 'sha256', message, {}))).toEqual(
      outcome(() => crypto.sign('sha256', message, privateKey)),
    );
  });
});

describe('RSA-PSS', () => {
  const { privateKey, publicKey } = PAIRS['rsa 1027, e = 3']!;
  it.each([undefined, -1, -2, 0, 20, 32])('salt length %s', (saltLength) => {
    const options = { padding: PSS, saltLength };
    const mine = signMessage(privateKeyOf(privateKey), 'sha256', message, options);
    const extra = { padding: PSS, ...(saltLength !== undefined && { saltLength }) };
    expect(crypto.verify('sha256', message, { key: publicKey, ...extra }, mine)).toBe(true);
    const theirs = crypto.sign('sha256', message, { key: privateKey, ...extra });
    const verify = (length: number | undefined): boolean =>
      verifyMessage(publicKeyOf(publicKey), 'sha256', message, theirs, {
        padding: PSS,
        saltLength: length,
      });
    expect(verify(saltLength)).toBe(true);
    expect(verify(7)).toBe(false);
  });

  it.each([
    ['rsa-pss sha256', 'sha512', {}],
    ['rsa-pss sha256', 'sha256', { padding: PKCS1 }],
    ['rsa-pss sha256', 'sha256', { padding: PSS, saltLength: 5 }],
    ['rsa 1024', 'sha512', { padding: PSS, saltLength: 100 }],
    ['rsa 1024', 'sha512', { padding: 4 }],
    ['rsa 1024', 'nothing', {}],
    ['x25519', null, {}],
  ])('%s with %s and %o fails as in Node', (name, digest, options) => {
    const native = PAIRS[name]!.privateKey;
    expect(outcome(() => signMessage(privateKeyOf(native), digest, message, options))).toEqual(
      outcome(() => crypto.sign(digest, message, { key: native, ...options })),
    );
  });

  it('keeps to what the key prescribes', () => {
    const restricted = PAIRS['rsa-pss sha256']!;
    const mine = signMessage(privateKeyOf(restricted.privateKey), 'sha256', message, {});
    expect(crypto.verify('sha256', message, restricted.publicKey, mine)).toBe(true);
  });
});
