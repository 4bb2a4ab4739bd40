/**
 * `document.cookie` on the container's jar. The document's real cookies are the journal's: the program
 * must neither see nor write them.
 */
import { CookieJar } from '../cookie-jar.ts';
import type { InjectedConfig } from '../protocol.ts';
import { cookieEndpoint, parsePreview } from '../routing.ts';

export interface DocumentCookies {
  /** The document's copy of the jar; the service worker sends what changes. */
  jar: CookieJar;
  /** Settles when what was written so far is in the container's jar; `undefined` when it is. */
  writing(): Promise<void> | undefined;
}

export function replaceDocumentCookie(config: InjectedConfig): DocumentCookies {
  const { space, containerId, cookies } = config;
  const jar = new CookieJar();
  jar.load(cookies);
  const path = (): string => parsePreview(space, location.href)?.path || location.pathname;
  const { fetch } = globalThis;
  let writing: Promise<void> | undefined;

  Object.defineProperty(Document.prototype, 'cookie', {
    configurable: true,
    enumerable: true,
    get: () => jar.documentCookie(path()),
    set(value: unknown) {
      const text = String(value);
      jar.setDocumentCookie(text, path());
      // A request, not a message: it keeps its place before the requests that follow, which have to
      // carry the cookie.
      const request = fetch(cookieEndpoint(space, containerId), {
        method: 'POST',
        body: `${path()}\n${text}`,
      });
      const earlier = writing;
      const written = Promise.allSettled([earlier, request]).then(() => {
        if (writing === written) writing = undefined;
      });
      writing = written;
    },
  });
  // The same cookies by another name.
  Object.defineProperty(globalThis, 'cookieStore', { configurable: true, value: undefined });
  return { jar, writing: () => writing };
}
