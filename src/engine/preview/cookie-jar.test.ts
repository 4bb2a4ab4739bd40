import { describe, expect, it, vi } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

const NOW = 1_000_000_000_000;

describe('store and header', () => {
  it.each([
    ['a plain cookie', '/', ['a=1'], '/', 'a=1'],
    ['an absolute URL', 'http://localhost:3000/x/y', ['a=1'], 'http://localhost:4000/x?q', 'a=1'],
    ['an empty value', '/', ['a='], '/', 'a='],
    ['a value with an equals sign', '/', ['a=b=c'], '/', 'a=b=c'],
    ['a quoted value as it is', '/', ['a="b c"'], '/', 'a="b c"'],
    ['whitespace around', '/', [' a \t=  1 ; Path = / '], '/', 'a=1'],
    ['several cookies in order', '/', ['a=1', 'b=2'], '/', 'a=1; b=2'],
    ['a replacement in its old place', '/', ['a=1', 'b=2', 'a=3'], '/', 'a=3; b=2'],
    ['names that differ in case', '/', ['a=1', 'A=2'], '/', 'a=1; A=2'],
    ['Path that matches', '/', ['a=1; Path=/cart'], '/cart/items?x=1', 'a=1'],
    ['Path with a slash at its end', '/', ['a=1; Path=/cart/'], '/cart', undefined],
    ['Path that is only a prefix of a segment', '/', ['a=1; Path=/cart'], '/cartoon', undefined],
    ['Path that differs', '/', ['a=1; Path=/cart'], '/', undefined],
    ['the last Path', '/', ['a=1; Path=/x; Path=/y'], '/y', 'a=1'],
    ['the default path', '/a/b', ['a=1'], '/a/c', 'a=1'],
    ['the default path elsewhere', '/a/b', ['a=1'], '/b', undefined],
    ['a Path that is not absolute', '/a/b', ['a=1; Path=cart'], '/a/x', 'a=1'],
    ['longer paths first', '/', ['a=1; Path=/', 'b=2; Path=/x'], '/x', 'b=2; a=1'],
    ['Secure, HttpOnly and SameSite', '/', ['a=1; Secure; HttpOnly; SameSite=Lax'], '/', 'a=1'],
    ['its own Domain', '/', ['a=1; Domain=.LocalHost'], '/', 'a=1'],
    ['another Domain', '/', ['a=1; Domain=example.com'], '/', undefined],
    ['Max-Age in the future', '/', ['a=1; Max-Age=60'], '/', 'a=1'],
    ['Max-Age=0 deletes', '/', ['a=1', 'a=; Max-Age=0'], '/', undefined],
    ['a negative Max-Age deletes', '/', ['a=1', 'a=; Max-Age=-1'], '/', undefined],
    ['a Max-Age that is no number', '/', ['a=1; Max-Age=soon'], '/', 'a=1'],
    [
      'Expires in the past deletes',
      '/',
      ['a=1', 'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      '/',
      undefined,
    ],
    [
      'Max-Age before Expires',
      '/',
      ['a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
      '/',
      'a=1',
    ],
    ['an Expires that is no date', '/', ['a=1; Expires=0'], '/', 'a=1'],
    ['no name', '/', ['=1', 'x', ''], '/', undefined],
    ['a control character', '/', ['a=1\u0000'], '/', undefined],
    ['a cookie that is too large', '/', [`a=${'x'.repeat(4096)}`], '/', undefined],
    ['deletion at another path leaves it', '/', ['a=1; Path=/x', 'a=; Max-Age=0'], '/x', 'a=1'],
    ['SameSite=None without Secure', '/', ['a=1; SameSite=None'], '/', undefined],
    ['SameSite=None with Secure', '/', ['a=1; SameSite=None; Secure'], '/', 'a=1'],
    ['__Secure- without Secure', '/', ['__Secure-a=1'], '/', undefined],
    ['__Host- as it must be', '/x/y', ['__Host-a=1; Secure; Path=/'], '/', '__Host-a=1'],
    ['__Host- without a Path', '/', ['__Host-a=1; Secure'], '/', undefined],
    [
      '__Host- with a Domain',
      '/',
      ['__Host-a=1; Secure; Path=/; Domain=localhost'],
      '/',
      undefined,
    ],
  ])('%s', (_, storedAt, lines, target, expected) => {
    const jar = new CookieJar(() => NOW);
    jar.store(lines, storedAt);
    expect(jar.header(target)).toBe(expected);
  });

  it('drops a cookie when its time is over', () => {
    let now = 0;
    const jar = new CookieJar(() => now);
    jar.store(['a=1; Max-Age=10'], '/');
    now = 9_999;
    expect(jar.header('/')).toBe('a=1');
    now = 10_000;
    expect(jar.header('/')).toBeUndefined();
    expect(jar.list()).toEqual([]);
  });
});

describe('documents', () => {
  it('see no HttpOnly cookies, nor write them', () => {
    const jar = new CookieJar();
    jar.store(['sid=1; HttpOnly', 'theme=dark'], '/');
    jar.setDocumentCookie('sid=stolen', '/');
    jar.setDocumentCookie('mine=1; HttpOnly', '/');
    jar.setDocumentCookie('lang=en', '/');
    expect(jar.documentCookie('/')).toBe('theme=dark; lang=en');
    expect(jar.header('/')).toBe('sid=1; theme=dark; lang=en');
  });

  it('delete', () => {
    const jar = new CookieJar();
    jar.store(['theme=dark'], '/');
    jar.setDocumentCookie('theme=; max-age=0', '/');
    expect(jar.header('/')).toBeUndefined();
  });
});

it('lists what another jar can load', () => {
  const jar = new CookieJar(() => NOW);
  jar.store(['a=1; Max-Age=60; Secure; SameSite=Strict', 'b=2; Path=/x'], '/');
  const copy = new CookieJar(() => NOW);
  copy.load(JSON.parse(JSON.stringify(jar.list())));
  copy.store(['c=3'], '/');
  expect(copy.list()).toEqual([
    ...jar.list(),
    expect.objectContaining({ name: 'c', created: 2, expires: null }),
  ]);
  expect(copy.list()[0]).toMatchObject({ expires: NOW + 60_000, secure: true, sameSite: 'strict' });
});

it('tells who subscribed about changes only', () => {
  const jar = new CookieJar();
  const listener = vi.fn();
  const unsubscribe = jar.subscribe(listener);
  jar.store(['a=1', 'b=2'], '/');
  expect(listener).toHaveBeenCalledTimes(1);
  jar.store(['none', 'x=; Max-Age=0'], '/');
  expect(listener).toHaveBeenCalledTimes(1);
  jar.clear();
  expect(listener).toHaveBeenCalledTimes(2);
  unsubscribe();
  jar.store(['a=1'], '/');
  expect(listener).toHaveBeenCalledTimes(2);
});

it('gives up one cookie by name and path, and tells who subscribed', () => {
  const jar = new CookieJar();
  jar.store(['a=1', 'a=2; Path=/x', 'b=3'], '/');
  const listener = vi.fn();
  jar.subscribe(listener);
  jar.delete({ name: 'a', path: '/x' });
  expect(jar.header('/x')).toBe('a=1; b=3');
  jar.delete({ name: 'a', path: '/y' });
  expect(listener).toHaveBeenCalledTimes(1);
});
