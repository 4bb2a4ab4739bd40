/** Compressed bytes that a first Run moves, by what they are. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface RunBytes {
  total: number;
  core: number;
  layers: number;
  example: number;
  runner: number;
  /** Paths and lengths, in the order in which they were sent. */
  files: [path: string, length: number][];
}

/**
 * Counts what the server sends while `action` runs: bodies only. At the server, because a browser does
 * not tell of what its workers load, nor reliably of what came out of its cache.
 */
export async function countBytes(
  server: Server,
  action: () => Promise<unknown>,
): Promise<RunBytes> {
  const bytes: RunBytes = { total: 0, core: 0, layers: 0, example: 0, runner: 0, files: [] };
  const count = (request: IncomingMessage, response: ServerResponse): void => {
    response.once('finish', () => {
      const { pathname } = new URL(request.url!, 'http://localhost');
      const length =
        response.statusCode === 304 ? 0 : Number(response.getHeader('content-length') ?? 0);
      if (length === 0) return;
      bytes[partOf(pathname)] += length;
      bytes.total += length;
      bytes.files.push([pathname, length]);
    });
  };
  server.on('request', count);
  await action();
  server.off('request', count);
  return bytes;
}

function partOf(pathname: string): Exclude<keyof RunBytes, 'total' | 'files'> {
  if (pathname.includes('/engine/') || pathname.endsWith('service-worker.js')) return 'core';
  if (/\/layers\/day/.test(pathname) || pathname.includes('/examples/')) return 'example';
  if (pathname.includes('/layers/')) return 'layers';
  return 'runner';
}
