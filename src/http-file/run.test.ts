import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HeaderList, HttpRequest } from '../container/container.ts';
import { parseHttpFile } from './parse.ts';
import { prepareRequest } from './prepare.ts';
import { mergeHeaders } from './receive.ts';
import { runFile, runRequest, type RunOptions, type Send } from './run.ts';
import { createScope } from './scope.ts';

interface Answer {
  status?: number;
  headers?: HeaderList;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>;
}

const encoder = new TextEncoder();

/** A `send` that answers with what it is given, and keeps what it was sent. */
function fakeSend(answer: (request: HttpRequest) => Answer): { send: Send; sent: HttpRequest[] } {
  const sent: HttpRequest[] = [];
  const send: Send = async (request) => {
    sent.push(request);
    const { status = 200, headers = [], body = '' } = answer(request);
    return {
      status,
      statusText: 'OK',
      headers,
      body: body instanceof ReadableStream ? body : new Blob([body]).stream(),
    };
  };
  return { send, sent };
}

const JSON_TYPE: HeaderList = [['Content-Type', 'application/json; charset=utf-8']];

async function run(text: string, answer: Answer, options: Partial<RunOptions> = {}) {
  const { send, sent } = fakeSend(() => answer);
  const results = await runFile(parseHttpFile(text), { send, ...options });
  return { results, result: results[0]!, sent };
}

async function prepare(text: string, options: Parameters<typeof prepareRequest>[2] = {}) {
  const file = parseHttpFile(text);
  const prepared = await prepareRequest(file.requests[0]!, createScope(file), options);
  return { ...prepared, text: prepared.body && new TextDecoder().decode(prepared.body) };
}

describe('prepareRequest', () => {
  test('fills in variables and adds the headers that every request has', async () => {
    const { message } = await prepare(`@host = http://localhost:{{process.env.PORT ?? 3000}}
@path = notes

POST {{host}}/{{path}}
    ?q=a b&n={{1 + 1}}
X-A: {{path}}

{"a": [{{[1, 2]}}], "b": "\\{\\{kept\\}\\}"}`);
    expect(message).toEqual({
      method: 'POST',
      port: 3000,
      path: '/notes?q=a%20b&n=2',
      headers: [
        ['Host', 'localhost:3000'],
        ['X-A', 'notes'],
        ['Accept', '*/*'],
        ['Accept-Encoding', 'gzip, deflate'],
        ['Content-Length', '31'],
      ],
      body: encoder.encode('{"a": [[1,2]], "b": "{{kept}}"}'),
    });
  });

  test.each<[string, string]>([
    ['POST http://localhost\n\nx\n\ny', 'x\n\ny'],
    [
      'POST http://localhost\nContent-Type: multipart/form-data; boundary=x\n\n--x\n--x--',
      '--x\r\n--x--',
    ],
    ['POST http://localhost\nContent-Type: application/x-ndjson\n\n{}\n{}', '{}\n{}\n'],
    [
      'POST http://localhost\nContent-Type: application/x-www-form-urlencoded\n\n a = 1 \n & b = ä%20\n',
      'a=1&b=%C3%A4%20',
    ],
    ['POST http://localhost\n\n< ./f', '{{1}}'],
    ['POST http://localhost\n\na\n<@ ./f\nb', 'a\n1\nb'],
  ])('body of %j', async (text, body) => {
    const readFile = async () => encoder.encode('{{1}}');
    expect((await prepare(text, { readFile })).text).toBe(body);
  });

  test.each([
    ['Basic user pass', 'Basic dXNlcjpwYXNz'],
    ['Basic user:pass', 'Basic dXNlcjpwYXNz'],
    ['Basic dXNlcjpwYXNz', 'Basic dXNlcjpwYXNz'],
    ['Bearer a:b', 'Bearer a:b'],
  ])('Authorization: %s', async (value, sent) => {
    const { headers } = await prepare(`GET http://localhost\nAuthorization: ${value}`);
    expect(headers).toContainEqual(['Authorization', sent]);
  });

  test.each<[string, RegExp]>([
    ['GET http://localhost/{{nowhere}}', /line 1: \{\{nowhere\}\}: nowhere is not defined/],
    ['GET http://localhost/\nX-A: {{1 == 2}}', /line 2: .* is false/],
    ['GET http://localhost/\nX-A: {{$what}}', /\$what is not known/],
    ['GET https://localhost/', /not the example/],
    ['GET http://example.com/', /not the example/],
    ['GET notes', /is no URL/],
    ['POST http://localhost\n\n< ./f', /line 3: "\.\/f" cannot be read/],
    ['GET http://localhost\nAuthorization: Digest a b', /only Basic and Bearer/],
  ])('%j is refused', async (text, message) => {
    await expect(prepare(text)).rejects.toThrow(message);
  });
});

