import { describe, expect, it } from 'vitest';
import { framingOf, responseHead } from './response-head.ts';

describe('framingOf', () => {
  it.each([
    ['GET', 200, 1, 'chunked'],
    ['GET', 200, 0, 'until-close'],
    ['HEAD', 200, 1, 'none'],
    ['GET', 204, 1, 'none'],
    ['GET', 304, 1, 'none'],
  ] as const)('%s %i HTTP/1.%i: %s', (method, status, minor, framing) => {
    expect(framingOf(method, status, minor)).toBe(framing);
  });
});

describe('responseHead', () => {
  const headers: [string, string][] = [
    ['content-length', '12'],
    ['content-encoding', 'gzip'],
    ['etag', '"x"'],
  ];
  it('tells the length of the decoded body by its chunks', () => {
    expect(responseHead({ status: 200, statusText: 'OK', headers }, 'chunked', true)).toBe(
      'HTTP/1.1 200 OK\r\netag: "x"\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n',
    );
  });
  it('keeps the length of a body that is not sent', () => {
    expect(responseHead({ status: 200, statusText: '', headers }, 'none', false)).toBe(
      'HTTP/1.1 200 \r\ncontent-length: 12\r\netag: "x"\r\nconnection: close\r\n\r\n',
    );
  });
});
