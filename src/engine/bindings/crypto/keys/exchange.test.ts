/** Encryption with RSA, secrets that are agreed on, key pairs and primes. */
import { describe, expect, it } from 'vitest';
import crypto from 'node:crypto';
import {
  asymmetric,
  constants,
  outcome,
  PAIRS,
  privateKeyOf,
  publicKeyOf,
} from './asymmetric.test-helper.ts';
import { dhGroup } from './dh-groups.ts';
import { sharedSecret } from './diffie-hellman.ts';
import { isProbablePrime, randomPrime } from './primes.ts';

const { binding } = asymmetric;
const { RSA_PKCS1_OAEP_PADDING: OAEP, RSA_PKCS1_PADDING: PKCS1 } = crypto.constants;
const RSA_NO_PADDING = crypto.constants.RSA_NO_PADDING;

describe('RSA encryption', () => {
  const { privateKey, publicKey } = PAIRS['rsa 1027, e = 3']!;
  const pem = (key: crypto.KeyObject): Buffer =>
    Buffer.from(key.export({ format: 'pem', type: key.type === 'public' ? 'spki' : 'pkcs8' }));
  type Name = 'publicEncrypt' | 'publicDecrypt' | 'privateEncrypt' | 'privateDecrypt';
  const ours = (name: Name, data: Buffer, padding: number, hash?: string, label?: Buffer): Buffer =>
    binding[name](
      pem(name.startsWith('public') ? publicKey : privateKey),
      constants.kKeyFormatPEM,
      null,
      null as never,
      null,
      data,
      padding,
      hash,
      label,
    );
  const text = Buffer.from('secret');

  it.each([
    [PKCS1, undefined, undefined],
    [OAEP, undefined, undefined],
    [OAEP, 'sha256', undefined],
    [OAEP, 'sha384', Buffer.from('label')],
  ])('padding %s with %s and label %s', (padding, oaepHash, oaepLabel) => {
    const extra = { padding, ...(oaepHash && { oaepHash }), ...(oaepLabel && { oaepLabel }) };
    const mine = ours('publicEncrypt', text, padding, oaepHash, oaepLabel);
    expect(crypto.privateDecrypt({ key: privateKey, ...extra }, mine)).toEqual(text);
    const theirs = crypto.publicEncrypt({ key: publicKey, ...extra }, text);
    expect(ours('privateDecrypt', theirs, padding, oaepHash, oaepLabel)).toEqual(text);
  });

  it('encrypts with the private key as Node does', () => {
    const mine = ours('privateEncrypt', text, PKCS1);
    expect(mine).toEqual(crypto.privateEncrypt(privateKey, text));
    expect(ours('publicDecrypt', mine, PKCS1)).toEqual(text);
  });

  it('hides wrong padding as OpenSSL does', () => {
    for (let i = 1; i < 6; i++) {
      const wrong = Buffer.alloc(129, i);
      wrong[0] = 0;
      expect(ours('privateDecrypt', wrong, PKCS1)).toEqual(
        crypto.privateDecrypt({ key: privateKey, padding: PKCS1 }, wrong),
      );
    }
  });

  it.each([
    ['publicEncrypt', 200, OAEP],
    ['publicEncrypt', 200, PKCS1],
    ['publicEncrypt', 20, RSA_NO_PADDING],
    ['publicEncrypt', 200, RSA_NO_PADDING],
    ['publicEncrypt', 129, 99],
    ['privateDecrypt', 20, OAEP],
    ['privateEncrypt', 20, OAEP],
    ['publicDecrypt', 20, PKCS1],
  ] as const)('%s of %i bytes with padding %i fails as in Node', (name, size, padding) => {
    const data = Buffer.alloc(size, 1);
    const key = name.startsWith('public') ? publicKey : privateKey;
    expect(outcome(() => ours(name, data, padding))).toEqual(
      outcome(() => crypto[name]({ key, padding }, data)),
    );
  });
});

