import { beforeAll, describe, expect, it } from 'vitest';
import { NativeHTTPParser } from './node-data.test-helper.ts';
import type { Any } from '../core/node-data.ts';

const { HTTPParser } = await import('../bindings/http-parser.ts');
const { REQUEST, RESPONSE, kOnMessageBegin, kOnHeaders, kOnHeadersComplete, kOnBody } =
  NativeHTTPParser as unknown as Record<string, number>;
const { kOnMessageComplete, kLenientAll } = NativeHTTPParser as unknown as Record<string, number>;

type Log = unknown[];
interface Options {
  maxHeaderSize?: number;
  lenient?: number;
  /** What `kOnHeadersComplete` returns. */
  answer?: number;
  finish?: boolean;
}

/** Everything that a parser reports about the chunks, in order. */
function trace(Parser: Any, type: number, chunks: string[], options: Options = {}): Log {
  const log: Log = [];
  const parser = new Parser();
  parser.initialize(type, {}, options.maxHeaderSize ?? 0, options.lenient ?? 0);
  parser[kOnMessageBegin!] = () => log.push('begin');
  parser[kOnHeaders!] = (headers: string[], url: string) => log.push(['headers', headers, url]);
  parser[kOnHeadersComplete!] = (...head: unknown[]) => {
    log.push(['head', ...head]);
    return options.answer ?? 0;
  };
  parser[kOnBody!] = (body: Uint8Array) => {
    log.push(['body', Buffer.from(body).toString('latin1'), body.buffer.byteLength]);
  };
  parser[kOnMessageComplete!] = () => log.push('complete');
  const result = (value: Any): unknown =>
    value instanceof Error
      ? [
          'error',
          value.message,
          (value as Any).code,
          (value as Any).reason,
          (value as Any).bytesParsed,
        ]
      : value;
  for (const chunk of chunks) log.push(result(parser.execute(Buffer.from(chunk, 'latin1'))));
  if (options.finish) log.push(result(parser.finish()));
  parser.close();
  return log;
}

const manyHeaders = (count: number): string =>
  Array.from({ length: count }, (_, i) => `X-${i}: value ${i}\r\n`).join('');