describe('responses', () => {
  test('headers are merged as by Node', () => {
    const list: HeaderList = [
      ['A', '1'],
      ['a', '2'],
      ['Set-Cookie', 'x'],
      ['ETag', 'y'],
      ['etag', 'z'],
    ];
    expect(mergeHeaders(list)).toEqual({ a: '1, 2', 'set-cookie': ['x'], etag: 'y' });
  });

  test.each<[string, Answer, string]>([
    [
      'gzip',
      { headers: [['Content-Encoding', 'gzip']], body: new Uint8Array(gzipSync('packed')) },
      'packed',
    ],
    ['an empty gzip body', { headers: [['Content-Encoding', 'gzip']], body: '' }, ''],
    ['304', { status: 304, headers: [['Content-Encoding', 'gzip']] }, ''],
    [
      'an unknown encoding',
      { headers: [['Content-Encoding', 'identity']], body: 'plain' },
      'plain',
    ],
  ])('%s', async (_, answer, body) => {
    const { result } = await run('GET http://localhost', answer);
    expect(result.error).toBeUndefined();
    expect(result.response?.body).toBe(body);
  });

  test('a broken gzip body is an error', async () => {
    const { result } = await run('GET http://localhost', {
      headers: [['Content-Encoding', 'gzip']],
      body: 'not gzip',
    });
    expect(result).toMatchObject({ status: 'error', error: expect.any(Error) as Error });
  });

  test('a body above the limit is an error', async () => {
    const { result } = await run('GET http://localhost', { body: '12345' }, { maximumBytes: 4 });
    expect(result.error?.message).toMatch('larger than 4 bytes');
  });

  test('JSON that is none stays text', async () => {
    const { result } = await run('GET http://localhost\n?? js response.parsedBody == undefined', {
      headers: JSON_TYPE,
      body: '{"a"',
    });
    expect(result).toMatchObject({ status: 'passed', response: { body: '{"a"' } });
  });

  test.each<[string, string, number, string[], string]>([
    [
      'events',
      'text/event-stream',
      2,
      [': hi\n\n', 'data: 1\n', '\ndata: 2\r\n\r\nda', 'ta: 3\n\n'],
      ': hi\n\ndata: 1\n\ndata: 2\r\n\r\n',
    ],
    ['lines', 'application/x-ndjson', 2, ['{}\n{', '}\n{}\n'], '{}\n{}\n'],
  ])('# @stream ends a body that never ends: %s', async (_, type, count, chunks, body) => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => chunks.forEach((chunk) => controller.enqueue(encoder.encode(chunk))),
      cancel: () => void (cancelled = true),
    });
    const { result } = await run(`# @stream ${count}\nGET http://localhost`, {
      headers: [['Content-Type', type]],
      body: stream,
    });
    expect(result.response?.body).toBe(body);
    expect(cancelled).toBe(true);
  });
});

describe('assertions', () => {
  test('say what was expected and what was found', async () => {
    const { result } = await run(
      'GET http://localhost\n?? status == 201\n?? header location exists\n?? body a == 1\n?? body b.c == 1',
      { headers: JSON_TYPE, body: '{"a": 1}' },
    );
    expect(result.status).toBe('failed');
    expect(result.assertions).toEqual([
      {
        source: 'status == 201',
        line: 2,
        passed: false,
        expected: 201,
        actual: 200,
        message: 'expected == "201", found 200',
      },
      {
        source: 'header location exists',
        line: 3,
        passed: false,
        actual: undefined,
        message: 'expected that it exists, found undefined',
      },
      { source: 'body a == 1', line: 4, passed: true, expected: 1, actual: 1, message: undefined },
      {
        source: 'body b.c == 1',
        line: 5,
        passed: false,
        message: "Cannot read properties of undefined (reading 'c')",
      },
    ]);
  });
});

