/**
 * The headers of a preview's request as the program would get them at `http://localhost:<port>`. A
 * service worker sees a request without the headers that the browser adds later, and `Origin` and
 * `Referer` would name the journal.
 */
import {
  parsePreview,
  ownPath,
  toProgramUrl,
  type PreviewAddress,
  type PreviewServer,
} from './routing.ts';

export interface RequestDescription {
  url: string;
  method: string;
  mode: string;
  destination: string;
  referrer: string;
  headers: Iterable<[name: string, value: string]>;
  /** Bytes of the body, or `undefined` without one. */
  bodyLength: number | undefined;
}

/** What the browser itself would say; a service worker's `navigator` tells. */
export interface UserAgent {
  userAgent: string;
  languages: readonly string[];
  /** Content codings that can be decoded. */
  encodings: readonly string[];
}

/** Set here, whatever a browser already shows of them. */
const REPLACED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'host',
  'origin',
  'referer',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'transfer-encoding',
]);

const acceptLanguage = (languages: readonly string[]): string =>
  languages
    .slice(0, 10)
    .map((language, index) =>
      index === 0 ? language : `${language};q=${((10 - index) / 10).toFixed(1)}`,
    )
    .join(',');

export function requestHeaders(
  space: string,
  address: PreviewAddress,
  source: PreviewServer | undefined,
  request: RequestDescription,
  agent: UserAgent,
): [name: string, value: string][] {
  const { method, mode, destination, bodyLength } = request;
  const headers: [string, string][] = [['Host', `localhost:${address.port}`]];
  const given = new Set<string>();
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (REPLACED.has(key)) continue;
    given.add(key);
    headers.push([name, value]);
  }
  if (!given.has('user-agent') && agent.userAgent) headers.push(['User-Agent', agent.userAgent]);
  if (!given.has('accept')) headers.push(['Accept', '*/*']);
  if (!given.has('accept-language') && agent.languages.length > 0) {
    headers.push(['Accept-Language', acceptLanguage(agent.languages)]);
  }
  // A range of an encoded body cannot be decoded (Fetch, HTTP-network-or-cache fetch, step 8.14).
  headers.push([
    'Accept-Encoding',
    given.has('range') ? 'identity' : agent.encodings.join(', ') || 'identity',
  ]);

  const crossOrigin = source !== undefined && source.port !== address.port;
  headers.push(['Sec-Fetch-Site', !source ? 'none' : crossOrigin ? 'same-site' : 'same-origin']);
  headers.push(['Sec-Fetch-Mode', mode], ['Sec-Fetch-Dest', destination || 'empty']);
  const safe = method === 'GET' || method === 'HEAD';
  // Fetch, 3.2: every request that may change something names its origin.
  if (!safe || (crossOrigin && mode === 'cors')) {
    headers.push(['Origin', `http://localhost:${(source ?? address).port}`]);
  }
  const referer = refererOf(space, source, request.referrer);
  if (referer) headers.push(['Referer', referer]);
  if (bodyLength !== undefined) headers.push(['Content-Length', String(bodyLength)]);
  return headers;
}

/** The journal's own pages are never named: the program would see an address that it does not know. */
function refererOf(
  space: string,
  source: PreviewServer | undefined,
  referrer: string,
): string | undefined {
  if (parsePreview(space, referrer)) return toProgramUrl(space, referrer);
  const url = source && URL.parse(referrer);
  if (!url || url.origin !== new URL(space).origin) return undefined;
  // A style sheet or module that was itself loaded by a root-relative URL.
  return `http://localhost:${source.port}${ownPath(space, source, url)}`;
}