const cases: [name: string, type: number, text: string, options?: Options][] = [
  ['a request', REQUEST!, 'GET /a?b=c HTTP/1.1\r\nHost: x\r\nA:  b \t\r\nEmpty:\r\n\r\n'],
  [
    'every byte of ISO 8859-1',
    REQUEST!,
    'GET / HTTP/1.1\r\nA: \x80\x85\x9f\xa0\xe9\xff\r\nB: c\r\n\r\n',
  ],
  ['a body', REQUEST!, 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello'],
  [
    'a chunked body with trailers',
    REQUEST!,
    'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: v\r\n\r\n',
  ],
  ['two pipelined', REQUEST!, 'GET /1 HTTP/1.1\r\nA: b\r\n\r\nGET /2 HTTP/1.1\r\nC: d\r\n\r\n'],
  ['31 headers', REQUEST!, `GET / HTTP/1.1\r\n${manyHeaders(31)}\r\n`],
  ['32 headers', REQUEST!, `GET / HTTP/1.1\r\n${manyHeaders(32)}\r\n`],
  ['100 headers', REQUEST!, `GET /x HTTP/1.1\r\n${manyHeaders(100)}\r\n`],
  [
    'an upgrade',
    REQUEST!,
    'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nrest',
    { answer: 2 },
  ],
  ['CONNECT', REQUEST!, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nrest'],
  ['HTTP/1.0', REQUEST!, 'GET / HTTP/1.0\r\n\r\n'],
  ['a bad header', REQUEST!, 'GET / HTTP/1.1\r\nbad header\r\n\r\n'],
  ['a bad method', REQUEST!, 'NOPE / HTTP/1.1\r\n\r\n'],
  ['a bad length', REQUEST!, 'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n'],
  [
    'both framings',
    REQUEST!,
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ],
  [
    'a head too large',
    REQUEST!,
    `GET /${'a'.repeat(200)} HTTP/1.1\r\n\r\n`,
    { maxHeaderSize: 100 },
  ],
  ['a large head in pieces', REQUEST!, `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`],
  ['lenience', REQUEST!, 'GET / HTTP/1.1\nA: b\n\n', { lenient: kLenientAll! }],
  [
    'an unfinished request',
    REQUEST!,
    'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab',
    { finish: true },
  ],
  ['a response', RESPONSE!, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'],
  ['a response until the end', RESPONSE!, 'HTTP/1.1 200 Fine by me\r\n\r\nhi', { finish: true }],
  ['a response to HEAD', RESPONSE!, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', { answer: 1 }],
  [
    'informational, then final',
    RESPONSE!,
    'HTTP/1.1 103 Early Hints\r\nL: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  ],
  ['304 with a length', RESPONSE!, 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n'],
  ['no response', RESPONSE!, 'garbage'],
];

/** After an error or an upgrade Node counts from the previous chunk's memory: nothing to compare. */
const untilStopped = (log: Log): Log => {
  const at = log.findIndex((entry) => Array.isArray(entry) && entry[0] === 'error');
  return at < 0 ? log : log.slice(0, at + 1);
};

describe('reports what Node’s parser reports', () => {
  it.each(cases)('%s', (_name, type, text, options) => {
    const halves = [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
    for (const chunks of [[text], halves]) {
      expect(untilStopped(trace(HTTPParser, type, chunks, options))).toEqual(
        untilStopped(trace(NativeHTTPParser, type, chunks, options)),
      );
    }
  });

  const small = cases.filter(([, , text]) => text.length < 200 && !text.endsWith('rest'));
  it.each(small)('%s, byte by byte', (_name, type, text, options) => {
    const bytes = [...text];
    expect(untilStopped(trace(HTTPParser, type, bytes, options))).toEqual(
      untilStopped(trace(NativeHTTPParser, type, bytes, options)),
    );
  });
});

describe('exceptions', () => {
  it.each([kOnMessageBegin!, kOnHeadersComplete!, kOnBody!, kOnMessageComplete!])(
    'of callback %i leave execute',
    (callback) => {
      const parser = new HTTPParser() as Any;
      parser.initialize(REQUEST!, {});
      parser[callback] = () => {
        throw new RangeError('mine');
      };
      const bytes = Buffer.from('POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx');
      expect(() => parser.execute(bytes)).toThrow('mine');
      expect(parser.execute(bytes)).toBeInstanceOf(Error);
      parser.initialize(REQUEST!, {});
      parser[callback] = null;
      expect(parser.execute(bytes)).toBe(bytes.length);
    },
  );
});

it('parses inside a callback of another parser', () => {
  const outer = new HTTPParser() as Any;
  const inner = new HTTPParser() as Any;
  outer.initialize(REQUEST!, {});
  inner.initialize(RESPONSE!, {});
  const seen: unknown[] = [];
  inner[kOnBody!] = (body: Buffer) => seen.push(String(body));
  outer[kOnHeadersComplete!] = (...head: unknown[]) => {
    seen.push(head[2]);
    // Larger than what the module has: its memory grows, and the outer parser's view is detached.
    const body = 'x'.repeat(3_000_000);
    inner.execute(Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`));
    return 0;
  };
  outer[kOnBody!] = (body: Buffer) => seen.push(String(body));
  const bytes = Buffer.from('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nouter');
  expect(outer.execute(bytes)).toBe(bytes.length);
  expect(seen.map((entry) => (typeof entry === 'string' ? entry.length : entry))).toEqual([
    ['Content-Length', '5'],
    3_000_000,
    5,
  ]);
});

it('fails while paused and goes on after resume', () => {
  const parser = new HTTPParser() as Any;
  parser.initialize(REQUEST!, {});
  const bytes = Buffer.from('GET / HTTP/1.1\r\n\r\n');
  parser.pause();
  expect(parser.execute(bytes)).toMatchObject({ code: 'HPE_PAUSED', reason: 'Paused' });
  parser.resume();
  expect(parser.execute(bytes)).toBe(bytes.length);
});

describe('ConnectionsList', () => {
  let Lists: typeof import('../bindings/http-parser.ts').ConnectionsList;
  beforeAll(async () => {
    Lists = (await import('../bindings/http-parser.ts')).ConnectionsList;
  });

  it('knows idle from active', () => {
    const list = new Lists();
    const parser = new HTTPParser();
    parser.initialize(REQUEST!, {}, 0, 0, list);
    expect([list.all(), list.active(), list.idle()]).toEqual([[parser], [parser], []]);
    parser.execute(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    expect([list.all(), list.active(), list.idle()]).toEqual([[parser], [], [parser]]);
    parser.execute(Buffer.from('GET / HT'));
    expect([list.active(), list.idle()]).toEqual([[parser], []]);
    parser.remove();
    expect([list.all(), list.active()]).toEqual([[], []]);
  });

  it('expires once', () => {
    const list = new Lists();
    const parser = new HTTPParser();
    parser.initialize(REQUEST!, {}, 0, 0, list);
    parser.execute(Buffer.from('POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n'));
    expect(list.expired(0, 0)).toEqual([]);
    expect(list.expired(60_000, 300_000)).toEqual([]);
    // The head is complete: only the time of the whole request counts.
    expect(list.expired(Number.MIN_VALUE, 0)).toEqual([]);
    expect(list.expired(0, Number.MIN_VALUE)).toEqual([parser]);
    expect(list.expired(0, Number.MIN_VALUE)).toEqual([]);
  });
});
