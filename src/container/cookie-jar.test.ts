import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

describe('CookieJar', () => {
  it.each([
    ['a plain cookie', '/', ['a=1'], '/', 'a=1'],
    ['an empty value', '/', ['a='], '/', 'a='],
    ['a value with an equals sign', '/', ['a=b=c'], '/', 'a=b=c'],
    ['several cookies in order', '/', ['a=1', 'b=2'], '/', 'a=1; b=2'],
    ['a replacement in its old place', '/', ['a=1', 'b=2', 'a=3'], '/', 'a=3; b=2'],
    ['Path that matches', '/', ['a=1; Path=/cart'], '/cart/items?x=1', 'a=1'],
    ['Path that is only a prefix of a segment', '/', ['a=1; Path=/cart'], '/cartoon', undefined],
    ['Path that differs', '/', ['a=1; Path=/cart'], '/', undefined],
    ['the default path', '/a/b', ['a=1'], '/a/c', 'a=1'],
    ['the default path elsewhere', '/a/b', ['a=1'], '/b', undefined],
    ['a Path that is not absolute', '/a/b', ['a=1; Path=cart'], '/a/x', 'a=1'],
    ['longer paths first', '/', ['a=1; Path=/', 'b=2; Path=/x'], '/x', 'b=2; a=1'],
    ['Secure, HttpOnly and SameSite', '/', ['a=1; Secure; HttpOnly; SameSite=Lax'], '/', 'a=1'],
    ['Domain, which is ignored', '/', ['a=1; Domain=example.com'], '/', 'a=1'],
    ['Max-Age in the future', '/', ['a=1; Max-Age=60'], '/', 'a=1'],
    ['Max-Age=0 deletes', '/', ['a=1', 'a=; Max-Age=0'], '/', undefined],
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
    ['no name', '/', ['=1', 'x'], '/', undefined],
    ['deletion at another path leaves it', '/', ['a=1; Path=/x', 'a=; Max-Age=0'], '/x', 'a=1'],
  ])('%s', (_, storedAt, setCookies, target, expected) => {
    const jar = new CookieJar(() => 1_000_000_000_000);
    jar.store(storedAt, setCookies);
    expect(jar.header(target)).toBe(expected);
  });

  it('drops a cookie when its time is over', () => {
    let now = 0;
    const jar = new CookieJar(() => now);
    jar.store('/', ['a=1; Max-Age=10']);
    now = 9_999;
    expect(jar.header('/')).toBe('a=1');
    now = 10_000;
    expect(jar.header('/')).toBeUndefined();
  });

  it('clears', () => {
    const jar = new CookieJar();
    jar.store('/', ['a=1']);
    jar.clear();
    expect(jar.header('/')).toBeUndefined();
  });
});
