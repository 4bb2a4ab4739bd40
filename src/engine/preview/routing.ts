/**
 * Which requests belong to a preview. Previews live in one URL space below the scope of the service
 * worker: `<scope>preview/<containerId>/<port>/<path>`. A document there is the program's; what it asks
 * for by a root-relative URL is recognized by who asks.
 */
export interface PreviewServer {
  containerId: string;
  port: number;
}

export interface PreviewAddress extends PreviewServer {
  /** Origin-form target: path and query. Empty when the URL stops after the port. */
  path: string;
}

/** @param scope Absolute URL of the service worker's scope. @returns Prefix of all previews' URLs. */
export const previewSpace = (scope: string): string => new URL('preview/', scope).href;

const ADDRESS = /^([\w-]{1,64})\/(\d{1,5})(?=[/?#]|$)([^#]*)/;

/** Parses a URL of the space; `undefined` for every other URL. */
export function parsePreview(space: string, url: string): PreviewAddress | undefined {
  if (!url.startsWith(space)) return undefined;
  const match = ADDRESS.exec(url.slice(space.length));
  const port = Number(match?.[2]);
  if (!match || port < 1 || port > 65535) return undefined;
  return { containerId: match[1]!, port, path: match[3]! };
}

/** @returns The root of a server's preview, without a slash at its end. */
export const previewRoot = (space: string, { containerId, port }: PreviewServer): string =>
  `${space}${containerId}/${port}`;

/**
 * Where a preview's script sends what the program writes to `document.cookie`: a body of the document's
 * path, a line feed, and the text. Not a port, so no clash.
 */
export const cookieEndpoint = (space: string, containerId: string): string =>
  `${space}${containerId}/~cookie`;

/** Names under which the program knows the machine that it runs on. */
export const isLocalHost = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname);

/** @returns The program's own path of a URL of the preview's origin that was asked for by `server`. */
export function ownPath(space: string, { containerId }: PreviewServer, url: URL): string {
  // `../x` at the root of the program climbs to `<space>/<containerId>/x`.
  const container = new URL(space + containerId).pathname;
  const path = url.pathname.startsWith(`${container}/`)
    ? url.pathname.slice(container.length)
    : url.pathname;
  return path + url.search;
}

/**
 * Maps a URL that the program names (in `Location`, or in a link) to the preview's: root-relative ones,
 * and absolute ones of a local host. Others, and those of the space, come back as they are.
 *
 * @param url Absolute, or relative to the address.
 */
export function toPreviewUrl(space: string, address: PreviewAddress, url: string): string {
  const resolved = URL.parse(url, `http://localhost:${address.port}${address.path}`);
  if (!resolved || resolved.protocol !== 'http:' || !isLocalHost(resolved.hostname)) return url;
  // A program that got its own URL from `location` in the preview sends it back.
  const path = resolved.pathname + resolved.search + resolved.hash;
  if (parsePreview(space, new URL(path, space).href)) return path;
  const port = Number(resolved.port || 80);
  const root = previewRoot(space, { containerId: address.containerId, port });
  return root + path;
}

/** The URL of a preview as the program knows it; `undefined` for URLs outside of the space. */
export function toProgramUrl(space: string, url: string): string | undefined {
  const address = parsePreview(space, url);
  return address && `http://localhost:${address.port}${address.path || '/'}`;
}

/** Whether a client is a preview, and whose; `undefined` when it is not known. */
export type ClientKind = PreviewServer | 'journal' | undefined;

export interface RoutedRequest {
  url: string;
  mode: string;
  method: string;
  destination: string;
  /** As of `Request.referrer`. */
  referrer: string;
  /** Whether a client sent the request; navigations and scripts of new workers have none. */
  hasClient: boolean;
  client: ClientKind;
}

export type Route =
  /** Not a preview's: the browser goes on as if there were no service worker. */
  | { kind: 'pass' }
  /** Nothing in the request tells whose it is: look the client up, then route again. */
  | { kind: 'look-up' }
  | { kind: 'redirect'; server: PreviewServer; location: string }
  | { kind: 'answer'; address: PreviewAddress; source: PreviewServer | undefined }
  | { kind: 'document-cookie'; source: PreviewServer }
  /** A preview reaches for the server of another container. */
  | { kind: 'forbid' };

const PASS: Route = { kind: 'pass' };
/** Scripts of new workers; like navigations, they are asked for by no client. */
const WORKERS = new Set(['worker', 'sharedworker', 'serviceworker']);

export function route(space: string, request: RoutedRequest): Route {
  const source = sourceOf(space, request);
  const navigation = request.mode === 'navigate';
  const address = parsePreview(space, request.url);
  if (address) {
    if (source && source.containerId !== address.containerId) return { kind: 'forbid' };
    if (address.path.startsWith('/')) return { kind: 'answer', address, source };
    const root = previewRoot(space, address);
    return { kind: 'redirect', server: address, location: `${root}/${address.path}` };
  }

  const url = new URL(request.url);
  if (url.origin !== new URL(space).origin) {
    // `http://localhost:3000/…`, as the program's own pages may spell it. Another port is another
    // origin: CORS decides there, which a service worker would silently skip.
    if (!source || navigation || url.protocol !== 'http:' || !isLocalHost(url.hostname))
      return PASS;
    if (Number(url.port || 80) !== source.port) return PASS;
    return { kind: 'answer', address: { ...source, path: url.pathname + url.search }, source };
  }
  if (source) {
    if (request.url === cookieEndpoint(space, source.containerId) && request.method === 'POST') {
      return { kind: 'document-cookie', source };
    }
    const path = ownPath(space, source, url);
    if (!navigation) return { kind: 'answer', address: { ...source, path }, source };
    const location = previewRoot(space, source) + path + url.hash;
    return { kind: 'redirect', server: source, location };
  }
  if (navigation || !request.hasClient || request.client) return PASS;
  return WORKERS.has(request.destination) ? PASS : { kind: 'look-up' };
}

/** Which preview asks. A client is certain; else, and for navigations, the referrer tells. */
function sourceOf(space: string, request: RoutedRequest): PreviewServer | undefined {
  if (request.client && request.mode !== 'navigate')
    return request.client === 'journal' ? undefined : request.client;
  const referrer = parsePreview(space, request.referrer);
  return referrer && { containerId: referrer.containerId, port: referrer.port };
}
