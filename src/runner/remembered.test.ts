import { afterEach, describe, expect, it, vi } from 'vitest';
import { remember, remembered } from './remembered.ts';

afterEach(() => vi.unstubAllGlobals());

describe('a choice', () => {
  it('is remembered, and forgotten by null', () => {
    const values = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => values.set(key, value),
      removeItem: (key: string) => values.delete(key),
    });
    remember('key', 'yes');
    expect(remembered('key')).toBe('yes');
    remember('key', null);
    expect(remembered('key')).toBeNull();
  });

  it('is nobody’s where storage is forbidden', () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new DOMException('no', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    expect(() => remember('key', 'yes')).not.toThrow();
    expect(remembered('key')).toBeNull();
  });
});
