import { describe, expect, it } from 'vitest';
import { rewritePolicy } from './content-security-policy.ts';
import { requestHeaders, type RequestDescription } from './request-headers.ts';
import { previewHeaders } from './response-headers.ts';
import { previewSpace } from './routing.ts';

const space = previewSpace('https://site.test/');
const server = { containerId: 'c1', port: 3000 };
const address = { ...server, path: '/a' };

describe('requestHeaders', () => {
  const agent = {
    userAgent: 'UA',
    languages: ['de-DE', 'de', 'en'],
    encodings: ['gzip', 'deflate'],
  };
  const fields = (
    overrides: Partial<RequestDescription>,
    source: typeof server | null = server,
  ): Record<string, string> =>
    Object.fromEntries(
      requestHeaders(
        space,
        address,
        source ?? undefined,
        {
          url: `${space}c1/3000/a`,
          method: 'GET',
          mode: 'cors',
          destination: '',
          referrer: `${space}c1/3000/page?x`,
          headers: [],
          bodyLength: undefined,
          ...overrides,
        },
        agent,
      ),
    );

  it('completes a request', () => {
    expect(fields({})).toEqual({
      Host: 'localhost:3000',
      'User-Agent': 'UA',
      Accept: '*/*',
      'Accept-Language': 'de-DE,de;q=0.9,en;q=0.8',
      'Accept-Encoding': 'gzip, deflate',
      'Sec-Fetch-Site': 'same-origin',
      'Sec-Fetch-Mode': 'cors',
      'Sec-Fetch-Dest': 'empty',
      Referer: 'http://localhost:3000/page?x',
    });
  });

  it.each<[string, Partial<RequestDescription>, typeof server | null, Record<string, unknown>]>([
    [
      'a body',
      { method: 'POST', bodyLength: 5 },
      server,
      { 'Content-Length': '5', Origin: 'http://localhost:3000' },
    ],
    ['an empty body', { method: 'POST', bodyLength: 0 }, server, { 'Content-Length': '0' }],
    ['no body', { method: 'DELETE' }, server, { 'Content-Length': undefined }],
    [
      'a first navigation',
      { referrer: 'https://site.test/day/1/', mode: 'navigate' },
      null,
      { Referer: undefined, Origin: undefined, 'Sec-Fetch-Site': 'none' },
    ],
    [
      'another port of the container',
      {},
      { ...server, port: 4000 },
      { Origin: 'http://localhost:4000', 'Sec-Fetch-Site': 'same-site' },
    ],
    [
      'a style sheet',
      { referrer: 'https://site.test/style.css' },
      server,
      { Referer: 'http://localhost:3000/style.css' },
    ],
    [
      'a range',
      { headers: [['range', 'bytes=0-']] },
      server,
      { range: 'bytes=0-', 'Accept-Encoding': 'identity' },
    ],
    [
      'what names the journal',
      {
        headers: [
          ['origin', 'https://site.test'],
          ['cookie', 'j=1'],
          ['x-a', '1'],
        ],
      },
      server,
      { origin: undefined, cookie: undefined, 'x-a': '1' },
    ],
    [
      'what is given',
      {
        headers: [
          ['accept', 'text/html'],
          ['user-agent', 'X'],
        ],
      },
      server,
      { accept: 'text/html', Accept: undefined, 'user-agent': 'X', 'User-Agent': undefined },
    ],
  ])('%s', (_, overrides, source, expected) => {
    const given = fields(overrides, source);
    for (const [name, value] of Object.entries(expected)) expect(given[name], name).toBe(value);
  });
});

describe('previewHeaders', () => {
  const rewrite = (raw: string[], destination = ''): Record<string, string> =>
    Object.fromEntries(previewHeaders(raw, { space, address, destination, nonce: 'n' }).headers);

  it.each<[string, string[], string, Record<string, string>]>([
    ['Location', ['Location', '/b'], '', { Location: `${space}c1/3000/b` }],
    ['Refresh', ['Refresh', '5; url=/b'], '', { Refresh: `5; url=${space}c1/3000/b` }],
    ['Refresh without a URL', ['Refresh', '5'], '', { Refresh: '5' }],
    [
      'of a connection',
      ['Connection', 'close', 'Transfer-Encoding', 'chunked', 'X-A', '1'],
      '',
      { 'X-A': '1' },
    ],
    ['a plain length', ['Content-Length', '3'], '', { 'Content-Length': '3' }],
    ['an encoded length', ['Content-Length', '3', 'Content-Encoding', 'gzip'], '', {}],
    ['of the origin', ['Clear-Site-Data', '"*"', 'X-Frame-Options', 'DENY'], '', {}],
    [
      "a fetch's own policies",
      ['Referrer-Policy', 'no-referrer'],
      '',
      { 'Referrer-Policy': 'no-referrer' },
    ],
    [
      'a framed document',
      [
        'Referrer-Policy',
        'no-referrer',
        'Cross-Origin-Resource-Policy',
        'same-origin',
        'Content-Type',
        'text/html',
        'Content-Length',
        '3',
      ],
      'iframe',
      {
        'Content-Type': 'text/html',
        'Referrer-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    ],
    [
      'a document in a tab',
      ['Content-Length', '3'],
      'document',
      { 'Content-Length': '3', 'Referrer-Policy': 'same-origin' },
    ],
  ])('%s', (_, raw, destination, expected) => {
    expect(rewrite(raw, destination)).toEqual(expected);
  });

  it('takes out what is handled elsewhere', () => {
    const raw = [
      'Set-Cookie',
      'a=1',
      'set-cookie',
      'b=2',
      'Content-Encoding',
      'deflate, gzip',
      'Content-Type',
      ' Text/HTML ',
    ];
    const result = previewHeaders(raw, { space, address, destination: '', nonce: 'n' });
    expect(result.setCookies).toEqual(['a=1', 'b=2']);
    expect(result.encodings).toEqual(['deflate', 'gzip']);
    expect(result.contentType).toBe('text/html');
  });
});

describe('rewritePolicy', () => {
  it.each([
    ["script-src 'self'", "script-src 'self' 'nonce-n'"],
    ["default-src 'none'", "default-src 'none'; script-src 'nonce-n'"],
    ["default-src 'self'; img-src *", "default-src 'self'; img-src *; script-src 'self' 'nonce-n'"],
    ['script-src a; script-src-elem b', "script-src a; script-src-elem b 'nonce-n'"],
    ["script-src 'unsafe-inline'", "script-src 'unsafe-inline'"],
    ["script-src 'unsafe-inline' 'nonce-x'", "script-src 'unsafe-inline' 'nonce-x' 'nonce-n'"],
    ["img-src 'self'", "img-src 'self'"],
    ["frame-ancestors 'none'; sandbox; upgrade-insecure-requests", ''],
    [
      'script-src a, default-src b',
      "script-src a 'nonce-n', default-src b; script-src b 'nonce-n'",
    ],
  ])('%s', (policy, expected) => expect(rewritePolicy(policy, 'n')).toBe(expected));
});
