import { MessageChannel, type MessagePort as NodeMessagePort } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { rawServer, until, type Connection } from './raw-server.test-helper.ts';
import type {
  SocketFrames,
  WebSocketCommand,
  WebSocketEvent,
  WebSocketRequest,
} from './messages.ts';

const { acceptKey, openWebSocket } = await import('./websocket-client.ts');
const { WriteWrap } = await import('./stream.ts');

it('knows the handshake of RFC 6455, 1.3', () => {
  expect(acceptKey('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
});

interface Page {
  events: WebSocketEvent[];
  send(command: WebSocketCommand): void;
  closed(): boolean;
}

function openFromPage(request: WebSocketRequest, observer?: (batch: SocketFrames) => void): Page {
  const { port1, port2 } = new MessageChannel();
  const events: WebSocketEvent[] = [];
  port1.on('message', (event: WebSocketEvent) => events.push(event));
  const asPagePort = (port: NodeMessagePort) => port as unknown as MessagePort;
  const tap = observer && new MessageChannel();
  tap?.port1.on('message', observer!);
  openWebSocket(request, asPagePort(port2), tap && asPagePort(tap.port2));
  return {
    events,
    send: (command) => port1.postMessage(command),
    closed: () => events.some(({ type }) => type === 'close'),
  };
}

const keyOf = ({ text }: Connection): string => /Sec-WebSocket-Key: (\S+)/.exec(text)![1]!;

const switching = (connection: Connection, ...headers: string[]): string =>
  [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(keyOf(connection))}`,
    ...headers,
    '\r\n',
  ].join('\r\n');

const frames = (connection: Connection, hex: string): void => {
  connection.handle.writeBuffer(new WriteWrap(), Buffer.from(hex.replaceAll(' ', ''), 'hex'));
};

/** Frames that the page's side sent, unmasked: opcode and payload. */
function sentFrames({ text }: Connection): [number, string][] {
  const bytes = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
  const sent: [number, string][] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 1]! & 0x7f;
    expect(bytes[at + 1]! & 0x80).toBe(0x80);
    const mask = bytes.subarray(at + 2, at + 6);
    const payload = bytes.subarray(at + 6, at + 6 + length).map((byte, i) => byte ^ mask[i & 3]!);
    sent.push([bytes[at]! & 15, Buffer.from(payload).toString('latin1')]);
    at += 6 + length;
  }
  return sent;
}

/** A server that upgrades, and the page's end once it is open. */
async function opened(
  request: Partial<WebSocketRequest> = {},
  ...headers: string[]
): Promise<{ page: Page; connection: Connection }> {
  const server = rawServer((connection) => {
    if (connection.text.endsWith('\r\n\r\n')) connection.write(switching(connection, ...headers));
  });
  const page = openFromPage({ port: server.port, path: '/', ...request });
  await until(() => page.events.length > 0);
  return { page, connection: server.connections[0]! };
}

it('opens with the page’s headers and protocols', async () => {
  const { page, connection } = await opened(
    {
      path: '/chat?x',
      protocols: ['a', 'b'],
      headers: [
        ['Cookie', 'c=d'],
        ['Host', 'evil'],
      ],
    },
    'Sec-WebSocket-Protocol: b',
  );
  expect(page.events).toEqual([{ type: 'open', protocol: 'b' }]);
  expect(connection.text).toMatch(/^GET \/chat\?x HTTP\/1\.1\r\nHost: localhost:\d+\r\n/);
  expect(connection.text).toContain('Sec-WebSocket-Protocol: a, b\r\n');
  expect(connection.text).toContain('Cookie: c=d\r\n');
  expect(connection.text).not.toContain('evil');
});

it('carries messages', async () => {
  const { page, connection } = await opened();
  frames(connection, '81 02 6869  01 01 68 89 01 70 80 01 69  82 02 ff00');
  await until(() => page.events.length === 4);
  expect(page.events.slice(1)).toEqual([
    { type: 'message', data: 'hi' },
    { type: 'message', data: 'hi' },
    { type: 'message', data: new Uint8Array([255, 0]).buffer },
  ]);
  page.send({ type: 'send', data: 'text' });
  page.send({ type: 'send', data: new Uint8Array([1]).buffer });
  await until(() => sentFrames(connection).length === 3);
  expect(sentFrames(connection)).toEqual([
    [10, 'p'],
    [1, 'text'],
    [2, '\x01'],
  ]);
});

it('shows its frames to an observer, few of many', async () => {
  const server = rawServer((connection) => {
    if (connection.text.endsWith('\r\n\r\n')) connection.write(switching(connection));
  });
  const batches: SocketFrames[] = [];
  const request = { port: server.port, path: '/' };
  const page = openFromPage(request, (batch) => batches.push(batch));
  await until(() => page.events.length > 0);
  const [connection] = server.connections as [Connection];
  page.send({ type: 'send', data: 'out' });
  await until(() => sentFrames(connection).length === 1);
  frames(connection, `89 01 70 ${'82 02 ff00 '.repeat(500)} 88 04 03e8 6f6b`);
  await until(() => batches.some(({ closed }) => closed));
  const seen = batches.flatMap((batch) => batch.frames);
  const missed = batches.reduce((sum, batch) => sum + batch.missed, 0);
  expect(batches.at(-1)?.closed).toEqual({ code: 1000, reason: 'ok' });
  expect(seen.slice(0, 4).map(({ direction, kind, size }) => [direction, kind, size])).toEqual([
    ['sent', 'text', 3],
    ['received', 'ping', 1],
    ['sent', 'pong', 1],
    ['received', 'binary', 2],
  ]);
  expect(Buffer.from(seen[0]!.data).toString()).toBe('out');
  // Besides those: a text, a ping, a pong, and a close in each direction.
  expect(seen.length + missed).toBe(505);
  expect(missed).toBeGreaterThan(300);
});

it('reads frames that come with the head', async () => {
  const server = rawServer((connection) => {
    const head = Buffer.from(switching(connection), 'latin1');
    const first = Buffer.from('81026869', 'hex');
    connection.handle.writev(new WriteWrap(), [head, first], true);
  });
  const page = openFromPage({ port: server.port, path: '/' });
  await until(() => page.events.length === 2);
  expect(page.events[1]).toEqual({ type: 'message', data: 'hi' });
});

it('closes from the page', async () => {
  const { page, connection } = await opened();
  page.send({ type: 'close', code: 3001, reason: 'done' });
  await until(() => sentFrames(connection).length === 1);
  expect(sentFrames(connection)).toEqual([[8, '\x0b\xb9done']]);
  frames(connection, '88 02 0bb9');
  await until(page.closed);
  expect(page.events.at(-1)).toEqual({ type: 'close', code: 3001, reason: '', wasClean: true });
});

it.each([
  ['with a code and a reason', '88 04 0fa1 6869', { code: 4001, reason: 'hi', wasClean: true }],
  ['without a code', '88 00', { code: 1005, reason: '', wasClean: true }],
])('closes from the server %s', async (_name, frame, expected) => {
  const { page, connection } = await opened();
  frames(connection, frame);
  await until(page.closed);
  expect(page.events.slice(1)).toEqual([{ type: 'close', ...expected }]);
  await until(() => connection.ending !== undefined);
  expect(sentFrames(connection)).toHaveLength(1);
});

it.each([
  ['text that is not UTF-8', '81 01 ff', '\x03\xef'],
  ['a reserved bit', 'c1 00', '\x03\xea'],
  ['a status that must not be sent', '88 02 03ed', '\x03\xea'],
  ['a close frame of one byte', '88 01 03', '\x03\xea'],
])('fails on %s', async (_name, frame, status) => {
  const { page, connection } = await opened();
  frames(connection, frame);
  await until(page.closed);
  expect(page.events.slice(1)).toMatchObject([
    { type: 'error' },
    { type: 'close', code: 1006, wasClean: false },
  ]);
  await until(() => connection.ending !== undefined);
  expect(sentFrames(connection)[0]![1].slice(0, 2)).toBe(status);
});

it('tells when the connection breaks', async () => {
  const { page, connection } = await opened();
  connection.handle.reset();
  await until(page.closed);
  expect(page.events.slice(1)).toEqual([
    { type: 'close', code: 1006, reason: '', wasClean: false },
  ]);
});

const handshakes: [string, (connection: Connection) => string, string][] = [
  [
    '404',
    () => 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
    'Unexpected server response: 404',
  ],
  ['garbage', () => 'garbage\r\n', 'Parse Error'],
  ['another key', (c) => switching(c).replace(/Accept: \S+/, 'Accept: x'), 'Sec-WebSocket-Accept'],
  ['no upgrade', (c) => switching(c).replace('Upgrade: websocket\r\n', ''), 'Upgrade'],
  ['an extension', (c) => switching(c, 'Sec-WebSocket-Extensions: x'), 'extension'],
  ['an unknown protocol', (c) => switching(c, 'Sec-WebSocket-Protocol: x'), 'subprotocol'],
];
it.each(handshakes)('refuses %s', async (_name, answer, message) => {
  const server = rawServer((connection) => {
    if (connection.ending === undefined) connection.write(answer(connection));
  });
  const page = openFromPage({ port: server.port, path: '/' });
  await until(page.closed);
  expect(page.events).toMatchObject([
    { type: 'error', message: expect.stringContaining(message) },
    { type: 'close', code: 1006, wasClean: false },
  ]);
});

it('reports a port that nobody listens on', async () => {
  const page = openFromPage({ port: 9, path: '/' });
  await until(page.closed);
  expect(page.events[0]).toEqual({ type: 'error', message: 'connect ECONNREFUSED 127.0.0.1:9' });
});
