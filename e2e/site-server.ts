/** A built site on a port of its own, for tests of how it is hosted. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { siteHandler } from '../src/cli/static-server.ts';
import { isolationHeaders } from '../src/journal/integrations/isolation-headers.ts';

export interface SiteServerOptions {
  folder: string;
  base?: string;
  /** Whether the isolation headers are sent; hosts such as GitHub Pages cannot. */
  isolated?: boolean;
}

const isolating = new Set(Object.keys(isolationHeaders).map((name) => name.toLowerCase()));

export class SiteServer implements AsyncDisposable {
  readonly #server: Server;
  /** Address of the home page, with a slash at its end. */
  readonly url: string;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(options: SiteServerOptions): Promise<SiteServer> {
    const { folder, base = '/', isolated = true } = options;
    const handle = siteHandler({ folder, base });
    const server = createServer((request, response) => {
      if (!isolated) {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = (name, value) =>
          isolating.has(name.toLowerCase()) ? response : setHeader(name, value);
      }
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    return new SiteServer(server, `http://localhost:${port}${base}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
