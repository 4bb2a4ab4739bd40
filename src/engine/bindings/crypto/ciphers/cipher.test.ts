import crypto, { type CipherGCM, type DecipherGCM } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cipherInfo, cipherNamed, cipherNames } from './cipher-table.ts';
import { Cipher } from './cipher.ts';
import { nothing } from './mode.ts';
import { aesCbc, aesCtr, aesGcm, aesKw, chaCha20Poly1305 } from './one-shot.ts';

const sequence = (length: number, step = 7): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * step + 3) & 0xff);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

interface Setting {
  name: string;
  key?: Uint8Array;
  iv?: Uint8Array;
  tagLength?: number;
}
/** What both offer. */
interface AnyCipher {
  update(data: Uint8Array): Uint8Array;
  final(): Uint8Array;
  setAutoPadding(on: boolean): unknown;
  getAuthTag(): Uint8Array | undefined;
  setAuthTag(tag: Uint8Array): unknown;
  setAAD(data: Uint8Array, length?: number): unknown;
}

function complete({ name, key, iv, tagLength }: Setting): Required<Setting> {
  const info = cipherNamed(name);
  return {
    name,
    key: key ?? sequence(info?.keyLength ?? 16),
    iv: iv ?? sequence(info?.ivLength ?? 16, 5),
    tagLength: tagLength ?? (/ccm|ocb/i.test(name) ? 16 : NaN),
  };
}

function ours(setting: Setting, encrypts: boolean): AnyCipher {
  const { name, key, iv, tagLength } = complete(setting);
  const cipher = new Cipher({
    encrypts,
    name,
    key,
    iv,
    tagLength: Number.isNaN(tagLength) ? undefined : tagLength,
    sha1: (bytes) => crypto.createHash('sha1').update(bytes).digest(),
    randomBytes: (count) => crypto.randomBytes(count),
  });
  return {
    update: (data) => cipher.update(data),
    final: () => cipher.final(),
    setAutoPadding: (on) => state(cipher.setAutoPadding(on), 'setAutoPadding'),
    getAuthTag: () => state(cipher.getAuthTag(), 'getAuthTag'),
    setAuthTag: (tag) => state(cipher.setAuthTag(tag), 'setAuthTag'),
    setAAD: (data, length) => state(cipher.setAAD(data, length), 'setAAD'),
  };
}

/** What `lib/internal/crypto/cipher.js` makes of a refusal. */
function state<T>(result: T, operation: string): T {
  if (result) return result;
  throw Object.assign(new Error(`Invalid state for operation ${operation}`), {
    code: 'ERR_CRYPTO_INVALID_STATE',
  });
}

function native(setting: Setting, encrypts: boolean): AnyCipher {
  const { name, key, iv, tagLength } = complete(setting);
  const options = Number.isNaN(tagLength) ? undefined : { authTagLength: tagLength };
  const create = encrypts ? crypto.createCipheriv : crypto.createDecipheriv;
  const cipher = create(name, key, iv, options as never) as CipherGCM & DecipherGCM;
  return {
    update: (data) => cipher.update(data),
    final: () => cipher.final(),
    setAutoPadding: (on) => cipher.setAutoPadding(on),
    getAuthTag: () => cipher.getAuthTag(),
    setAuthTag: (tag) => cipher.setAuthTag(tag),
    setAAD: (data, plaintextLength) =>
      cipher.setAAD(data, plaintextLength === undefined ? undefined : { plaintextLength }),
  };
}

type Scenario = (create: (setting: Setting, encrypts?: boolean) => AnyCipher) => unknown;

function outcome(create: typeof ours, scenario: Scenario): unknown {
  const shown = (value: unknown): unknown =>
    value instanceof Uint8Array ? hex(value) : Array.isArray(value) ? value.map(shown) : undefined;
  try {
    return shown(scenario((setting, encrypts = true) => create(setting, encrypts)));
  } catch (error) {
    const { name, message, code, library, reason } = error as Error & Record<string, unknown>;
    return { name, message, code, library, reason };
  }
}

