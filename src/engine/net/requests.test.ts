import { describe, expect, it } from 'vitest';
import { rawServer, until, type Connection } from './raw-server.test-helper.ts';
import type { RequestMessage, ResponseMessage } from './messages.ts';

const { abortRequest, creditResponse, handleRequest } = await import('./requests.ts');
const stream = await import('./stream.ts');
const { uv } = await import('../core/uv.ts');

let nextId = 1;
interface Sent {
  id: number;
  messages: ResponseMessage[];
  /** All body bytes so far. */
  body(): string;
  done(): boolean;
}

function send(port: number, request: Partial<RequestMessage> = {}): Sent {
  const id = nextId++;
  const messages: ResponseMessage[] = [];
  handleRequest({ id, method: 'GET', port, path: '/', headers: [], ...request }, (message) => {
    messages.push(structuredClone(message));
  });
  const chunkOf = (message: ResponseMessage): Uint8Array | undefined =>
    message.type === 'response'
      ? message.body
      : message.type === 'response-body'
        ? message.chunk
        : undefined;
  return {
    id,
    messages,
    body: () => messages.map((message) => Buffer.from(chunkOf(message) ?? []).toString()).join(''),
    done: () => messages.some((message) => message.type === 'response-error' || message.done),
  };
}

/** Answers the requests of each connection with these texts. */
const answering = (...answers: string[]): ((connection: Connection) => void) => {
  const answered = new Map<Connection, number>();
  return (connection) => {
    if (connection.ending !== undefined) return;
    const requests = connection.text.split('\r\n\r\n').length - 1;
    for (let next = answered.get(connection) ?? 0; next < requests; next++) {
      answered.set(connection, next + 1);
      if (answers[next] !== undefined) connection.write(answers[next]!);
    }
  };
};

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

