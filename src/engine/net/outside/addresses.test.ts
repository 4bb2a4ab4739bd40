import { describe, expect, it } from 'vitest';
import { parseIP } from '../ip-address.ts';
import { isOutsideName, outsideHost, standInAddress } from './addresses.ts';

describe('names', () => {
  it.each([
    ['example.org', true],
    ['api.github.com', true],
    ['API.GitHub.com.', true],
    ['xn--bcher-kva.example.com', true],
    ['localhost', false],
    ['app.localhost', false],
    ['database', false],
    ['printer.local', false],
    ['nope.invalid', false],
    ['metadata.google.internal', false],
    ['256.1.1.1', false],
    ['a..b', false],
    ['-x.org', false],
    ['', false],
    [`${'a'.repeat(64)}.org`, false],
  ])('%s: %s', (name, expected) => expect(isOutsideName(name)).toBe(expected));
});

describe('stand-in addresses', () => {
  it('lead back to their names, whatever the case', () => {
    const first = standInAddress('api.example.org');
    const second = standInAddress('www.example.org');
    expect(first).toBe('198.18.0.1');
    expect(second).toBe('198.18.0.2');
    expect(standInAddress('API.example.org.')).toBe(first);
    expect(outsideHost(parseIP(second)!)).toBe('www.example.org');
    expect(outsideHost(parseIP(`::ffff:${first}`)!)).toBe('api.example.org');
  });
});

describe('addresses', () => {
  it.each([
    ['93.184.216.34', '93.184.216.34'],
    ['172.15.0.1', '172.15.0.1'],
    ['2606:2800:220:1::1', '[2606:2800:220:1::1]'],
    ['127.0.0.1', undefined],
    ['0.0.0.0', undefined],
    ['10.1.2.3', undefined],
    ['172.16.0.1', undefined],
    ['172.31.255.255', undefined],
    ['192.168.1.1', undefined],
    ['::ffff:192.168.1.1', undefined],
    ['169.254.169.254', undefined],
    ['192.0.2.1', undefined],
    ['198.19.255.255', undefined],
    ['239.0.0.1', undefined],
    ['255.255.255.255', undefined],
    ['::1', undefined],
    ['fe80::1', undefined],
    ['fd00::1', undefined],
    ['ff02::1', undefined],
    ['2001:db8::1', undefined],
  ])('%s is reached as %s', (address, host) => {
    expect(outsideHost(parseIP(address)!)).toBe(host);
  });
});