const isAuthenticated = (name: string): boolean => /gcm|ccm|ocb|poly1305/i.test(name);
const isOneShot = (name: string): boolean => /ccm|wrap/i.test(name);

describe('ciphers', () => {
  it('are the ones that Node lists, but for the families that are missing', () => {
    const missing = /^(aria|camellia|sm4)|^des.*(cfb|ofb)|hmac|xts|cfb1$/;
    expect(cipherNames()).toEqual(crypto.getCiphers().filter((name) => !missing.test(name)));
  });

  it.each([...cipherNames(), 'AES-128-CBC', 'aes-256-wrap', 'aes-128-siv', 'nothing'])(
    'getCipherInfo of %s',
    (name) => {
      const lower = (info: object | undefined): unknown =>
        info && { ...info, name: (info as { name: string }).name.toLowerCase() };
      for (const keyLength of [undefined, 16, 24, 32]) {
        for (const ivLength of [undefined, 0, 4, 7, 8, 12, 13, 15, 16]) {
          expect(lower(cipherInfo(name, keyLength, ivLength))).toEqual(
            crypto.getCipherInfo(name, { keyLength, ivLength } as never),
          );
        }
      }
    },
  );

  const isRandom = (name: string): boolean => cipherNamed(name)?.kind === 'des-wrap';

  it.each(cipherNames().filter(isRandom))('%s is undone by Node, and undoes it', (name) => {
    const data = sequence(64);
    const wrap = ours({ name, iv: nothing }, true).update(data);
    expect(hex(native({ name, iv: nothing }, false).update(wrap))).toBe(hex(data));
    const nodes = native({ name, iv: nothing }, true).update(data);
    expect(hex(ours({ name, iv: nothing }, false).update(nodes))).toBe(hex(data));
  });

  it.each(cipherNames().filter((name) => !isRandom(name)))(
    '%s encrypts and decrypts as Node does, in pieces',
    (name) => {
      for (const length of [0, 1, 15, 16, 17, 40, 64, 65, 1000, 5000]) {
        if (/wrap-pad/.test(name) && length === 0) continue;
        if (/wrap$/.test(name) && (length % 8 !== 0 || length < 16)) continue;
        const data = sequence(length);
        const scenario: Scenario = (create) => {
          const pieces = isOneShot(name)
            ? [data]
            : [1, 16, 31, 200].reduce<Uint8Array[]>(
                (parts, size) => [
                  ...parts.slice(0, -1),
                  parts.at(-1)!.subarray(0, size),
                  parts.at(-1)!.subarray(size),
                ],
                [data],
              );
          const run = (cipher: AnyCipher, parts: Uint8Array[]): Uint8Array[] => [
            ...parts.map((part) => cipher.update(part)),
            cipher.final(),
          ];
          const cipher = create({ name });
          if (isAuthenticated(name)) cipher.setAAD(sequence(37), length);
          const encrypted = run(cipher, pieces);
          const tag = isAuthenticated(name) ? cipher.getAuthTag()! : new Uint8Array(0);
          const decipher = create({ name }, false);
          if (isAuthenticated(name)) {
            decipher.setAuthTag(tag);
            decipher.setAAD(sequence(37), length);
          }
          const whole = Uint8Array.from(encrypted.flatMap((part) => [...part]));
          const decrypted = run(
            decipher,
            isOneShot(name) ? [whole] : [whole.subarray(0, 20), whole.subarray(20)],
          );
          return [...encrypted, tag, ...decrypted];
        };
        const result = outcome(ours, scenario);
        expect(result).toEqual(outcome(native, scenario));
        expect(Array.isArray(result)).toBe(true);
      }
    },
  );

  const k = sequence(16);
  const gcm = { name: 'aes-128-gcm' };
  const cbc = { name: 'aes-128-cbc' };
  const ccm = { name: 'aes-128-ccm', tagLength: 16 };
  it.each<[string, Scenario]>([
    ['an unknown name', (create) => create({ name: 'nope' })],
    ['a short key', (create) => create({ ...cbc, key: sequence(15) })],
    ['a short vector', (create) => create({ ...cbc, iv: sequence(15) })],
    ['no vector', (create) => create({ ...gcm, iv: sequence(0) })],
    ['a vector for ECB', (create) => create({ name: 'aes-128-ecb', iv: k })],
    ['a tag length of 3', (create) => create({ ...gcm, tagLength: 3 })],
    ['an odd tag length', (create) => create({ ...ccm, tagLength: 5 })],
    ['no tag length', (create) => create({ ...ccm, tagLength: NaN })],
    ['a nonce of 6', (create) => create({ ...ccm, iv: sequence(6) })],
    ['a nonce of 14', (create) => create({ ...ccm, iv: sequence(14) })],
    ['OCB without a tag length', (create) => create({ name: 'aes-128-ocb', tagLength: NaN })],
    ['OCB with a long tag', (create) => create({ name: 'aes-128-ocb', tagLength: 17 })],
    ['OCB with a long nonce', (create) => create({ name: 'aes-128-ocb', iv: k })],
    ['ChaCha20-Poly1305 nonce', (create) => create({ name: 'chacha20-poly1305', iv: sequence(8) })],
    [
      'bad padding',
      (create) => [create(cbc, false)].map((d) => [d.update(sequence(32)), d.final()]),
    ],
    [
      'a short end',
      (create) => [create(cbc, false)].map((d) => [d.update(sequence(33)), d.final()]),
    ],
    ['nothing to decrypt', (create) => create(cbc, false).final()],
    [
      'no padding, short end',
      (create) => {
        const cipher = create(cbc);
        cipher.setAutoPadding(false);
        return [cipher.update(sequence(33)), cipher.final()];
      },
    ],
    [
      'no padding',
      (create) => {
        const cipher = create(cbc);
        cipher.setAutoPadding(false);
        const decipher = create(cbc, false);
        decipher.setAutoPadding(false);
        const encrypted = cipher.update(sequence(32));
        return [encrypted, cipher.final(), decipher.update(encrypted), decipher.final()];
      },
    ],
    ['final twice', (create) => [create(cbc)].map((c) => [c.final(), c.final()])],
    ['update after final', (create) => [create(cbc)].map((c) => [c.final(), c.update(k)])],
    [
      'setAutoPadding after final',
      (create) => [create(cbc)].map((c) => [c.final(), c.setAutoPadding(true)]),
    ],
    ['getAuthTag too early', (create) => create(gcm).getAuthTag()],
    ['getAuthTag of CBC', (create) => [create(cbc)].map((c) => [c.final(), c.getAuthTag()])],
    ['setAAD of CBC', (create) => create(cbc).setAAD(k)],
    ['setAAD too late', (create) => [create(gcm)].map((c) => [c.update(k), c.setAAD(k)])],
    ['setAAD after final', (create) => [create(gcm)].map((c) => [c.final(), c.setAAD(k)])],
    [
      'setAAD twice',
      (create) => {
        const cipher = create(gcm);
        cipher.setAAD(sequence(5));
        cipher.setAAD(sequence(20));
        return [cipher.update(k), cipher.final(), cipher.getAuthTag()];
      },
    ],
    ['no tag', (create) => [create(gcm, false)].map((d) => [d.update(k), d.final()])],
    ['a wrong tag', (create) => [create(gcm, false)].map((d) => [d.setAuthTag(k), d.final()])],
    ['a tag of 5', (create) => create(gcm, false).setAuthTag(sequence(5))],
    ['a tag of 17', (create) => create(gcm, false).setAuthTag(sequence(17))],
    [
      'a tag of another length',
      (create) => create({ ...gcm, tagLength: 16 }, false).setAuthTag(sequence(12)),
    ],
    [
      'a tag twice',
      (create) => [create(gcm, false)].map((d) => [d.setAuthTag(k), d.setAuthTag(k)]),
    ],
    ['a tag for CBC', (create) => create(cbc, false).setAuthTag(k)],
    [
      'long vectors and short tags',
      (create) => {
        const cipher = create({ ...gcm, iv: sequence(60), tagLength: 12 });
        return [cipher.update(sequence(70)), cipher.final(), cipher.getAuthTag()];
      },
    ],
    ['CCM without a length', (create) => create(ccm).setAAD(k)],
    ['CCM, too long', (create) => create({ ...ccm, iv: sequence(13) }).setAAD(k, 65_536)],
    [
      'CCM, too long at once',
      (create) => create({ ...ccm, iv: sequence(13) }).update(sequence(65_536)),
    ],
    ['CCM twice', (create) => [create(ccm)].map((c) => [c.update(k), c.update(k)])],
    ['CCM, empty', (create) => [create(ccm)].map((c) => [c.final(), c.getAuthTag()])],
    ['CCM, other length', (create) => [create(ccm)].map((c) => [c.setAAD(k, 6), c.update(k)])],
    ['CCM without a tag', (create) => [create(ccm, false)].map((d) => [d.update(k), d.final()])],
    [
      'CCM with a wrong tag',
      (create) => [create(ccm, false)].map((d) => [d.setAuthTag(k), d.update(k)]),
    ],
    [
      'CCM with a wrong tag, end',
      (create) => [create(ccm, false)].map((d) => [d.setAuthTag(k), d.update(k), d.final()]),
    ],
    ['CCM, neither', (create) => create(ccm, false).final()],
    ['wrap, bad length', (create) => create({ name: 'aes128-wrap' }).update(sequence(15))],
    [
      'unwrap, not authentic',
      (create) => create({ name: 'aes128-wrap' }, false).update(sequence(24)),
    ],
    [
      'unwrap with padding',
      (create) => create({ name: 'aes128-wrap-pad' }, false).update(sequence(24)),
    ],
    [
      'wrap twice',
      (create) => [create({ name: 'aes128-wrap' })].map((c) => [c.update(k), c.update(k)]),
    ],
  ])('%s: as Node', (_title, scenario) => {
    expect(outcome(ours, scenario)).toEqual(outcome(native, scenario));
  });
});

