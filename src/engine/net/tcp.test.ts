import { describe, expect, it } from 'vitest';
import { open, rawServer, until, type Connection } from './raw-server.test-helper.ts';
import type { Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

const { TCP, TCPConnectWrap, ports } = await import('./tcp.ts');
const { streamBaseState, WriteWrap, ShutdownWrap } = await import('./stream.ts');
const { uv } = await import('../core/uv.ts');
const { connected } = await import('./remote.ts');
type TCP = InstanceType<typeof TCP>;

// The page, as far as it is needed: no other process listens anywhere.
runtime.post = (message) => {
  if (message.type === 'connect') queueMicrotask(() => connected(message.link, false));
};

const SOCKET = 0;
const SERVER = 1;
const quiet = (): void => {};

async function connect(
  port: number,
  address = '127.0.0.1',
): Promise<{ handle: TCP; status: number }> {
  const handle = new TCP(SOCKET);
  const request = new TCPConnectWrap() as Any;
  const result = await new Promise<number>((resolve) => {
    request.oncomplete = (status: number) => resolve(status);
    const error = address.includes(':')
      ? handle.connect6(request, address, port)
      : handle.connect(request, address, port);
    if (error) resolve(error);
  });
  return { handle, status: result };
}

const nameOf = (handle: TCP, which: 'getsockname' | 'getpeername'): unknown => {
  const out = {};
  return handle[which](out) || out;
};

describe('connect', () => {
  it('accepts before the client knows', async () => {
    const order: string[] = [];
    const server = rawServer(quiet);
    const onconnection = (server.handle as Any).onconnection;
    (server.handle as Any).onconnection = (...args: unknown[]) => {
      order.push('server');
      onconnection(...args);
    };
    await connect(server.port).then(() => order.push('client'));
    expect(order).toEqual(['server', 'client']);
  });

  it('carries both directions, half-closed too', async () => {
    const server = rawServer((connection) => {
      if (connection.ending === undefined) connection.write('pong');
      if (connection.ending === uv.UV_EOF) {
        connection.write(', bye');
        connection.end();
      }
    });
    const { handle } = await connect(server.port);
    const client = open(handle, (connection) => {
      if (connection.text === 'pong') connection.end();
    });
    client.write('ping');
    await until(() => client.ending !== undefined);
    expect([client.text, client.ending]).toEqual(['pong, bye', uv.UV_EOF]);
    expect([handle.bytesRead, handle.bytesWritten]).toEqual([9, 4]);
  });

  it.each([
    ['127.0.0.1', 0, 'UV_ECONNREFUSED'],
    ['::1', 0, 'UV_ECONNREFUSED'],
    ['192.168.1.1', 0, 'UV_ENETUNREACH'],
    ['fe80::1', 0, 'UV_ENETUNREACH'],
    ['x', 0, 'UV_EINVAL'],
  ])(
    'to %s where nobody listens gives the error of an offline machine',
    async (address, _, error) => {
      expect((await connect(1, address)).status).toBe(uv[error]);
    },
  );

  it.each([
    ['127.0.0.1', '::ffff:127.0.0.1'],
    ['::1', '::1'],
  ])('%s appears to a dual-stack server as %s', async (address, seen) => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port, address);
    await until(() => server.connections.length === 1);
    const local = nameOf(handle, 'getsockname') as { port: number };
    const socket = server.connections[0]!.handle;
    expect(nameOf(socket, 'getpeername')).toEqual({
      address: seen,
      family: 'IPv6',
      port: local.port,
    });
    expect(nameOf(socket, 'getsockname')).toEqual({
      address: seen,
      family: 'IPv6',
      port: server.port,
    });
  });
});

describe('bind and listen', () => {
  const bound = (address: string, port: number): TCP => {
    const handle = new TCP(SERVER);
    expect(address.includes(':') ? handle.bind6(address, port) : handle.bind(address, port)).toBe(
      0,
    );
    return handle;
  };

  it('reports a taken port after bind, as libuv', () => {
    const server = rawServer(quiet);
    const second = bound('0.0.0.0', server.port);
    expect(second.getsockname({})).toBe(uv.UV_EADDRINUSE);
    expect(second.listen(511)).toBe(uv.UV_EADDRINUSE);
    server.handle.close();
    expect(bound('0.0.0.0', server.port).listen(511)).toBe(0);
  });

  it('finds a free port', () => {
    const handle = bound('127.0.0.1', 0);
    expect(handle.listen(511)).toBe(0);
    const { port } = nameOf(handle, 'getsockname') as { port: number };
    expect(port).toBeGreaterThan(1023);
    expect(ports.ports()).toContain(port);
  });

  it('has only local addresses', () => {
    expect(new TCP(SERVER).bind('1.2.3.4', 0)).toBe(uv.UV_EADDRNOTAVAIL);
    expect(new TCP(SERVER).bind('nonsense', 0)).toBe(uv.UV_EINVAL);
    expect(new TCP(SERVER).getsockname({})).toBe(uv.UV_EBADF);
  });

  it('tells the page', () => {
    const messages: unknown[] = [];
    const { post } = runtime;
    runtime.post = ({ type, ...rest }) =>
      messages.push([type, 'listener' in rest && rest.listener.port]);
    const server = rawServer(quiet);
    server.handle.close();
    runtime.post = post;
    expect(messages).toEqual([
      ['listen', server.port],
      ['unlisten', server.port],
    ]);
  });
});

