import { describe, expect, it } from 'vitest';
import { Listeners } from './listeners.ts';

const listener = (port: number, share: number, address = '0.0.0.0') => ({
  address,
  port,
  ipv6Only: false,
  reusePort: false,
  share,
});

describe('the listeners of a container', () => {
  it('give an address to one socket only', () => {
    const changes: unknown[] = [];
    const listeners = new Listeners<string>((port, open) => changes.push([port, open]));
    expect(listeners.open('a', listener(80, 1))).toBe(true);
    expect(listeners.open('b', listener(80, 2, '127.0.0.1'))).toBe(false);
    expect(listeners.find('127.0.0.1', 80)).toBe('a');
    expect(listeners.close('a', listener(80, 1))).toBe(true);
    expect(changes).toEqual([
      [80, true],
      [80, false],
    ]);
  });

  it('take turns when processes share a socket, until the last one closes it', () => {
    const listeners = new Listeners<string>(() => {});
    listeners.open('a', listener(80, 1));
    listeners.open('b', listener(80, 1));
    expect([1, 2, 3].map(() => listeners.findLocal(80))).toEqual(['a', 'b', 'a']);
    expect(listeners.removeOwner('a').ports).toEqual([]);
    expect(listeners.removeOwner('b').ports).toEqual([listener(80, 1)]);
    expect(listeners.findLocal(80)).toBeUndefined();
  });

  it('know paths', () => {
    const listeners = new Listeners<string>(() => {});
    expect(listeners.openPath('a', '/tmp/s', 1)).toBe(true);
    expect(listeners.openPath('b', '/tmp/s', 2)).toBe(false);
    expect(listeners.findPath('/tmp/s')).toBe('a');
    expect(listeners.removeOwner('a').paths).toEqual(['/tmp/s']);
    expect(listeners.findPath('/tmp/s')).toBeUndefined();
  });
});