describe('messages of crypto.subtle', () => {
  const { subtle } = crypto.webcrypto;
  const key = sequence(32);
  const data = sequence(100);
  const iv = sequence(16, 11);
  it.each<[string, object, (encrypts: boolean, data: Uint8Array) => Uint8Array]>([
    ['AES-CBC', { iv }, (encrypts, data) => aesCbc({ encrypts, key, data }, iv)],
    [
      'AES-CTR',
      { counter: new Uint8Array(16).fill(0xff), length: 20 },
      (encrypts, data) => aesCtr({ encrypts, key, data }, new Uint8Array(16).fill(0xff), 20),
    ],
    [
      'AES-GCM',
      { iv, tagLength: 96, additionalData: sequence(9) },
      (encrypts, data) => aesGcm({ encrypts, key, data }, iv, 12, sequence(9)),
    ],
  ])('%s', async (name, parameters, run) => {
    const imported = await subtle.importKey('raw', key, name, false, ['encrypt']);
    const expected = await subtle.encrypt({ name, ...parameters } as never, imported, data);
    const encrypted = run(true, data);
    expect(hex(encrypted)).toBe(hex(new Uint8Array(expected)));
    expect(hex(run(false, encrypted))).toBe(hex(data));
  });

  it('refuses what is not authentic or too long', () => {
    const message = { encrypts: false, key, data };
    expect(() => aesGcm(message, iv, 16)).toThrow();
    expect(() => chaCha20Poly1305(message, sequence(12))).toThrow();
    expect(() => aesKw({ ...message, data: sequence(32) })).toThrow();
    expect(() => aesCtr({ encrypts: true, key, data }, iv, 2)).toThrow();
  });
});