describe('a connection that breaks', () => {
  const pair = async (): Promise<[Connection, Connection]> => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    await until(() => server.connections.length === 1);
    return [open(handle, quiet), server.connections[0]!];
  };

  it('ends with what was sent before', async () => {
    const [client, server] = await pair();
    server.write('last words');
    server.handle.close();
    await until(() => client.ending !== undefined);
    expect([client.text, client.ending]).toEqual(['last words', uv.UV_EOF]);
    expect(client.write('?')).toBe(uv.UV_EPIPE);
  });

  it('is reset when what was sent stays unread', async () => {
    const [client, server] = await pair();
    server.handle.readStop();
    client.write('unread');
    server.handle.close();
    await until(() => client.ending !== undefined);
    expect(client.ending).toBe(uv.UV_ECONNRESET);
  });

  it('is reset on demand', async () => {
    const [client, server] = await pair();
    const closed = new Promise<void>((resolve) => server.handle.reset(resolve));
    await until(() => client.ending !== undefined);
    await closed;
    expect(client.ending).toBe(uv.UV_ECONNRESET);
  });

  it('is refused when the server closes before it accepts', async () => {
    const server = rawServer(quiet);
    const connecting = connect(server.port);
    server.handle.close();
    const { handle, status } = await connecting;
    expect(status).toBe(0);
    const client = open(handle, quiet);
    await until(() => client.ending !== undefined);
    expect(client.ending).toBe(uv.UV_ECONNRESET);
  });
});

describe('writes', () => {
  it('copies buffers, which the program may reuse', async () => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    const buffer = Buffer.from('first');
    handle.writeBuffer(new WriteWrap(), buffer);
    buffer.fill('x');
    handle.writev(new WriteWrap(), [buffer], true);
    await until(() => server.connections[0]?.text.length === 10);
    expect(server.connections[0]!.text).toBe('firstxxxxx');
  });

  it('encodes each chunk of a writev', async () => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    const chunks = [
      'head é\r\n',
      'latin1',
      Buffer.from('body'),
      'buffer',
      'é',
      'utf8',
      '/w==',
      'base64',
    ];
    handle.writev(new WriteWrap(), chunks, false);
    expect(streamBaseState[2]).toBe(8 + 4 + 2 + 1);
    handle.writev(
      new WriteWrap(),
      ['a long enough head, é too', 'latin1', Buffer.from('!'), 'buffer'],
      false,
    );
    await until(() => server.connections[0]?.text.length === 15 + 26);
    expect(server.connections[0]!.text).toBe(
      'head \xe9\r\nbody\xc3\xa9\xffa long enough head, \xe9 too!',
    );
  });

  it('waits for a slow reader', async () => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    await until(() => server.connections.length === 1);
    const reader = server.connections[0]!;
    reader.handle.readStop();
    const finished: number[] = [];
    const write = (size: number): boolean => {
      const request = new WriteWrap() as Any;
      request.oncomplete = (status: number) => finished.push(status);
      expect(handle.writeBuffer(request, Buffer.alloc(size, 'a'))).toBe(0);
      return streamBaseState[3] === 1;
    };
    expect(write(100_000)).toBe(false);
    expect(write(200_000)).toBe(true);
    expect(handle.writeQueueSize).toBe(200_000);
    reader.handle.readStart();
    await until(() => finished.length === 1);
    expect(finished).toEqual([0]);
    expect(handle.writeQueueSize).toBe(0);
    await until(() => reader.text.length === 300_000);
  });

  it('fails what waits when the reader goes away', async () => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    await until(() => server.connections.length === 1);
    server.connections[0]!.handle.readStop();
    const request = new WriteWrap() as Any;
    const finished = new Promise((resolve) => (request.oncomplete = resolve));
    handle.writeBuffer(request, Buffer.alloc(300_000));
    server.connections[0]!.handle.close();
    expect(await finished).toBe(uv.UV_ECONNRESET);
  });

  it('shuts down after they are done', async () => {
    const server = rawServer(quiet);
    const { handle } = await connect(server.port);
    const request = new ShutdownWrap() as Any;
    const finished = new Promise((resolve) => (request.oncomplete = resolve));
    expect(handle.shutdown(request)).toBe(0);
    expect(await finished).toBe(0);
    expect(handle.writeUtf8String(new WriteWrap(), 'x')).toBe(uv.UV_EPIPE);
    expect(new TCP(SOCKET).shutdown(new ShutdownWrap())).toBe(uv.UV_ENOTCONN);
  });
});

it('reads into the program’s buffer', async () => {
  const server = rawServer(quiet);
  const { handle } = await connect(server.port);
  await until(() => server.connections.length === 1);
  const buffer = new Uint8Array(4);
  const reads: string[] = [];
  handle.useUserBuffer(buffer);
  handle.onread = () => {
    reads.push(Buffer.from(buffer.subarray(0, streamBaseState[0])).toString());
    if (reads.length === 2) handle.readStop();
  };
  handle.readStart();
  server.connections[0]!.write('123456789');
  await until(() => reads.length === 2);
  handle.readStart();
  await until(() => reads.length === 3);
  expect(reads).toEqual(['1234', '5678', '9']);
});

it('delivers at most 64 kB at a time', async () => {
  const sizes: number[] = [];
  const server = rawServer((connection) =>
    sizes.push(streamBaseState[0]! + 0 * connection.text.length),
  );
  const { handle } = await connect(server.port);
  handle.writeBuffer(new WriteWrap(), Buffer.alloc(150_000));
  await until(() => sizes.length === 3);
  expect(sizes).toEqual([65_536, 65_536, 150_000 - 2 * 65_536]);
});
