import { describe, expect, it } from 'vitest';
import { copyKey, kindOf, type SiteRequest } from './requests.ts';

const scope = 'https://a.example/repo/';

const request = (path: string, rest: Partial<SiteRequest> = {}): SiteRequest => ({
  url: new URL(path, scope).href,
  method: 'GET',
  mode: 'cors',
  destination: '',
  cache: 'default',
  hasRange: false,
  ...rest,
});

const page = { mode: 'navigate', destination: 'document' };

describe('kindOf', () => {
  it.each([
    ['day/0/', page, 'page'],
    ['day/0/?engine=auto', page, 'page'],
    ['headless/', { mode: 'navigate', destination: 'iframe' }, 'other'],
    ['_astro/page.BK1gb3DN.js', {}, 'immutable'],
    ['engine/worker.9a5cf607fa.js', { mode: 'same-origin', destination: 'worker' }, 'immutable'],
    ['examples/0.64b0bf2142.json', {}, 'immutable'],
    ['layers/catalog.json', {}, 'file'],
    ['favicon.svg', {}, 'file'],
    ['pagefind/pagefind.js', {}, 'file'],
    ['day/0/', { method: 'POST' }, 'other'],
    ['layers/a.1234567890.bin', { hasRange: true }, 'other'],
    ['day/0/', { cache: 'no-store' }, 'other'],
    ['engine/worker.9a5cf607fa.js', { cache: 'only-if-cached' }, 'other'],
    ['https://a.example/other/', page, 'other'],
    ['https://b.example/repo/', page, 'other'],
  ] as const)('%s %o: %s', (path, rest, kind) => {
    expect(kindOf(request(path, rest), scope, ['_astro', 'engine', 'layers', 'examples'])).toBe(
      kind,
    );
  });
});

describe('copyKey', () => {
  it.each([
    ['https://a.example/day/0/?engine=auto#run', 'page', 'https://a.example/day/0/'],
    ['https://a.example/x.js?v=1#y', 'file', 'https://a.example/x.js?v=1'],
  ] as const)('%s as a %s', (url, kind, key) => {
    expect(copyKey(url, kind)).toBe(key);
  });
});
