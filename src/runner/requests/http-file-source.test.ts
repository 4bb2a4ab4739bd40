import { describe, expect, it } from 'vitest';
import { type HttpRequest, type HttpResponse, RequestError } from '../../container/container.ts';
import { HttpFileSource, readable, toOutcome } from './http-file-source.ts';

const text = `@host = http://localhost:{{process.env.PORT || 3000}}

### Create a note
# @name created
POST {{host}}/notes
Content-Type: application/json

{ "text": "hi" }

?? status == 201
?? js response.parsedBody.id == 8

### Read it
GET {{host}}/notes/{{created.id}}?full=1

?? status == 200
`;

const signal = new AbortController().signal;

function answer(status: number, body: BodyInit, headers: [string, string][] = []): HttpResponse {
  const stream = new Response(body).body as HttpResponse['body'];
  return { status, statusText: '', headers, body: stream };
}

function setUp(respond: (request: HttpRequest) => HttpResponse) {
  const seen: string[] = [];
  const source = new HttpFileSource({
    text,
    env: { PORT: '3000' },
    send: async (request) => respond(request),
    readFile: () => new Uint8Array(),
  });
  const observer = {
    sent: ({ method, path }: HttpRequest) => void seen.push(`${method} ${path}`),
    head: ({ status }: { status: number }) => void seen.push(String(status)),
    chunk: (bytes: Uint8Array) => void seen.push(new TextDecoder().decode(bytes)),
    end: () => void seen.push('end'),
  };
  return { source, seen, observer };
}

const json: [string, string][] = [['Content-Type', 'application/json']];

describe('HttpFileSource', () => {
  it('lists the requests for a reader', () => {
    const { source } = setUp(() => answer(200, ''));
    expect(source.entries).toMatchObject([
      {
        method: 'POST',
        path: '/notes',
        title: 'Create a note',
        body: '{ "text": "hi" }',
        assertions: ['status == 201', 'js response.parsedBody.id == 8'],
      },
      { method: 'GET', path: '/notes/{{created.id}}?full=1', title: 'Read it' },
    ]);
  });

  it('sends, streams and checks', async () => {
    const { source, seen, observer } = setUp(() => answer(201, '{"id":7}', json));
    const outcomes = await source.send(0, observer, signal);
    expect(seen).toEqual(['POST /notes', '201', '{"id":7}', 'end']);
    expect(outcomes).toMatchObject([
      { source: 'status == 201', passed: true },
      { passed: false, actual: '7' },
    ]);
  });

  it('remembers responses until told to forget', async () => {
    const { source, seen, observer } = setUp(() => answer(201, '{"id":7}', json));
    await source.send(0, observer, signal);
    await source.send(1, observer, signal);
    expect(seen).toContain('GET /notes/7?full=1');
    source.forget();
    await expect(source.send(1, observer, signal)).rejects.toThrow('created');
  });

  it('shows an encoded body once it is decoded', async () => {
    const zipped = new Blob(['{"id":8}']).stream().pipeThrough(new CompressionStream('gzip'));
    const bytes = await new Response(zipped).arrayBuffer();
    const { source, seen, observer } = setUp(() =>
      answer(201, bytes, [...json, ['Content-Encoding', 'gzip']]),
    );
    const outcomes = await source.send(0, observer, signal);
    expect(seen).toEqual(['POST /notes', '201', '{"id":8}', 'end']);
    expect(outcomes.every(({ passed }) => passed)).toBe(true);
  });

  it('passes on why there was no response', async () => {
    const { source, observer } = setUp(() => {
      throw new RequestError('ECONNREFUSED', 'port 3000');
    });
    await expect(source.send(0, observer, signal)).rejects.toThrow(RequestError);
  });
});

describe('readable', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each([
    ['1', '1'],
    [1, '1'],
    [undefined, 'undefined'],
    [{ a: [1] }, '{"a":[1]}'],
    [circular, '[object Object]'],
  ])('%j', (value, shown) => expect(readable(value)).toBe(shown));

  it('shortens', () => expect(readable('x'.repeat(1000))).toHaveLength(501));
});

describe('toOutcome', () => {
  it.each([
    ['a', 'b', 'a', 'b'],
    ['1', 1, '"1"', '1'],
    [201, 200, '201', '200'],
    ['undefined', undefined, '"undefined"', 'undefined'],
  ])('expected %j, actual %j', (expected, actual, left, right) => {
    const result = { source: 'x', line: 1, passed: false, expected, actual };
    expect(toOutcome(result)).toMatchObject({ expected: left, actual: right });
  });

  it('leaves out what the assertion does not compare', () => {
    expect(toOutcome({ source: 'x', line: 1, passed: true })).toEqual({
      source: 'x',
      passed: true,
    });
  });
});