describe('a response', () => {
  it('written at once is one message', async () => {
    const server = rawServer(answering(OK));
    const sent = send(server.port, { path: '/a?b', headers: [['X-Y', 'z']] });
    await until(sent.done);
    expect(server.connections[0]!.text).toBe(
      `GET /a?b HTTP/1.1\r\nHost: localhost:${server.port}\r\nX-Y: z\r\nConnection: keep-alive\r\n\r\n`,
    );
    expect(sent.messages).toEqual([
      {
        type: 'response',
        id: sent.id,
        status: 200,
        statusText: 'OK',
        rawHeaders: ['Content-Length', '2'],
        body: new Uint8Array([104, 105]),
        done: true,
      },
    ]);
  });

  it.each<[string, string, string]>([
    [
      'chunked',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nT: x\r\n\r\n',
      'hello',
    ],
    [
      'after informational ones',
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${OK}`,
      'hi',
    ],
    ['without content', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
    ['not modified', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n', ''],
    [
      'with 100 headers',
      `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(100)}Content-Length: 2\r\n\r\nhi`,
      'hi',
    ],
  ])('%s, whole and byte by byte', async (_name, text, body) => {
    const whole = send(rawServer(answering(text)).port);
    await until(whole.done);
    expect(whole.messages).toHaveLength(1);
    const server = rawServer((connection) => {
      if (connection.text.endsWith('\r\n\r\n')) for (const byte of text) connection.write(byte);
    });
    const pieces = send(server.port);
    await until(pieces.done);
    for (const sent of [whole, pieces]) expect(sent.body()).toBe(body);
    const head = ({ messages }: Sent): unknown => ({ ...messages[0], id: 0, body: 0, done: 0 });
    expect(head(pieces)).toEqual(head(whole));
  });

  it('of HEAD has no body', async () => {
    const server = rawServer(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', OK));
    const head = send(server.port, { method: 'HEAD' });
    await until(head.done);
    expect(head.messages).toMatchObject([{ status: 200, done: true }]);
    const next = send(server.port);
    await until(next.done);
    expect([next.body(), server.connections.length]).toEqual(['hi', 1]);
  });

  it('without a length ends with the connection', async () => {
    const server = rawServer((connection) => {
      if (!connection.text.endsWith('\r\n\r\n')) return;
      connection.write('HTTP/1.0 200 OK\r\n\r\n');
      connection.write('so long');
      connection.handle.close();
    });
    const sent = send(server.port);
    await until(sent.done);
    expect(sent.body()).toBe('so long');
    expect(sent.messages.map(({ type }) => type)).toEqual([
      'response',
      'response-body',
      'response-body',
    ]);
  });

  it('that is large arrives whole, in its own memory', async () => {
    const body = 'x'.repeat(500_000);
    const server = rawServer(
      answering(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
    );
    const sent = send(server.port);
    await until(sent.done);
    expect(sent.body()).toBe(body);
    expect(sent.messages).toHaveLength(1);
  });

  it('streams as it is written', async () => {
    let connection!: Connection;
    const server = rawServer((opened) => {
      connection = opened;
      if (opened.ending === undefined)
        opened.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    });
    const sent = send(server.port);
    await until(() => sent.messages.length === 1);
    connection.write('1\r\na\r\n');
    connection.write('1\r\nb\r\n');
    connection.write('0\r\n\r\n');
    expect(sent.messages.slice(1)).toMatchObject([
      { type: 'response-body', chunk: new Uint8Array([97]), done: false },
      { type: 'response-body', chunk: new Uint8Array([98]), done: false },
      { type: 'response-body', done: true },
    ]);
  });
});

describe('connections', () => {
  it('are kept alive and shared', async () => {
    const server = rawServer(answering(OK, OK, OK));
    for (let i = 0; i < 3; i++) {
      const sent = send(server.port);
      await until(sent.done);
    }
    expect(server.connections).toHaveLength(1);
  });

  it('are as many as requests in flight', async () => {
    const server = rawServer((connection) => {
      if (server.connections.length === 3) for (const { write } of server.connections) write(OK);
      void connection;
    });
    const sent = [1, 2, 3].map(() => send(server.port));
    await until(() => sent.every(({ done }) => done()));
    expect(server.connections).toHaveLength(3);
  });

  it('are not used after Connection: close', async () => {
    const closing = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi';
    const server = rawServer((connection) => {
      if (connection.ending === undefined) connection.write(closing);
    });
    await until(send(server.port).done);
    await until(send(server.port).done);
    expect(server.connections).toHaveLength(2);
    await until(() => server.connections[0]!.ending === uv.UV_EOF);
  });

  it('are not used after bytes that nobody asked for', async () => {
    const server = rawServer((connection) => {
      if (connection.ending === undefined) connection.write(`${OK}HTTP/1.1 500 Surplus\r\n\r\n`);
    });
    const first = send(server.port);
    await until(first.done);
    const second = send(server.port);
    await until(second.done);
    expect([first.body(), second.body(), server.connections.length]).toEqual(['hi', 'hi', 2]);
  });

  it('that the server has closed meanwhile are replaced', async () => {
    const server = rawServer(answering(OK, OK));
    await until(send(server.port).done);
    server.connections[0]!.handle.close();
    const sent = send(server.port);
    await until(sent.done);
    expect([sent.body(), server.connections.length]).toEqual(['hi', 2]);
  });

  const closingOnSecond = (): ReturnType<typeof rawServer> =>
    rawServer((connection) => {
      if (connection.ending !== undefined) return;
      const second = connection.text.split('HTTP/1.1').length > 2;
      if (second) connection.handle.close();
      else connection.write(OK);
    });

  it('that break under a request are retried once, if that is safe', async () => {
    const server = closingOnSecond();
    await until(send(server.port).done);
    const sent = send(server.port);
    await until(sent.done);
    expect([sent.body(), server.connections.length]).toEqual(['hi', 2]);
  });

  it('that break under a POST are not', async () => {
    const server = closingOnSecond();
    await until(send(server.port).done);
    const sent = send(server.port, { method: 'POST' });
    await until(sent.done);
    expect(sent.messages).toMatchObject([{ code: 'ECONNRESET', message: 'socket hang up' }]);
  });

  it('unless the server has not read it', async () => {
    const server = rawServer(answering(OK, OK));
    await until(send(server.port).done);
    const sent = send(server.port, { method: 'POST' });
    server.connections[0]!.handle.close();
    await until(sent.done);
    expect([sent.body(), server.connections.length]).toEqual(['hi', 2]);
  });
});

describe('fails with', () => {
  it('ECONNREFUSED where nobody listens', () => {
    expect(send(9).messages).toMatchObject([
      { type: 'response-error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:9' },
    ]);
  });

  it('ECONNRESET when the server hangs up', async () => {
    const server = rawServer((connection) => connection.handle.close());
    const sent = send(server.port);
    await until(sent.done);
    expect(sent.messages).toMatchObject([{ code: 'ECONNRESET', message: 'socket hang up' }]);
  });

  it('ECONNRESET when the response breaks off', async () => {
    const server = rawServer((connection) => {
      connection.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi');
      connection.handle.close();
    });
    const sent = send(server.port);
    await until(() => sent.messages.length === 2);
    expect(sent.messages).toMatchObject([
      { status: 200, done: false },
      { type: 'response-error', code: 'ECONNRESET', message: 'aborted' },
    ]);
  });

  it('the parser’s code when it is not HTTP', async () => {
    const server = rawServer(answering('SSH-2.0-x\r\n'));
    const sent = send(server.port);
    await until(sent.done);
    expect(sent.messages).toMatchObject([
      {
        type: 'response-error',
        code: expect.stringMatching(/^HPE_/),
        message: expect.stringMatching(/^Parse Error: ./),
      },
    ]);
  });

  it('Node’s code for what HTTP cannot carry', () => {
    const server = rawServer(() => {});
    expect(send(server.port, { headers: [['a', '\n']] }).messages).toMatchObject([
      { code: 'ERR_INVALID_CHAR' },
    ]);
  });
});

it('sends a body, small and large', async () => {
  for (const size of [5, 200_000]) {
    const server = rawServer((connection) => {
      if (connection.text.length > size && connection.text.endsWith('z')) connection.write(OK);
    });
    const body = new Uint8Array(size).fill(122);
    const sent = send(server.port, { method: 'POST', body });
    await until(sent.done);
    expect(server.connections[0]!.text).toContain(`Content-Length: ${size}\r\n`);
    expect(server.connections[0]!.text.split('\r\n\r\n')[1]).toBe('z'.repeat(size));
  }
});

it('shows the server when the client goes away', async () => {
  const server = rawServer((connection) => {
    if (connection.ending === undefined) connection.write('HTTP/1.1 200 OK\r\n\r\npart');
  });
  const sent = send(server.port);
  await until(() => sent.messages.length === 1);
  abortRequest(sent.id);
  await until(() => server.connections[0]!.ending !== undefined);
  expect(server.connections[0]!.ending).toBe(uv.UV_EOF);
  expect(server.connections[0]!.write('more')).toBe(uv.UV_EPIPE);
  expect(sent.messages).toHaveLength(1);
});

describe('a server that writes faster than it is read', () => {
  it('waits for credit', async () => {
    const server = rawServer((connection) => {
      if (connection.ending === undefined) connection.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    const sent = send(server.port, { window: 1000 });
    await until(() => sent.messages.length === 1);
    const { handle } = server.connections[0]!;
    const request = Object.assign(new stream.WriteWrap(), { oncomplete: () => finished++ });
    let finished = 0;
    handle.writeBuffer(request, Buffer.alloc(1000));
    expect(stream.streamBaseState[3]).toBe(0);
    handle.writeBuffer(request, Buffer.alloc(1));
    expect(stream.streamBaseState[3]).toBe(1);
    creditResponse(sent.id, 500);
    await until(() => finished === 1);
  });

  it('yields to the event loop', async () => {
    const server = rawServer((connection) => {
      if (connection.ending === undefined) connection.write('HTTP/1.1 200 OK\r\n\r\n');
    });
    const sent = send(server.port);
    await until(() => sent.messages.length === 1);
    const { handle } = server.connections[0]!;
    let finished = 0;
    let writes = 0;
    do {
      const request = Object.assign(new stream.WriteWrap(), { oncomplete: () => finished++ });
      handle.writeBuffer(request, Buffer.alloc(64 * 1024));
      writes++;
    } while (stream.streamBaseState[3] === 0 && writes < 1000);
    expect(writes).toBeLessThan(100);
    await until(() => finished === 1);
  });
});
