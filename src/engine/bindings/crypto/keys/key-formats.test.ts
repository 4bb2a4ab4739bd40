import { describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import {
  asymmetric,
  constants,
  outcome,
  PAIRS,
  privateKeyOf,
  publicKeyOf,
  readPrivate,
  readPublic,
} from './asymmetric.test-helper.ts';
import type { KeyArguments } from './import-key.ts';
import type { Key } from './key.ts';

const { exportPrivate, exportPublic, keyDetails, writeJwk } = asymmetric.keys;
const { kKeyFormatPEM: PEM, kKeyFormatDER: DER, kKeyFormatJWK: JWK } = constants;
const PKCS8 = constants.kKeyEncodingPKCS8;
const names = Object.keys(PAIRS);

describe('public keys', () => {
  it.each(names)('%s: SPKI as Node writes it', (name) => {
    const native = PAIRS[name]!.publicKey;
    const key = publicKeyOf(native);
    const encoding = { type: constants.kKeyEncodingSPKI };
    expect(exportPublic(key, { ...encoding, format: PEM })).toBe(
      native.export({ format: 'pem', type: 'spki' }),
    );
    expect(exportPublic(key, { ...encoding, format: DER })).toEqual(
      native.export({ format: 'der', type: 'spki' }),
    );
  });

  it.each(names)('%s: the same details', (name) => {
    const { publicKey } = PAIRS[name]!;
    const details = keyDetails(publicKeyOf(publicKey), {}) as { publicExponent?: ArrayBuffer };
    const publicExponent =
      details.publicExponent && BigInt(`0x${Buffer.from(details.publicExponent).toString('hex')}`);
    expect({ ...details, ...(publicExponent && { publicExponent }) }).toEqual(
      publicKey.asymmetricKeyDetails,
    );
  });

  it('reads and writes PKCS #1', () => {
    const native = PAIRS['rsa 1024']!.publicKey;
    const pem = native.export({ format: 'pem', type: 'pkcs1' });
    const encoding = { format: PEM, type: constants.kKeyEncodingPKCS1 };
    expect(exportPublic(readPublic(pem), encoding)).toBe(pem);
  });
});

describe('private keys', () => {
  it.each(names)('%s: PKCS #8 as Node writes it', (name) => {
    const native = PAIRS[name]!.privateKey;
    const der = exportPrivate(privateKeyOf(native), { format: DER, type: PKCS8 });
    expect(der).toEqual(native.export({ format: 'der', type: 'pkcs8' }));
  });

  it.each(names)('%s: gives its public key', (name) => {
    const { privateKey, publicKey } = PAIRS[name]!;
    expect(asymmetric.keys.equalKeys(privateKeyOf(privateKey), publicKeyOf(publicKey))).toBe(true);
  });

  it.each([
    ['rsa 1024', 'pkcs1', constants.kKeyEncodingPKCS1],
    ['P-521', 'sec1', constants.kKeyEncodingSEC1],
    ['P-256, explicit', 'sec1', constants.kKeyEncodingSEC1],
  ] as const)('%s: reads and writes %s', (name, type, number) => {
    const pem = PAIRS[name]!.privateKey.export({ format: 'pem', type });
    expect(exportPrivate(readPrivate(pem), { format: PEM, type: number })).toBe(pem);
  });

  describe.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'aes-256-ecb'])('%s', (cipher) => {
    const passphrase = 'päss';
    const native = PAIRS['P-256']!.privateKey;

    it('reads what Node has encrypted', () => {
      const pem = native.export({ format: 'pem', type: 'pkcs8', cipher, passphrase });
      expect(readPrivate(pem, passphrase)).toEqual(privateKeyOf(native));
      expect(outcome(() => readPrivate(pem, 'wrong'))).toEqual(
        outcome(() => crypto.createPrivateKey({ key: pem, passphrase: 'wrong' })),
      );
      expect(outcome(() => readPrivate(pem))).toEqual(outcome(() => crypto.createPrivateKey(pem)));
    });

    it('encrypts for Node', () => {
      const pem = exportPrivate(privateKeyOf(native), {
        ...{ format: PEM, type: PKCS8, cipher },
        passphrase: Buffer.from(passphrase),
      }) as string;
      expect(crypto.createPrivateKey({ key: pem, passphrase }).equals(native)).toBe(true);
    });
  });

  // The old way writes the vector into the file, so that ECB, which has none, cannot be written.
  it.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc'])(
    '%s encrypts PEM in the old way',
    (cipher) => {
      const passphrase = 'päss';
      const native = PAIRS['P-256']!.privateKey;
      const theirs = native.export({ format: 'pem', type: 'sec1', cipher, passphrase });
      expect(readPrivate(theirs, passphrase)).toEqual(privateKeyOf(native));
      const ours = exportPrivate(privateKeyOf(native), {
        ...{ format: PEM, type: constants.kKeyEncodingSEC1, cipher },
        passphrase: Buffer.from(passphrase),
      }) as string;
      expect(crypto.createPrivateKey({ key: ours, passphrase }).equals(native)).toBe(true);
    },
  );
});

