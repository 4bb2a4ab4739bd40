import { describe, expect, it } from 'vitest';
import { encodeRequest, type OutgoingRequest } from './request-head.ts';

const text = (request: Partial<OutgoingRequest>): string => {
  const { parts } = encodeRequest({
    method: 'GET',
    port: 3000,
    path: '/',
    headers: [],
    ...request,
  });
  return parts.map((part) => Buffer.from(part).toString('latin1')).join('');
};
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);

it.each<[string, Partial<OutgoingRequest>, string]>([
  [
    'what is missing',
    {},
    'GET / HTTP/1.1\r\nHost: localhost:3000\r\nConnection: keep-alive\r\n\r\n',
  ],
  [
    'nothing that is there',
    {
      headers: [
        ['host', 'a'],
        ['CONNECTION', 'close'],
        ['X', 'y'],
      ],
    },
    'GET / HTTP/1.1\r\nhost: a\r\nCONNECTION: close\r\nX: y\r\n\r\n',
  ],
  [
    'the length of a body',
    {
      method: 'POST',
      headers: [
        ['Host', 'a'],
        ['Connection', 'x'],
      ],
      body: bytes('é'),
    },
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nContent-Length: 2\r\n\r\nÃ©',
  ],
  [
    'a length of 0 where one is expected',
    {
      method: 'PUT',
      headers: [
        ['Host', 'a'],
        ['Connection', 'x'],
      ],
    },
    'PUT / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nContent-Length: 0\r\n\r\n',
  ],
  [
    'chunks where the head says so',
    {
      method: 'POST',
      headers: [
        ['Host', 'a'],
        ['Connection', 'x'],
        ['Transfer-Encoding', 'chunked'],
      ],
      body: bytes('hello world, again'),
    },
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nTransfer-Encoding: chunked\r\n\r\n12\r\nhello world, again\r\n0\r\n\r\n',
  ],
  [
    'ISO 8859-1 as it is',
    {
      headers: [
        ['Host', 'a'],
        ['Connection', 'x'],
        ['X', 'caf\xe9 au lait, s\x27il vous pla\xeet'],
      ],
    },
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: x\r\nX: caf\xe9 au lait, s\x27il vous pla\xeet\r\n\r\n',
  ],
])('writes %s', (_name, request, expected) => expect(text(request)).toBe(expected));

it('sends a large body without copying it', () => {
  const body = new Uint8Array(100_000);
  const { parts } = encodeRequest({ method: 'PUT', port: 1, path: '/', headers: [], body });
  expect(parts[1]).toBe(body);
});

it('knows when the body is not as long as the head says', () => {
  const request = { method: 'POST', port: 1, path: '/', body: bytes('abc') };
  expect(encodeRequest({ ...request, headers: [['Content-Length', '3']] }).framed).toBe(true);
  expect(encodeRequest({ ...request, headers: [['content-length', '5']] }).framed).toBe(false);
});

describe('refuses', () => {
  it.each<[string, Partial<OutgoingRequest>]>([
    ['ERR_INVALID_HTTP_TOKEN', { method: 'GE T' }],
    ['ERR_INVALID_HTTP_TOKEN', { headers: [['a b', 'c']] }],
    ['ERR_INVALID_HTTP_TOKEN', { headers: [['', 'c']] }],
    ['ERR_INVALID_CHAR', { headers: [['a', 'b\r\nc: d']] }],
    // Its low byte is a line feed.
    ['ERR_INVALID_CHAR', { headers: [['a', 'b\u010ac']] }],
    ['ERR_UNESCAPED_CHARACTERS', { path: '/a b' }],
    ['ERR_UNESCAPED_CHARACTERS', { path: '/\u010a' }],
    ['ERR_UNESCAPED_CHARACTERS', { path: '' }],
  ])('%s %j', (code, request) => {
    expect(() => text(request)).toThrow(expect.objectContaining({ code }));
  });
});
