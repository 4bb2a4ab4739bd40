/** A request that a program has written to a socket, as one for the browser's `fetch`. */
import { browser } from '../../core/browser.ts';

export interface OutsideRequest {
  method: string;
  url: URL;
  headers: [name: string, value: string][];
}

/**
 * What the browser sets itself, or what describes the connection, which ends here.
 *
 * `User-Agent` is one that a page could set, but then Firefox and Safari ask the server for leave
 * first (a preflight), and servers that allow every origin seldom allow that header.
 */
const DROPPED =
  /^(?:accept-charset|accept-encoding|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|user-agent|via)$/i;

/**
 * @param target The request line's target: a path, or for a proxy a whole URL.
 * @param rawHeaders Names and values in turn.
 * @throws TypeError when there is no such URL.
 */
export function outsideRequest(
  method: string,
  target: string,
  rawHeaders: readonly string[],
  server: { host: string; port: number; secure: boolean },
): OutsideRequest {
  const headers: [string, string][] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!DROPPED.test(rawHeaders[i]!)) headers.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  }
  // The name that was connected to decides where a request goes, not what `Host` claims.
  const origin = `${server.secure ? 'https' : 'http'}://${server.host}:${server.port}`;
  const url = new browser.URL(/^https?:\/\//i.test(target) ? target : origin + target);
  return { method, url, headers };
}

/**
 * Options of `fetch` for every request to the outside.
 *
 * - `omit`: a program may come from a link. It must act as nobody: with the reader's cookies it could
 *   read what other sites, or the journal's own origin, show only to them. Cookies that the program
 *   itself sends are a header that no page may set, and are dropped.
 * - `no-referrer`: the address of the page is none of the other server's business.
 * - `no-store`: Node has no HTTP cache, and the browser's would answer with what the page has loaded.
 * - Redirects are followed here, since the browser hides their status and target from a page.
 */
export const FETCH_OPTIONS = {
  mode: 'cors',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'follow',
} as const satisfies RequestInit;
