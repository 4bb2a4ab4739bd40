import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface Transfer {
  /** Path and query as requested. */
  url: string;
  /** Bytes of the body as sent: compressed, and none where the browser had it already. */
  bytes: number;
  /** Media type without parameters; empty when there was none. */
  type: string;
}

/**
 * What a server sends while `action` runs, in the order in which it was sent. At the server, because a
 * browser does not tell of what its workers load, nor reliably of what came out of its cache.
 */
export async function recordTransfers(
  server: Server,
  action: () => Promise<unknown>,
): Promise<Transfer[]> {
  const transfers: Transfer[] = [];
  const record = (request: IncomingMessage, response: ServerResponse): void => {
    // The server changes its request's address on the way to the file.
    const url = request.url!;
    response.once('finish', () => {
      const bytes =
        response.statusCode === 304 ? 0 : Number(response.getHeader('content-length') ?? 0);
      const type = String(response.getHeader('content-type') ?? '').split(';', 1)[0]!;
      transfers.push({ url, bytes, type });
    });
  };
  server.prependListener('request', record);
  try {
    await action();
  } finally {
    server.off('request', record);
  }
  return transfers;
}