describe('agreed secrets', () => {
  it.each(['P-256', 'P-521', 'secp256k1', 'x25519', 'x448', 'dh'])('%s', (name) => {
    const mine = PAIRS[name]!;
    const type = mine.privateKey.asymmetricKeyType!;
    const theirs = (crypto.generateKeyPairSync as unknown as (...args: unknown[]) => typeof mine)(
      type,
      type === 'ec' ? { namedCurve: name } : { group: 'modp5' },
    );
    const secret = sharedSecret(privateKeyOf(mine.privateKey), publicKeyOf(theirs.publicKey));
    expect(Buffer.from(secret)).toEqual(
      crypto.diffieHellman({ privateKey: mine.privateKey, publicKey: theirs.publicKey }),
    );
  });

  it('refuses keys that do not fit each other', () => {
    const [a, b] = [PAIRS['P-256']!.privateKey, PAIRS['P-384']!.publicKey];
    expect(outcome(() => sharedSecret(privateKeyOf(a), publicKeyOf(b)))).toEqual(
      outcome(() => crypto.diffieHellman({ privateKey: a, publicKey: b })),
    );
  });

  it.each(['modp1', 'modp2', 'modp5', 'modp14', 'modp15', 'modp16', 'modp17', 'modp18'])(
    'the prime of %s',
    (name) => {
      expect(dhGroup(name)!.p.toString(16)).toBe(crypto.getDiffieHellman(name).getPrime('hex'));
    },
  );

  it('DiffieHellman and ECDH compute with Node', () => {
    const node = crypto.getDiffieHellman('modp2');
    const ours = new binding.DiffieHellmanGroup('MODP2');
    node.generateKeys();
    const ourPublic = ours.generateKeys();
    expect(ours.computeSecret(node.getPublicKey())).toEqual(node.computeSecret(ourPublic));
    const theirCurve = crypto.createECDH('secp384r1');
    theirCurve.generateKeys();
    const ourCurve = new binding.ECDH('secp384r1');
    ourCurve.generateKeys();
    expect(ourCurve.computeSecret(theirCurve.getPublicKey(null, 'hybrid'))).toEqual(
      theirCurve.computeSecret(ourCurve.getPublicKey(2)),
    );
  });

  it.each([
    ['', 0],
    ['00', 0],
    ['01', 0],
  ])('refuses the public number %j', (hex) => {
    const node = crypto.getDiffieHellman('modp1');
    node.generateKeys();
    const ours = new binding.DiffieHellmanGroup('modp1');
    ours.generateKeys();
    const other = Buffer.from(hex, 'hex');
    expect(outcome(() => ours.computeSecret(other))).toEqual(
      outcome(() => node.computeSecret(other)),
    );
  });
});

describe('key pairs', () => {
  const encoding = [
    ...[constants.kKeyFormatPEM, constants.kKeyEncodingSPKI],
    ...[constants.kKeyFormatPEM, constants.kKeyEncodingPKCS8, undefined, undefined],
  ];
  const make = (Job: new (...args: unknown[]) => { now(): unknown }, ...args: unknown[]) => {
    const [publicKey, privateKey] = new Job(1, ...args, ...encoding).now() as [string, string];
    return {
      publicKey: crypto.createPublicKey(publicKey),
      privateKey: crypto.createPrivateKey(privateKey),
    };
  };
  const jobs = binding as unknown as Record<string, new (...args: unknown[]) => { now(): unknown }>;

  it.each([
    ['RsaKeyPairGenJob', [0, 1024, 65537], 'sha256'],
    ['RsaKeyPairGenJob', [0, 515, 17], 'sha256'],
    ['RsaKeyPairGenJob', [1, 1024, 65537, 'sha256', 'sha256', 16], 'sha256'],
    ['EcKeyPairGenJob', ['P-384', 1], 'sha256'],
    ['EcKeyPairGenJob', ['P-256', 0], 'sha256'],
    ['DsaKeyPairGenJob', [512, 160], 'sha256'],
  ] as const)('%s %o is taken by Node', (name, args, digest) => {
    const { publicKey, privateKey } = make(jobs[name]!, ...args);
    const signature = crypto.sign(digest, Buffer.from('x'), privateKey);
    expect(crypto.verify(digest, Buffer.from('x'), publicKey, signature)).toBe(true);
    if (publicKey.asymmetricKeyType === 'rsa') {
      expect(publicKey.asymmetricKeyDetails).toMatchObject({
        modulusLength: args[1],
        publicExponent: BigInt(args[2]!),
      });
    }
  });

  it.each([
    ['rsa', { modulusLength: 100 }, [0, 100, 65537]],
    ['rsa', { modulusLength: 1024, publicExponent: 4 }, [0, 1024, 4]],
  ] as const)('%s with %o fails as in Node', (type, options, args) => {
    expect(outcome(() => make(jobs.RsaKeyPairGenJob!, ...args))).toEqual(
      outcome(() => crypto.generateKeyPairSync(type, options)),
    );
  });
});

describe('primes', () => {
  it.each([2, 3, 4, 5, 8, 16, 31, 33, 64, 127, 256])('of %i bits', (bits) => {
    const prime = randomPrime(bits);
    expect(prime.toString(2)).toHaveLength(bits);
    expect(crypto.checkPrimeSync(prime)).toBe(true);
  });

  it('safe, and with a residue', () => {
    const safe = randomPrime(96, { safe: true, add: 24n, rem: 23n });
    expect(crypto.checkPrimeSync(safe) && crypto.checkPrimeSync(safe >> 1n)).toBe(true);
    expect(safe % 24n).toBe(23n);
    expect(randomPrime(40, { add: 30n, rem: 7n }) % 30n).toBe(7n);
  });

  it('tells primes from others', () => {
    const numbers = Array.from({ length: 300 }, (_, n) => BigInt(n));
    // Carmichael numbers, and a product of two large primes.
    numbers.push(561n, 41041n, 825265n, 321197185n, (2n ** 61n - 1n) * (2n ** 89n - 1n));
    for (const n of numbers) expect([n, isProbablePrime(n)]).toEqual([n, crypto.checkPrimeSync(n)]);
  });
});
