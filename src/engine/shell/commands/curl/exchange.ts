/** Sends one request: to the virtual network by `node:http`, to the outside by `fetch`. */
import http from 'node:http';
import { Readable } from 'node:stream';

export interface CurlRequest {
  url: URL;
  method: string;
  headers: [name: string, value: string][];
  body: Buffer | undefined;
  signal: AbortSignal;
}

export interface CurlResponse {
  version: string;
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  body: Readable;
}

const isLocal = (host: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/.test(host);

export async function exchange(request: CurlRequest): Promise<CurlResponse> {
  const { url } = request;
  return url.protocol === 'http:' && isLocal(url.hostname) ? byHttp(request) : byFetch(request);
}

function byHttp({ url, method, headers, body, signal }: CurlRequest): Promise<CurlResponse> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, agent: false, signal });
    for (const [name, value] of headers) {
      const present = request.getHeader(name) as string | string[] | undefined;
      const isOwn = /^(host|connection)$/i.test(name);
      request.setHeader(name, present === undefined || isOwn ? value : [present, value].flat());
    }
    request.once('response', (response) => {
      const raw = response.rawHeaders;
      resolve({
        version: response.httpVersion,
        status: response.statusCode!,
        statusText: response.statusMessage ?? '',
        headers: raw.flatMap((name, index): [string, string][] =>
          index % 2 === 0 ? [[name, raw[index + 1]!]] : [],
        ),
        body: response,
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

async function byFetch({ url, method, headers, body, signal }: CurlRequest): Promise<CurlResponse> {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal,
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  return {
    version: '1.1',
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    body: response.body
      ? Readable.fromWeb(response.body as import('node:stream/web').ReadableStream)
      : Readable.from([]),
  };
}
