import { BlockList } from 'node:net';
import { expect, it } from 'vitest';
import { BlockRules } from './block-rules.ts';
import { parseIP } from './ip-address.ts';

const family = (text: string): 'ipv4' | 'ipv6' => (text.includes(':') ? 'ipv6' : 'ipv4');

type Step = (native: BlockList, rules: BlockRules) => void;
const address =
  (text: string): Step =>
  (native, rules) => {
    native.addAddress(text, family(text));
    rules.addAddress(parseIP(text)!);
  };
const range =
  (start: string, end: string): Step =>
  (native, rules) => {
    native.addRange(start, end, family(start));
    rules.addRange(parseIP(start)!, parseIP(end)!);
  };
const subnet =
  (network: string, prefix: number): Step =>
  (native, rules) => {
    native.addSubnet(network, prefix, family(network));
    rules.addSubnet(parseIP(network)!, prefix);
  };

const steps: Step[] = [
  range('10.0.0.1', '10.0.0.9'),
  address('1.2.3.4'),
  subnet('192.168.1.7', 16),
  address('::1'),
  address('1.2.3.4'),
  range('10.0.0.1', '10.0.0.9'),
  subnet('172.16.0.0', 12),
  subnet('2001:db8::', 33),
  address('::ffff:9.9.9.9'),
  subnet('::ffff:8.8.0.0', 112),
  range('::5', '::ff'),
];

const probes = [
  ...['1.2.3.4', '1.2.3.5', '10.0.0.0', '10.0.0.1', '10.0.0.5', '10.0.0.9', '10.0.0.10'],
  ...['192.168.255.255', '192.169.0.0', '172.15.255.255', '172.31.0.1', '172.32.0.0'],
  ...['::1', '::2', '::5', '::ff', '::100', '2001:db8::1', '2001:db8:8000::1', '2001:db9::'],
  ...['9.9.9.9', '::ffff:9.9.9.9', '8.8.4.4', '8.9.0.0', '::ffff:1.2.3.4', '::ffff:192.168.0.1'],
];

it('lists and checks as net.BlockList', () => {
  const native = new BlockList();
  const rules = new BlockRules();
  for (const step of steps) {
    step(native, rules);
    // Node keeps addresses in a hash table: their order is nobody's.
    expect(rules.texts.toSorted()).toEqual(native.rules.toSorted());
    for (const probe of probes) {
      expect([probe, rules.check(parseIP(probe)!)]).toEqual([
        probe,
        native.check(probe, family(probe)),
      ]);
    }
  }
});

it('refuses a range that ends before it starts', () => {
  const rules = new BlockRules();
  expect(rules.addRange(parseIP('10.0.0.9')!, parseIP('10.0.0.1')!)).toBe(false);
  expect(rules.addRange(parseIP('10.0.0.9')!, parseIP('::1')!)).toBe(false);
  expect(rules.size).toBe(0);
});

it('removes one rule at a time', () => {
  const rules = new BlockRules();
  rules.addAddress(parseIP('1.2.3.4')!);
  rules.addSubnet(parseIP('1.2.0.0')!, 16);
  rules.removeAddress(parseIP('1.2.3.4')!);
  expect(rules.texts).toEqual(['Subnet: IPv4 1.2.0.0/16']);
  rules.removeSubnet(parseIP('1.2.0.0')!, 16);
  expect(rules.check(parseIP('1.2.3.4')!)).toBe(false);
});
