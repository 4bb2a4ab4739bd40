import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  decodeEdits,
  editsPrefix,
  encodeEdits,
  longestJson,
  longestPayload,
  type LinkFailure,
} from './edits-link.ts';

const pack = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${editsPrefix}1.${deflateRawSync(text).toString('base64url')}`;
};

describe('edits in a link', () => {
  it.each<[string, Record<string, string>]>([
    ['one file', { 'app.ts': 'const a = 1;\n' }],
    ['several files, with all kinds of text', { 'a/b.ts': '"ä\u0000😀"', 'c.html': '<p>&amp;' }],
    ['an emptied file', { 'app.ts': '' }],
    ['none', {}],
    ['a file called `__proto__`', JSON.parse('{"__proto__":"x"}') as Record<string, string>],
  ])('%s: there and back', async (_, files) => {
    const link = await encodeEdits({ day: 9, files });
    expect(link).toMatch(/^#edits=1\.[\w-]+$/);
    expect(await decodeEdits(link, 9)).toEqual({ day: 9, files });
  });

  it('leaves other fragments alone', async () => {
    expect(await decodeEdits('#run-it-on-your-machine', 0)).toBeUndefined();
    expect(await decodeEdits('', 0)).toBeUndefined();
  });

  it.each<[string, string, LinkFailure]>([
    ['nothing', editsPrefix, 'malformed'],
    ['no version', `${editsPrefix}abc`, 'malformed'],
    ['a later version', `${editsPrefix}2.abc`, 'unknown-version'],
    ['more parts', `${pack({ day: 0, files: {} })}.x`, 'malformed'],
    ['what is no base64url', `${editsPrefix}1.a+b/`, 'malformed'],
    ['base64url of a wrong length', `${editsPrefix}1.a`, 'malformed'],
    ['what is not deflated', `${editsPrefix}1.aGVsbG8`, 'malformed'],
    [
      'a link that was cut off',
      pack({ day: 0, files: { a: 'x'.repeat(99) } }).slice(0, -4),
      'malformed',
    ],
    ['what is no JSON', pack('{day'), 'malformed'],
    ['null', pack('null'), 'malformed'],
    ['a list', pack([]), 'malformed'],
    ['no day', pack({ files: {} }), 'malformed'],
    ['half a day', pack({ day: 0.5, files: {} }), 'malformed'],
    ['files that are a list', pack({ day: 0, files: ['a'] }), 'malformed'],
    ['files that are no text', pack({ day: 0, files: { a: { b: 'c' } } }), 'malformed'],
    ['another day', pack({ day: 1, files: {} }), 'another-day'],
    ['a long payload', `${editsPrefix}1.${'a'.repeat(longestPayload + 1)}`, 'too-large'],
    [
      'a small one that grows',
      pack({ day: 0, files: { a: ' '.repeat(longestJson * 20) } }),
      'too-large',
    ],
  ])('refuses %s', async (_, fragment, failure) => {
    await expect(decodeEdits(fragment, 0)).rejects.toMatchObject({ failure });
  });

  it('makes no link that it would refuse', async () => {
    const files = { 'app.ts': randomBytes(longestPayload).toString('base64') };
    await expect(encodeEdits({ day: 0, files })).rejects.toMatchObject({ failure: 'too-large' });
  });
});
