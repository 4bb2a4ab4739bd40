import { describe, expect, it } from 'vitest';
import { until } from './raw-server.test-helper.ts';
import type { Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

runtime.Buffer = Buffer;
const { UDP, SendWrap } = await import('./udp.ts');
const { uv } = await import('../core/uv.ts');
type UDP = InstanceType<typeof UDP>;

interface Receiver {
  handle: UDP;
  port: number;
  got: string[];
  errors: number[];
}

function receiver(address = '0.0.0.0', port = 0, flags = 0): Receiver {
  const handle = new UDP();
  expect(
    address.includes(':') ? handle.bind6(address, port, flags) : handle.bind(address, port, flags),
  ).toBe(0);
  const name: Any = {};
  handle.getsockname(name);
  const result: Receiver = { handle, port: name.port, got: [], errors: [] };
  (handle as Any).onmessage = (nread: number, _: UDP, data: Buffer, from: Any) => {
    if (nread < 0) result.errors.push(nread);
    else result.got.push(`${data.toString()} from ${from.address} ${from.family} ${from.size}`);
  };
  handle.recvStart();
  return result;
}

const send = (handle: UDP, text: string, port: number, address: string): number => {
  const list = [Buffer.from(text)];
  const request = new SendWrap();
  return address.includes(':')
    ? handle.send6(request, list, 1, port, address, false)
    : handle.send(request, list, 1, port, address, false);
};

describe('unicast', () => {
  it('carries a datagram with its sender', async () => {
    const server = receiver();
    expect(send(new UDP(), 'hello', server.port, '127.0.0.1')).toBe(6);
    await until(() => server.got.length > 0);
    expect(server.got).toEqual(['hello from 127.0.0.1 IPv4 5']);
  });

  it('shows IPv4 senders to a dual-stack socket as mapped', async () => {
    const server = receiver('::');
    send(new UDP(), 'x', server.port, '127.0.0.1');
    await until(() => server.got.length > 0);
    expect(server.got).toEqual(['x from ::ffff:127.0.0.1 IPv6 1']);
  });

  it('tells a connected socket only that nobody listens', async () => {
    const client = receiver();
    expect(client.handle.connect('127.0.0.1', 9)).toBe(0);
    expect(client.handle.send(new SendWrap(), [Buffer.from('x')], 1, false)).toBe(2);
    await until(() => client.errors.length > 0);
    expect(client.errors).toEqual([uv.UV_ECONNREFUSED]);
    expect(send(new UDP(), 'x', 9, '127.0.0.1')).toBe(2);
  });

  it('takes from its peer only, once connected', async () => {
    const server = receiver();
    const [peer, stranger] = [receiver(), receiver()];
    server.handle.connect('127.0.0.1', peer.port);
    send(stranger.handle, 'stranger', server.port, '127.0.0.1');
    send(peer.handle, 'peer', server.port, '127.0.0.1');
    await until(() => server.got.length > 0);
    expect(server.got).toEqual(['peer from 127.0.0.1 IPv4 4']);
  });

  it('drops what nobody reads', async () => {
    const server = receiver();
    const client = new UDP();
    for (let i = 0; i < 10; i++) send(client, 'x'.repeat(60_000), server.port, '127.0.0.1');
    await until(() => server.got.length === 3);
    send(client, 'later', server.port, '127.0.0.1');
    await until(() => server.got.length === 4);
    expect(server.got[3]).toMatch(/^later/);
  });
});

describe('multicast and broadcast', () => {
  const REUSE = 4;
  it('reach every member of the group on the port', async () => {
    const [a, b] = [receiver('0.0.0.0', 45_001, REUSE), receiver('0.0.0.0', 45_001, REUSE)];
    const other = receiver('0.0.0.0', 45_001, REUSE);
    for (const member of [a, b]) expect(member.handle.addMembership('239.1.2.3')).toBe(0);
    expect(a.handle.addMembership('239.1.2.3')).toBe(uv.UV_EADDRINUSE);
    send(b.handle, 'all', 45_001, '239.1.2.3');
    await until(() => a.got.length + b.got.length === 2);
    b.handle.dropMembership('239.1.2.3');
    send(b.handle, 'again', 45_001, '239.1.2.3');
    await until(() => a.got.length === 2);
    expect([b.got.length, other.got.length]).toEqual([1, 0]);
  });

  it('need leave to broadcast', async () => {
    const server = receiver();
    const client = receiver();
    expect(send(client.handle, 'x', server.port, '255.255.255.255')).toBe(uv.UV_EACCES);
    client.handle.setBroadcast(1);
    expect(send(client.handle, 'x', server.port, '255.255.255.255')).toBe(2);
    await until(() => server.got.length > 0);
  });
});

describe('errors', () => {
  it.each([
    ['an address of another machine', (u: UDP) => u.bind('192.0.2.1', 0), 'UV_EADDRNOTAVAIL'],
    ['a second bind', (u: UDP) => u.bind('127.0.0.1', 0) || u.bind('127.0.0.1', 0), 'UV_EINVAL'],
    ['the outside', (u: UDP) => send(u, 'x', 53, '8.8.8.8'), 'UV_ENETUNREACH'],
    ['too much', (u: UDP) => send(u, 'x'.repeat(65_508), 53, '127.0.0.1'), 'UV_EMSGSIZE'],
    ['no destination', (u: UDP) => u.send(null, [Buffer.from('x')], 1, false), 'UV_EDESTADDRREQ'],
    ['no peer', (u: UDP) => u.getpeername({}), 'UV_ENOTCONN'],
    ['no name yet', (u: UDP) => u.getsockname({}), 'UV_EBADF'],
    ['options before bind', (u: UDP) => u.setBroadcast(1), 'UV_EBADF'],
    ['a group that is none', (u: UDP) => u.addMembership('10.0.0.1'), 'UV_EINVAL'],
    ['no member', (u: UDP) => u.dropMembership('239.0.0.9'), 'UV_EADDRNOTAVAIL'],
    ['hops', (u: UDP) => u.bind('127.0.0.1', 0) || u.setTTL(0), 'UV_EINVAL'],
  ] as const)('%s: %#', (_, act, error) => expect(act(new UDP())).toBe(uv[error]));

  it('one socket per port, unless both share it', () => {
    const { port } = receiver();
    expect(new UDP().bind('127.0.0.1', port)).toBe(uv.UV_EADDRINUSE);
  });

  it('frees the port when it is closed', () => {
    const { handle, port } = receiver();
    handle.close();
    expect(new UDP().bind('0.0.0.0', port)).toBe(0);
  });
});

it('doubles the size of buffers, as Linux does', () => {
  const { handle } = receiver();
  expect(handle.bufferSize(0, true, {})).toBe(212_992);
  expect(handle.bufferSize(10_000, true, {})).toBe(10_000);
  expect(handle.bufferSize(0, true, {})).toBe(20_000);
  const context: Any = {};
  expect(new UDP().bufferSize(0, false, context)).toBeUndefined();
  expect(context).toMatchObject({ code: 'EBADF', syscall: 'uv_send_buffer_size' });
});
