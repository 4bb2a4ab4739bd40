/** A built site whose server can be gone, slow, or have another build, while a page is open. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { siteHandler } from '../../src/cli/static-server.ts';
import { isolationHeaders } from '../../src/journal/integrations/isolation-headers.ts';
import { builtSite } from '../built-days.ts';
import type { NextBuild } from './next-build.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** What the server does: answer, break the connection, or take it and stay silent. */
export type Network = 'up' | 'down' | 'silent';

export interface FailingSiteOptions {
  base?: string;
  /** Whether the isolation headers are sent. */
  isolated?: boolean;
}

const isolating = new Set(Object.keys(isolationHeaders).map((name) => name.toLowerCase()));

export class FailingSite implements AsyncDisposable {
  network: Network = 'up';
  /** Paths that the server is too busy for. */
  refused: RegExp | undefined;
  /** Paths of which the first half is sent, and the rest at `sendRest`. */
  halved: RegExp | undefined;
  #rest: (() => void)[] = [];
  /** Paths that were answered, in order. */
  readonly requested: string[] = [];
  readonly #base: string;
  readonly #server: Server;
  #handle: Handler;
  /** Builds that it serves or has served. */
  readonly #deployed: NextBuild[] = [];

  private constructor(base: string, isolated: boolean) {
    this.#base = base;
    this.#handle = siteHandler({ folder: builtSite, base });
    this.#server = createServer((request, response) => {
      if (this.network === 'down') return void request.socket.destroy();
      if (this.network === 'silent') return;
      if (this.refused?.test(request.url ?? '')) return void response.writeHead(503).end();
      this.requested.push(request.url ?? '');
      if (!isolated) {
        const setHeader = response.setHeader.bind(response);
        response.setHeader = (name, value) =>
          isolating.has(name.toLowerCase()) ? response : setHeader(name, value);
      }
      if (this.halved?.test(request.url ?? '')) this.#halve(response);
      this.#handle(request, response);
    });
  }

  /** Sends what was held back. */
  sendRest(): void {
    this.halved = undefined;
    for (const send of this.#rest.splice(0)) send();
  }

  #halve(response: ServerResponse): void {
    const { write, end } = response;
    const pieces: Buffer[] = [];
    const keep = (piece?: unknown): void => {
      if (piece instanceof Uint8Array) pieces.push(Buffer.from(piece));
    };
    response.write = (piece: unknown) => {
      keep(piece);
      return true;
    };
    response.end = (piece?: unknown) => {
      keep(piece);
      const body = Buffer.concat(pieces);
      const middle = body.length >> 1;
      Object.assign(response, { write, end });
      response.write(body.subarray(0, middle));
      this.#rest.push(() => response.end(body.subarray(middle)));
      return response;
    };
  }

  static async start({
    base = '/',
    isolated = true,
  }: FailingSiteOptions = {}): Promise<FailingSite> {
    const site = new FailingSite(base, isolated);
    site.#server.listen(0, 'localhost');
    await once(site.#server, 'listening');
    return site;
  }

  /** Address of the home page, with a slash at its end. */
  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}${this.#base}`;
  }

  /** Puts another build in the place of this one, and removes it when the site ends: a service worker asks late. */
  deploy(next: NextBuild): void {
    this.#deployed.push(next);
    this.#handle = siteHandler({ folder: next.folder, base: this.#base });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    for (const next of this.#deployed) await next[Symbol.asyncDispose]();
  }
}
