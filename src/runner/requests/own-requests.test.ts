import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepOwnRequests, loadOwnRequests, mostOwnRequests } from './own-requests.ts';

const draft = { method: 'GET', url: '/x', headers: '', body: '' };
const mine = { title: 'Mine', draft };
const key = 'own-requests:day4';
let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('a reader’s requests', () => {
  it('are kept for their day, and leave nothing behind when the last is deleted', () => {
    expect(keepOwnRequests('day4', [mine])).toBeUndefined();
    expect(loadOwnRequests('day4')).toEqual([mine]);
    expect(loadOwnRequests('day5')).toEqual([]);
    keepOwnRequests('day4', []);
    expect(kept.size).toBe(0);
  });

  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['another version', JSON.stringify({ version: 2, requests: [mine] })],
    ['no list', JSON.stringify({ version: 1, requests: { 0: mine } })],
  ])('are none where there is %s', (_, stored) => {
    kept.set(key, stored);
    expect(loadOwnRequests('day4')).toEqual([]);
    expect(kept.get(key)).toBe(stored);
  });

  it.each([
    ['no title', { draft }],
    ['no draft', { title: 'x' }],
    ['a number for its body', { title: 'x', draft: { ...draft, body: 1 } }],
    ['a body without end', { title: 'x', draft: { ...draft, body: 'x'.repeat(1_000_001) } }],
  ])('are read without the one that has %s', (_, other) => {
    kept.set(key, JSON.stringify({ version: 1, requests: [other, mine] }));
    expect(loadOwnRequests('day4')).toEqual([mine]);
  });

  it('are so many and no more, with the fields of a draft and no others', () => {
    const many = Array.from({ length: mostOwnRequests + 1 }, () => ({
      title: 'x',
      draft: { ...draft, extra: 'no' },
    }));
    kept.set(key, JSON.stringify({ version: 1, requests: many }));
    const loaded = loadOwnRequests('day4');
    expect(loaded).toHaveLength(mostOwnRequests);
    expect(loaded[0]!.draft).toEqual(draft);
  });

  it.each([
    ['QuotaExceededError', 'no room left'],
    ['SecurityError', 'does not let the page keep anything'],
  ])('that a browser refuses by a %s are said to last for the visit', (name, words) => {
    vi.stubGlobal('localStorage', {
      setItem: () => {
        throw new DOMException('', name);
      },
    });
    expect(keepOwnRequests('day4', [mine])).toContain(words);
  });
});
