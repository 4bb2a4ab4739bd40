import { afterEach, expect, it, vi } from 'vitest';
import { open, until } from '../raw-server.test-helper.ts';
import { browser } from '../../core/browser.ts';
import type { Any } from '../../core/node-data.ts';
import { runtime } from '../../core/runtime.ts';

const { TCP, TCPConnectWrap } = await import('../tcp.ts');
const { symbols } = await import('../../core/async-wrap.ts');
const { METHODS, STATUS_CODES } = await import('node:http');

symbols.owner_symbol ??= Symbol('owner');
runtime.internalBinding = () => ({ allMethods: ALL_METHODS });
runtime.require = () => ({ STATUS_CODES });
/** llhttp's numbers: DELETE, GET, HEAD, POST, PUT. */
const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT', ...METHODS];

const fetched: Request[] = [];
const quiet = (): void => {};
const restore = browser.fetch;
afterEach(() => {
  (browser as Any).fetch = restore;
  fetched.length = 0;
});
const answerWith = (answer: (request: Request) => Response | Promise<Response>): void => {
  (browser as Any).fetch = async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    fetched.push(request);
    return answer(request);
  };
};

async function connect(port = 80): Promise<InstanceType<typeof TCP>> {
  const handle = new TCP(0);
  const request = new TCPConnectWrap() as Any;
  await new Promise<void>((resolve) => {
    request.oncomplete = () => resolve();
    (handle as Any)[symbols.owner_symbol!] = { destroy: resolve };
    handle.connect(request, '93.184.216.34', port);
  });
  return handle;
}

it('fetches what the program writes, and writes what came back', async () => {
  answerWith(async (request) => {
    return new Response(`got ${await request.text()}`, { status: 201, headers: { etag: '"x"' } });
  });
  const client = open(await connect(), quiet);
  client.write('POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nX-A: 1\r\n\r\nhi');
  await until(() => client.text.endsWith('0\r\n\r\n'));
  expect(client.text).toBe(
    'HTTP/1.1 201 Created\r\ncontent-type: text/plain;charset=UTF-8\r\netag: "x"\r\n' +
      'transfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n6\r\ngot hi\r\n0\r\n\r\n',
  );
  const [request] = fetched;
  expect([
    request!.method,
    request!.url,
    request!.credentials,
    request!.headers.get('x-a'),
  ]).toEqual(['POST', 'http://93.184.216.34/a?b', 'omit', '1']);
});

it('shows a redirect that the browser has followed, and keeps what it led to', async () => {
  answerWith(() => {
    const response = new Response('moved here');
    Object.defineProperty(response, 'redirected', { value: true });
    Object.defineProperty(response, 'url', { value: 'http://93.184.216.34/there' });
    return response;
  });
  const client = open(await connect(), quiet);
  client.write('GET /here HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => client.text.includes('\r\n\r\n'));
  expect(client.text).toContain('HTTP/1.1 302 Found\r\nlocation: http://93.184.216.34/there\r\n');
  client.write('GET /there HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => client.text.includes('moved here'));
  expect(fetched).toHaveLength(1);
});

it('stops the fetch when the program closes its socket', async () => {
  answerWith(() => new Promise<Response>(() => {}));
  const handle = await connect();
  const client = open(handle, quiet);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => fetched.length === 1);
  handle.close();
  await until(() => fetched[0]!.signal.aborted);
});

it.each([
  ['what the browser refuses', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'ECONNREFUSED', /CORS/],
  ['what is not HTTP', '\x16\x03\x01\x02\x00', 'ENETUNREACH', /only HTTP/],
  [
    'an upgrade',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'ECONNREFUSED',
    /websocket/,
  ],
])('destroys the socket over %s', async (_, written, code, message) => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')));
  const handle = await connect();
  const destroy = vi.fn();
  (handle as Any)[symbols.owner_symbol!] = { destroy };
  open(handle, quiet).write(written);
  await until(() => destroy.mock.calls.length > 0);
  const error = destroy.mock.calls[0]![0] as Error;
  expect(error).toMatchObject({ code, port: 80, address: '93.184.216.34' });
  expect(error.message).toMatch(message);
});

it('connects to no port of a service that is not HTTP', async () => {
  const handle = new TCP(0);
  const destroy = vi.fn();
  (handle as Any)[symbols.owner_symbol!] = { destroy };
  handle.connect(new TCPConnectWrap(), '93.184.216.34', 5432);
  await until(() => destroy.mock.calls.length > 0);
  expect(destroy.mock.calls[0]![0]).toMatchObject({ code: 'ENETUNREACH', syscall: 'connect' });
});
