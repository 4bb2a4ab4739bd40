import { describe, expect, it } from 'vitest';
import { type HttpRequest, type HttpResponse, RequestError } from '../../container/container.ts';
import { HttpFileSource } from './http-file-source.ts';

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
    expect(source.requests.map(({ entry }) => entry)).toMatchObject([
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
    const outcomes = await source.requests[0]!.send(observer, signal);
    expect(seen).toEqual(['POST /notes', '201', '{"id":7}', 'end']);
    expect(outcomes).toMatchObject([
      { source: 'status == 201', passed: true },
      { passed: false, actual: '7' },
    ]);
  });

  it('remembers responses until told to forget', async () => {
    const { source, seen, observer } = setUp(() => answer(201, '{"id":7}', json));
    await source.requests[0]!.send(observer, signal);
    await source.requests[1]!.send(observer, signal);
    expect(seen).toContain('GET /notes/7?full=1');
    source.forget();
    await expect(source.requests[1]!.send(observer, signal)).rejects.toThrow('created');
  });

  it('shows an encoded body once it is decoded', async () => {
    const zipped = new Blob(['{"id":8}']).stream().pipeThrough(new CompressionStream('gzip'));
    const bytes = await new Response(zipped).arrayBuffer();
    const { source, seen, observer } = setUp(() =>
      answer(201, bytes, [...json, ['Content-Encoding', 'gzip']]),
    );
    const outcomes = await source.requests[0]!.send(observer, signal);
    expect(seen).toEqual(['POST /notes', '201', '{"id":8}', 'end']);
    expect(outcomes.every(({ passed }) => passed)).toBe(true);
  });

  it('passes on why there was no response', async () => {
    const { source, observer } = setUp(() => {
      throw new RequestError('ECONNREFUSED', 'port 3000');
    });
    await expect(source.requests[0]!.send(observer, signal)).rejects.toThrow(RequestError);
  });
});