describe('JWK', () => {
  const supported = names.filter((name) => {
    const result = outcome(() => PAIRS[name]!.publicKey.export({ format: 'jwk' }));
    return typeof (result as { kty?: string }).kty === 'string';
  });

  it.each(supported)('%s: members and order as in Node', (name) => {
    const { privateKey, publicKey } = PAIRS[name]!;
    const write = (key: Key, isPrivate: boolean): string =>
      JSON.stringify(writeJwk(key, isPrivate, {}, false));
    const jwk = privateKey.export({ format: 'jwk' });
    expect(write(privateKeyOf(privateKey), true)).toBe(JSON.stringify(jwk));
    expect(write(publicKeyOf(publicKey), false)).toBe(
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    );
    expect(write(asymmetric.keys.importPrivate(jwk, JWK), true)).toBe(JSON.stringify(jwk));
  });

  it.each(names.filter((name) => !supported.includes(name)))('%s: refused as in Node', (name) => {
    const native = PAIRS[name]!.publicKey;
    expect(outcome(() => writeJwk(publicKeyOf(native), false, {}, false))).toEqual(
      outcome(() => native.export({ format: 'jwk' })),
    );
  });

  it.each([
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { kty: 'EC', crv: 'P-256', x: 'AA' },
    { kty: 'EC', crv: 'P-999', x: 'AA', y: 'AA' },
    { kty: 'RSA', n: 'AA' },
    { kty: 'OKP', crv: 'Ed25519' },
    { kty: 'OKP', crv: 'Ed25519', x: 'AA' },
    { kty: 'oct', k: 'AA' },
    {},
  ])('%o is refused as in Node', (key) => {
    expect(outcome(() => asymmetric.keys.importPublicOrPrivate(key, JWK))).toEqual(
      outcome(() => crypto.createPublicKey({ key, format: 'jwk' })),
    );
  });

  it('needs private material for a private key', () => {
    const key = PAIRS['P-256']!.publicKey.export({ format: 'jwk' });
    expect(outcome(() => asymmetric.keys.importPrivate(key, JWK))).toEqual(
      outcome(() => crypto.createPrivateKey({ key, format: 'jwk' })),
    );
  });
});

describe('damaged keys', () => {
  const body = (label: string, base64: string): string =>
    `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;

  it.each([
    '',
    'text',
    body('PRIVATE KEY', 'AAAA'),
    body('RSA PRIVATE KEY', 'AAAA'),
    body('PUBLIC KEY', 'AAAA'),
    body('PUBLIC KEY', '!!!!'),
    body('CERTIFICATE', 'AAAA'),
    body(
      'PUBLIC KEY',
      PAIRS.ed25519!.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    ),
  ])('%j is refused as in Node', (pem) => {
    expect(outcome(() => void readPrivate(pem))).toEqual(
      outcome(() => void crypto.createPrivateKey(pem)),
    );
    expect(outcome(() => void readPublic(pem))).toEqual(
      outcome(() => void crypto.createPublicKey(pem)),
    );
  });

  it.each(['pkcs8', 'sec1', 'pkcs1'] as const)('DER that is no %s', (type) => {
    const key = Buffer.from('3003020100', 'hex');
    const number = { pkcs8: PKCS8, sec1: constants.kKeyEncodingSEC1, pkcs1: 0 }[type];
    const args: KeyArguments = [key, DER, number];
    expect(outcome(() => void asymmetric.keys.importPrivate(...args))).toMatchObject({
      message: expect.stringMatching(/^error:/) as string,
      code: expect.stringMatching(/^ERR_OSSL_/) as string,
    });
  });

  it.each(names)('%s: cut short anywhere, it throws an error of OpenSSL', (name) => {
    const der = PAIRS[name]!.privateKey.export({ format: 'der', type: 'pkcs8' });
    for (let length = 0; length < der.length; length += Math.ceil(der.length / 40)) {
      const result = outcome(() =>
        asymmetric.keys.importPrivate(der.subarray(0, length), DER, PKCS8),
      ) as { code: string };
      expect(result.code).toMatch(/^ERR_/);
    }
  });
});
