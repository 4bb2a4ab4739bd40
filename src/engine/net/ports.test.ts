import { expect, it } from 'vitest';
import { PortRegistry, type Listener } from './ports.ts';

const listener = (address: string, port = 3000, options: Partial<Listener> = {}): Listener => ({
  address,
  port,
  ipv6Only: false,
  reusePort: false,
  ...options,
});

it.each([
  ['::', '0.0.0.0', true],
  ['::', '127.0.0.1', true],
  ['0.0.0.0', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.2', false],
  ['127.0.0.1', '::1', false],
  ['0.0.0.0', '::1', false],
])('with a server on %s, %s is taken: %s', (first, second, taken) => {
  const ports = new PortRegistry(() => {});
  ports.open(listener(first));
  expect(ports.isTaken(listener(second))).toBe(taken);
  expect(ports.isTaken(listener(second, 3001))).toBe(false);
});

it('lets sockets share a port where both say so, or the families do not meet', () => {
  const ports = new PortRegistry(() => {});
  ports.open(listener('127.0.0.1', 3000, { reusePort: true }));
  expect(ports.isTaken(listener('127.0.0.1', 3000, { reusePort: true }))).toBe(false);
  expect(ports.isTaken(listener('127.0.0.1', 3000))).toBe(true);
  expect(ports.isTaken(listener('::', 3000, { ipv6Only: true }))).toBe(false);
});

it('finds the closest server', () => {
  const ports = new PortRegistry<Listener>(() => {});
  const any = listener('0.0.0.0');
  ports.open(any);
  expect(ports.find('127.0.0.1', 3000)).toBe(any);
  expect(ports.find('::1', 3000)).toBeUndefined();
  const v6 = listener('::1');
  ports.open(v6);
  expect(ports.find('::1', 3000)).toBe(v6);
  expect(ports.findLocal(3000)).toBe(any);
  ports.close(any);
  expect(ports.findLocal(3000)).toBe(v6);
});

it('reports a port once, however many servers share it', () => {
  const changes: [number, boolean][] = [];
  const ports = new PortRegistry((port, open) => changes.push([port, open]));
  const first = listener('127.0.0.1');
  const second = listener('::1');
  ports.open(first);
  ports.open(second);
  ports.close(first);
  ports.close(second);
  ports.close(second);
  expect(changes).toEqual([
    [3000, true],
    [3000, false],
  ]);
});
