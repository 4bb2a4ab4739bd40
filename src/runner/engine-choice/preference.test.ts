import { afterEach, describe, expect, it, vi } from 'vitest';
import { preferenceOf, rememberedEngine, rememberEngine } from './preference.ts';

afterEach(() => vi.unstubAllGlobals());

describe('preferenceOf', () => {
  it.each([
    [null, null, undefined, 'embedded'],
    [null, null, 'auto', 'auto'],
    [null, 'webcontainers', 'embedded', 'webcontainers'],
    ['embedded', 'webcontainers', 'auto', 'embedded'],
    ['auto', 'embedded', 'embedded', 'auto'],
    ['abacus', 'webcontainers', 'embedded', 'webcontainers'],
    ['abacus', 'abacus', 'abacus', 'embedded'],
    ['', '', '', 'embedded'],
  ])('asked %j, remembered %j, own %j → %s', (asked, remembered, own, expected) => {
    expect(preferenceOf(asked, remembered, own)).toBe(expected);
  });
});

describe('the reader’s choice', () => {
  it('is kept', () => {
    const stored = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    });
    expect(rememberedEngine()).toBeNull();
    rememberEngine('webcontainers');
    expect(rememberedEngine()).toBe('webcontainers');
  });

  it('is not missed where storage is forbidden', () => {
    const forbidden = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: forbidden, setItem: forbidden });
    rememberEngine('webcontainers');
    expect(rememberedEngine()).toBeNull();
  });
});
