/** A `send` over `node:http`, for runs of a `.http` file against a server on this machine. */
import http from 'node:http';
import { Readable } from 'node:stream';
import { CookieJar } from 'tough-cookie';
import type { HeaderList, HttpResponse } from '../container/container.ts';
import type { Send } from './run.ts';

/**
 * Creates a `send` with a cookie jar of its own: one per run. Headers go out and come back in wire
 * order with duplicates kept; redirects are not followed; each request has its own connection, so that
 * a server can close as soon as the last response is read.
 *
 * The returned promise rejects with Node's error, its `code` kept, and a message that says what to do.
 */
export function createNodeSend(): Send {
  const jar = new CookieJar();
  return async ({ method, port, path, headers, body }, { signal, cookies }) => {
    const url = `http://localhost:${port}${path}`;
    const ownCookie = headers.some(([name]) => name.toLowerCase() === 'cookie');
    const cookie = cookies === 'jar' && !ownCookie ? await jar.getCookieString(url) : '';
    const sent: HeaderList = cookie ? [...headers, ['Cookie', cookie]] : headers;

    const message = await new Promise<http.IncomingMessage>((resolve, reject) => {
      // A list, because an object would lose the order and the case of names.
      const request = http.request({
        agent: false,
        host: 'localhost',
        port,
        path,
        method,
        headers: sent.flat(),
        signal,
      });
      request.once('response', resolve).once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') {
          error.message = `nothing listens on port ${port}; start the example first, or set PORT`;
        }
        reject(error);
      });
      request.end(body);
    });

    const raw = message.rawHeaders;
    const received: HeaderList = [];
    for (let i = 0; i < raw.length; i += 2) received.push([raw[i]!, raw[i + 1]!]);
    if (cookies === 'jar') {
      for (const [name, value] of received) {
        // A cookie that the jar refuses is the server's mistake, not a failure of the request.
        if (name.toLowerCase() === 'set-cookie')
          await jar.setCookie(value, url, { ignoreError: true });
      }
    }
    return {
      status: message.statusCode ?? 0,
      statusText: message.statusMessage ?? '',
      headers: received,
      body: Readable.toWeb(message) as HttpResponse['body'],
    };
  };
}
