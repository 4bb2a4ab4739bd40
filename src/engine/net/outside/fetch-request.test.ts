import { describe, expect, it } from 'vitest';
import { outsideRequest } from './fetch-request.ts';

const plain = { host: 'example.org', port: 80, secure: false };
const secure = { host: 'example.org', port: 443, secure: true };

describe('outsideRequest', () => {
  it.each([
    [plain, '/a?b=c', 'http://example.org/a?b=c'],
    [secure, '/', 'https://example.org/'],
    [{ ...secure, port: 8443 }, '/', 'https://example.org:8443/'],
    [{ ...plain, host: '[2606::1]' }, '/', 'http://[2606::1]/'],
    [plain, 'http://other.org/x', 'http://other.org/x'],
    [plain, '//evil.org/x', 'http://example.org//evil.org/x'],
  ])('%o %s', (server, target, url) => {
    expect(outsideRequest('GET', target, [], server).url.href).toBe(url);
  });

  it('goes to where the program has connected, whatever Host says', () => {
    const { url } = outsideRequest('GET', '/', ['Host', 'other.org'], plain);
    expect(url.hostname).toBe('example.org');
  });

  it('leaves out what belongs to the connection, the browser or the reader', () => {
    const sent = ['Host', 'Connection', 'Content-Length', 'Cookie', 'User-Agent', 'sec-fetch-mode'];
    const rawHeaders = [...sent, 'X-Own', 'Accept'].flatMap((name) => [name, 'v']);
    expect(outsideRequest('GET', '/', rawHeaders, plain).headers).toEqual([
      ['X-Own', 'v'],
      ['Accept', 'v'],
    ]);
  });

  it('refuses what is no URL', () => {
    expect(() => outsideRequest('GET', '*', [], plain)).toThrow(TypeError);
  });
});
