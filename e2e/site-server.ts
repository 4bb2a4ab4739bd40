/** A built site on a port of its own, for tests of how it is hosted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { siteHandler } from '../src/cli/static-server.ts';
import { isolationHeaders } from '../src/journal/integrations/isolation-headers.ts';

export interface SiteServerOptions {
  folder: string;
  base?: string;
  /** Whether the isolation headers are sent; hosts such as GitHub Pages cannot. */
  isolated?: boolean;
  /** As of the static server. */
  siteUrl?: string;
  /** The host name under which it is addressed: browsers look for all below `localhost` on this machine. */
  host?: `${string}.localhost` | 'localhost';
  /** Changes pages and the service worker on their way, as another build would have written them. */
  rewritePage?: (html: string) => string;
}

const isolating = new Set(Object.keys(isolationHeaders).map((name) => name.toLowerCase()));

/** Holds a page back until it is whole, and sends it changed. */
function rewrite(
  request: IncomingMessage,
  response: ServerResponse,
  rewritePage: (html: string) => string,
): void {
  // Neither a compressed copy nor "not modified".
  for (const name of ['accept-encoding', 'if-none-match', 'if-modified-since']) {
    delete request.headers[name];
  }
  const isServiceWorker = request.url?.endsWith('/preview-service-worker.js');
  const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, headers: Record<string, string> = {}) => {
    const isPage = String(headers['Content-Type'] ?? '').startsWith('text/html');
    if (!isPage && !isServiceWorker) return writeHead(status, headers);
    const { 'Content-Length': _, ...kept } = headers;
    const end = response.end.bind(response);
    const parts: Buffer[] = [];
    response.write = ((part: Buffer) => parts.push(Buffer.from(part)) > 0) as never;
    response.end = ((part?: Buffer) => {
      if (part) parts.push(Buffer.from(part));
      return end(rewritePage(Buffer.concat(parts).toString()));
    }) as never;
    return writeHead(status, kept);
  }) as typeof response.writeHead;
}

export class SiteServer implements AsyncDisposable {
  readonly #server: Server;
  /** Address of the home page, with a slash at its end. */
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(options: SiteServerOptions): Promise<SiteServer> {
    const {
      folder,
      base = '/',
      isolated = true,
      siteUrl,
      host = 'localhost',
      rewritePage,
    } = options;
    const handle = siteHandler({ folder, base, siteUrl });
    const server = createServer((request, response) => {
      if (!isolated) {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = (name, value) =>
          isolating.has(name.toLowerCase()) ? response : setHeader(name, value);
      }
      if (rewritePage) rewrite(request, response, rewritePage);
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    return new SiteServer(server, `http://${host}:${port}${base}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
