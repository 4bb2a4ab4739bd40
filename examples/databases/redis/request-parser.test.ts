import { expect, test } from 'vitest';
import { RequestParser } from './request-parser.ts';

const stream = Buffer.from(
  '*2\r\n$3\r\nGET\r\n$1\r\na\r\nSET k "a\\x41 b"\r\n\r\n*1\r\n$4\r\nPING\r\n',
);
const expected = [['GET', 'a'], ['SET', 'k', 'aA b'], ['PING']];

test.each([1, 2, 3, 7, stream.length])('chunks of %i bytes give the same requests', (size) => {
  const parser = new RequestParser();
  const requests: string[][] = [];
  for (let at = 0; at < stream.length; at += size)
    for (const request of parser.push(stream.subarray(at, at + size)))
      requests.push(request.map(String));
  expect(requests).toEqual(expected);
});

test.each([
  ['*x\r\n', 'invalid multibulk length'],
  ['*1\r\n$-1\r\n', 'invalid bulk length'],
  ['*1\r\n$999999999999\r\n', 'invalid bulk length'],
  ['*1\r\n+PING\r\n', "expected '$', got '+'"],
  ['SET k "open\r\n', 'unbalanced quotes'],
  ['x'.repeat(70_000), 'too big inline request'],
])('%j is refused', (text, message) => {
  expect(() => [...new RequestParser().push(Buffer.from(text))]).toThrow(message);
});
