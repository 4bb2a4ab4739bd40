/**
 * The built site over HTTP: `npm start` and the browser tests serve it with this. It behaves as the
 * hosts in `public/_headers` do: the same headers everywhere, hashed files kept for ever, compressed
 * files where the browser takes them, folders with a slash, and the site's own page for a 404.
 */
import { existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';
import { immutable, immutablePaths } from '../journal/integrations/isolation-headers.ts';
import { policiesOf, siteHeaders } from '../journal/integrations/security-headers.ts';

export interface StaticServerOptions {
  /** Folder of the built site. */
  folder: string;
  /** Path that the site is published under, with slashes at both ends. */
  base?: string;
  /** Address of the site, when that may frame what is served: with a second origin for previews. */
  siteUrl?: string | undefined;
  /** Whether a browser that takes Brotli gets it; GitHub Pages, for one, knows only gzip. */
  brotli?: boolean;
}

const notFoundPage = '/404.html';

const send = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
};

/** The path of a request inside the folder, or `undefined` when it is none. */
const decodedPath = (url: string): string | undefined => {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
    const climbs = path.split(/[/\\]/).includes('..');
    return climbs || path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
};

/** A request listener that serves a built site; the folder is read once, when it is created. */
export const siteHandler = ({
  folder,
  base = '/',
  siteUrl,
  brotli = true,
}: StaticServerOptions) => {
  const serve = sirv(folder, {
    etag: true,
    gzip: true,
    brotli,
    setHeaders(response, pathname) {
      const [first = ''] = pathname.split('/').filter(Boolean);
      response.setHeader('Cache-Control', immutablePaths.includes(first) ? immutable : 'no-cache');
      if (pathname.endsWith('.md')) {
        response.setHeader('Content-Type', 'text/markdown; charset=utf-8');
      }
      // The preview's service worker may control the whole site, wherever its script lies.
      if (pathname.endsWith('.js')) response.setHeader('Service-Worker-Allowed', base);
    },
  });

  const notFound = (request: IncomingMessage, response: ServerResponse): void => {
    if (!existsSync(join(folder, notFoundPage))) {
      send(response, 404, 'Not found');
      return;
    }
    // sirv answers with the status of the page it finds, and must not take this one for a range of it
    // or for the copy that the browser has.
    for (const name of ['range', 'if-none-match', 'if-modified-since']) {
      delete request.headers[name];
    }
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
    response.writeHead = ((_status: number, ...rest: unknown[]) =>
      writeHead(404, ...rest)) as typeof response.writeHead;
    request.url = notFoundPage;
    delete (request as { _parsedUrl?: unknown })._parsedUrl;
    serve(request, response);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(siteHeaders)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      send(response, 405, 'Only GET and HEAD are answered here');
      return;
    }
    const url = request.url ?? '/';
    const path = decodedPath(url);
    if (path === undefined) {
      send(response, 400, 'Not a valid address');
      return;
    }
    const query = url.slice(url.split('?', 1)[0]!.length);
    const redirect = (location: string): void => {
      // One slash at the start: two would name another host.
      const target = encodeURI(location).replace(/^\/+/, '/') + query;
      response.writeHead(308, { Location: target, 'Cache-Control': 'no-cache' }).end();
    };

    if (path === base.slice(0, -1) || (path === '/' && base !== '/')) {
      redirect(base);
      return;
    }
    if (!path.startsWith(base)) {
      notFound(request, response);
      return;
    }
    const inside = path.slice(base.length - 1);
    response.setHeader('Content-Security-Policy', policiesOf(inside, siteUrl));
    const file = join(folder, inside);
    if (
      !inside.endsWith('/') &&
      existsSync(join(file, 'index.html')) &&
      statSync(file).isDirectory()
    ) {
      redirect(`${path}/`);
      return;
    }
    request.url = encodeURI(inside) + query;
    serve(request, response, () => notFound(request, response));
  };
};

export class PortTakenError extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
    );
    this.name = 'PortTakenError';
  }
}

export interface RunningServer {
  server: Server;
  port: number;
  /** Address of the site's home page. */
  url: string;
}

/** How many ports after the wanted one are tried. */
const furtherPorts = 20;

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * Serves a built site on the wanted port, or on the next one that is free.
 *
 * @param options.port 0 for any free port.
 * @param options.isExact Fail when the wanted port is taken.
 * @throws PortTakenError
 */
export const startStaticServer = async ({
  port,
  host = 'localhost',
  isExact = false,
  ...options
}: StaticServerOptions & {
  port: number;
  host?: string;
  isExact?: boolean;
}): Promise<RunningServer> => {
  const server = createServer(siteHandler(options));
  const last = isExact || port === 0 ? port : Math.min(port + furtherPorts, 65_535);
  for (let candidate = port; candidate <= last; candidate++) {
    try {
      const bound = await listen(server, candidate, host);
      return { server, port: bound, url: `http://localhost:${bound}${options.base ?? '/'}` };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new PortTakenError(port);
};
