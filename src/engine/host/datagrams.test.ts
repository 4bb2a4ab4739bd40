import { describe, expect, it } from 'vitest';
import type { Datagram } from '../process-messages.ts';
import { Datagrams } from './datagrams.ts';

const socket = { address: '0.0.0.0', port: 53, ipv6Only: false, reusePort: false, share: 1 };
const datagram = (text: string, port = 53): Datagram => ({
  data: new TextEncoder().encode(text),
  from: { address: '127.0.0.1', port: 9 },
  to: { address: '127.0.0.1', port },
});

function network() {
  const got: string[] = [];
  const datagrams = new Datagrams<string>((owner, { data }) => {
    got.push(`${owner} ${new TextDecoder().decode(data)}`);
  });
  return { got, datagrams };
}

describe('datagrams between processes', () => {
  it('go to those that read a shared socket, in turn', () => {
    const { got, datagrams } = network();
    datagrams.open('primary', socket);
    for (const worker of ['a', 'b']) {
      datagrams.open(worker, socket);
      datagrams.receive(worker, socket, true);
    }
    for (const text of ['1', '2', '3']) datagrams.send(datagram(text));
    datagrams.send(datagram('lost', 54));
    expect(got).toEqual(['a 1', 'b 2', 'a 3']);
  });

  it('wait for the first reader', () => {
    const { got, datagrams } = network();
    datagrams.open('a', socket);
    datagrams.send(datagram('early'));
    datagrams.send(datagram('x'.repeat(300_000)));
    datagrams.receive('a', socket, true);
    expect(got).toEqual(['a early']);
  });

  it('end with the last owner of the socket', () => {
    const { got, datagrams } = network();
    datagrams.open('a', socket);
    datagrams.open('b', socket);
    datagrams.receive('a', socket, true);
    expect(datagrams.removeOwner('a')).toEqual([]);
    expect(datagrams.close('b', socket)).toBe(true);
    expect(datagrams.all()).toEqual([]);
    datagrams.send(datagram('late'));
    expect(got).toEqual([]);
  });
});