describe('runs', () => {
  const TWO = `# @name created
POST http://localhost/notes

###
# @ref created
GET http://localhost/notes/{{created.id}}
?? status == 200`;

  test('a request sends what it refers to first, once', async () => {
    const { send, sent } = fakeSend(() => ({ headers: JSON_TYPE, body: '{"id": 5}' }));
    const file = parseHttpFile(TWO);
    const scope = createScope(file);
    const seen: number[] = [];
    const options = {
      send,
      scope,
      onResult: ({ request }: { request: { line: number } }) => seen.push(request.line),
    };
    expect(await runRequest(file.requests[1]!, options)).toMatchObject({ status: 'passed' });
    await runRequest(file.requests[1]!, options);
    expect(sent.map(({ path }) => path)).toEqual(['/notes', '/notes/5', '/notes/5']);
    expect(seen).toEqual([2, 6, 6]);
  });

  test('a missing response names the request to send', async () => {
    const file = parseHttpFile(TWO.replace('# @ref created\n', ''));
    const { send } = fakeSend(() => ({}));
    const result = await runRequest(file.requests[1]!, { send, scope: createScope(file) });
    expect(result.error?.message).toMatch('send the request "created" first');
  });

  test('what refers to a request that failed is skipped', async () => {
    const send: Send = () => Promise.reject(new Error('refused'));
    const results = await runFile(parseHttpFile(TWO), { send });
    expect(results.map(({ status }) => status)).toEqual(['error', 'skipped']);
  });

  test('requests that refer to each other are an error, not a loop', async () => {
    const { results } = await run(
      '# @name a\n# @ref b\nGET http://localhost\n###\n# @name b\n# @ref a\nGET http://localhost',
      {},
    );
    expect(results[0]).toMatchObject({ status: 'skipped' });
  });

  test('a redirect needs # @no-redirect', async () => {
    const answer = { status: 302, headers: [['Location', '/']] as HeaderList };
    const { result } = await run('GET http://localhost\n?? status == 302', answer);
    expect(result).toMatchObject({ status: 'error', response: { statusCode: 302 } });
    expect(result.error?.message).toMatch('@no-redirect');
    const text = '@request_noRedirect = true\n###\nGET http://localhost\n?? status == 302';
    expect((await run(text, answer)).result.status).toBe('passed');
  });

  test('# @timeout ends a request that does not answer', async () => {
    const send: Send = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason as Error));
      });
    const [result] = await runFile(parseHttpFile('# @timeout 1\nGET http://localhost'), { send });
    expect(result!.error?.message).toMatch('within 1 ms');
  });

  test.each(['send', 'body', 'sleep'])('the signal ends a run during %s', async (phase) => {
    const controller = new AbortController();
    const abort = () => controller.abort(new Error('stopped'));
    const send: Send = async (_, { signal }) => {
      queueMicrotask(abort);
      if (phase === 'send') {
        await new Promise((_resolve, reject) => {
          signal!.addEventListener('abort', () => reject(signal!.reason as Error));
        });
      }
      return { status: 200, statusText: '', headers: [], body: new ReadableStream() };
    };
    if (phase === 'sleep') setTimeout(abort);
    const file = parseHttpFile(
      `${phase === 'sleep' ? '# @sleep 60000\n' : ''}GET http://localhost`,
    );
    await expect(runFile(file, { send, signal: controller.signal })).rejects.toThrow('stopped');
  });

  test('# @no-cookie-jar reaches the transport', async () => {
    const cookies: string[] = [];
    const send: Send = async (_, options) => {
      cookies.push(options.cookies);
      return { status: 200, statusText: '', headers: [], body: new Blob([]).stream() };
    };
    const text = 'GET http://localhost\n###\n# @no-cookie-jar\nGET http://localhost\nCookie: a=1';
    await runFile(parseHttpFile(text), { send });
    expect(cookies).toEqual(['jar', 'omit']);
  });
});
