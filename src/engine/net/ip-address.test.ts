import { SocketAddress } from 'node:net';
import { describe, expect, it } from 'vitest';
import { formatIP, isLoopback, mapToIPv6, parseIP, parseIPv4, unmapIPv4 } from './ip-address.ts';

describe('parse and format', () => {
  it.each([
    '127.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    '::FFFF:1.2.3.4',
    '::1.2.3.4',
    '::0:2',
    '::0001:2',
    '2001:0db8:0:0:1:0:0:1',
    '2001:db8::1:0:0:0',
    '1:0:0:2:0:0:0:3',
    'fe80::1',
    '1:2:3:4:5:6:7:8',
    '0:0:0:0:0:ffff:102:304',
    '1:2:3:4:5:6:7::',
  ])('%s as Node', (text) => {
    const family = text.includes(':') ? 'ipv6' : 'ipv4';
    expect(formatIP(parseIP(text)!)).toBe(new SocketAddress({ address: text, family }).address);
  });

  it.each(['', '1.2.3', '01.2.3.4', '256.1.1.1', '1.2.3.4.5', 'x', ':::', '1::2::3', '12345::'])(
    '%j is none',
    (text) => expect(parseIP(text)).toBeUndefined(),
  );

  it('ignores a zone', () => expect(formatIP(parseIP('fe80::1%eth0')!)).toBe('fe80::1'));
});

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['0.0.0.0', true],
  ['::', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.1', false],
  ['::2', false],
  ['::ffff:10.0.0.1', false],
])('%s is this machine: %s', (text, expected) => expect(isLoopback(parseIP(text)!)).toBe(expected));

it('maps between the families', () => {
  expect(mapToIPv6('1.2.3.4')).toBe('::ffff:1.2.3.4');
  expect(mapToIPv6('::1')).toBe('::1');
  expect(unmapIPv4(parseIP('::ffff:1.2.3.4')!)).toEqual(parseIPv4('1.2.3.4'));
});
