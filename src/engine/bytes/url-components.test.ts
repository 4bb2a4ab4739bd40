import { expect, it } from 'vitest';
import { callNative, type NativeCall } from './native-binding.test-helper.ts';
import { domainForDisplay } from './punycode.ts';
import { escapeFilePath, formatUrl, writeComponents } from './url-components.ts';

const urls = [
  'https://user:pass@example.com:1234/foo/bar?baz#quux',
  'http://localhost:3000',
  'http://localhost:3000/a?b=c:d@e#f?g:h@/i',
  'http://a@b/c',
  'http://:secret@b/',
  'http://a:b@c:1/@:?@:#@:',
  'http://[::1]:8080/x',
  'http://[::1]/x:1',
  'http://u:p@[fe80::1]/',
  'file:///etc/passwd',
  'file://host/share?x',
  'mailto:someone@example.com?subject=a:b',
  'data:text/plain,hello?a#b',
  'about:blank',
  'blob:https://a.example/123',
  'web+demo:/.//not-a-host/',
  'web+demo://host',
  'web+demo://host?q',
  'web+demo://host:90#h',
  'foo:///p',
  'foo://u@h:1?x#y',
  'ws://x?#',
  'wss://x/?',
  'ftp://x/#',
  'https://b\u00fccher.de/stra\u00dfe?\u00fc#\u00e9',
  'https://xn--a/',
];
const ok = urls.filter((url) => URL.canParse(url));

it('finds the components that Node finds', () => {
  const calls = ok.map((url): NativeCall => ['url', 'parse', url, null, true]);
  const found = callNative(calls).map(({ components }, i) => [ok[i], components]);
  expect(
    ok.map((url) => {
      const components = new Uint32Array(9);
      writeComponents(new URL(url).href, components);
      return [url, [...components]];
    }),
  ).toEqual(found);
});

it('formats as Node does', () => {
  const cases = ok.flatMap((url) =>
    Array.from({ length: 16 }, (_, n) => [
      new URL(url).href,
      ...[8, 4, 2, 1].map((bit) => (n & bit) !== 0),
    ]),
  ) as [string, boolean, boolean, boolean, boolean][];
  const expected = callNative(cases.map((args): NativeCall => ['url', 'format', ...args]));
  cases.forEach(([href, hash, unicode, search, auth], i) => {
    const hostname = unicode ? domainForDisplay : (ascii: string) => ascii;
    expect([cases[i], formatUrl(href, { hash, search, auth, hostname })]).toEqual([
      cases[i],
      expected[i]!.result,
    ]);
  });
});

it('shows domains as Node does', () => {
  const domains = [
    'xn--bcher-kva.de',
    'xn--zckzah.com',
    'xn--fa-hia.de',
    'a.xn--fiqs8s',
    'XN--BCHER-KVA.de',
    'xn--a',
    'xn--',
    'xn--ls8h.la',
    'example.org',
    'xn--mgbh0fb.xn--kgbechtv',
    'xn--80ak6aa92e.com',
    '\u00fc.de',
  ];
  const expected = callNative(domains.map((d): NativeCall => ['encoding_binding', 'toUnicode', d]));
  expect(domains.map(domainForDisplay)).toEqual(expected.map(({ result }) => result));
});

it('escapes paths as Node does', () => {
  const paths = [
    '/a b/%20/\u00e9',
    '/x?y#z',
    '/back\\slash',
    '/line\nfeed\t\r',
    '//double',
    '/..%2f',
  ];
  const expected = callNative(paths.map((p): NativeCall => ['url', 'pathToFileURL', p, false]));
  expect(
    paths.map((path) => {
      const url = new URL('file://');
      url.pathname = escapeFilePath(path, false);
      return url.href;
    }),
  ).toEqual(expected.map(({ result }) => result));
});
