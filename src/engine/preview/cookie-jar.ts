/**
 * The cookies of one container, after the user agent's part of RFC 6265 (section 5), with the rules that
 * browsers have added to it since (RFC 6265bis: `__Host-` and `__Secure-` names, `SameSite=None` only
 * with `Secure`).
 *
 * Every server of a container is `localhost` to its reader. As in a browser, a cookie does not belong
 * to a port, and `Secure` cookies are taken and sent because `localhost` is trustworthy without TLS.
 * There are no other sites, so `SameSite` withholds nothing.
 */
import { parseCookieDate } from './cookie-date.ts';

/** All of it survives JSON and structured cloning. */
export interface Cookie {
  name: string;
  value: string;
  path: string;
  /** Milliseconds since the epoch; `null` for a session cookie. */
  expires: number | null;
  secure: boolean;
  httpOnly: boolean;
  sameSite: 'strict' | 'lax' | 'none' | undefined;
  /** Order of creation; kept when a cookie is replaced (5.3, step 11.3). */
  created: number;
}

/** RFC 6265bis, 5.6: longer ones are ignored. */
const LARGEST_PAIR = 4096;
const LARGEST_ATTRIBUTE = 1024;
const SAME_SITE = ['strict', 'lax', 'none'] as const;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;
/** Optional whitespace of 5.2, which is less than what `trim` takes away. */
const trim = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

/** RFC 6265, 5.1.4: the path of a cookie without a usable `Path` attribute. */
function defaultPath(pathname: string): string {
  const end = pathname.lastIndexOf('/');
  return end > 0 ? pathname.slice(0, end) : '/';
}

/** RFC 6265, 5.1.4. */
const pathMatches = (pathname: string, cookiePath: string): boolean =>
  pathname === cookiePath ||
  (pathname.startsWith(cookiePath) &&
    (cookiePath.endsWith('/') || pathname[cookiePath.length] === '/'));

/** @param url An absolute URL, or path and query. */
const pathnameOf = (url: string): string =>
  url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] || '/';

/** RFC 6265, 5.2 and 5.3 up to the point where the jar's contents matter. */
function parse(line: string, pathname: string, now: number): Omit<Cookie, 'created'> | undefined {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const name = trim(pair.slice(0, Math.max(equals, 0)));
  const value = trim(pair.slice(equals + 1));
  if (name === '' || name.length + value.length > LARGEST_PAIR || CONTROL.test(line)) {
    return undefined;
  }
  const cookie: Omit<Cookie, 'created'> = {
    name,
    value,
    path: defaultPath(pathname),
    expires: null,
    secure: false,
    httpOnly: false,
    sameSite: undefined,
  };
  let maxAge: number | undefined;
  let domain = '';
  let hasRootPath = false;
  for (const attribute of attributes) {
    const separator = attribute.indexOf('=');
    const key = trim(separator < 0 ? attribute : attribute.slice(0, separator)).toLowerCase();
    const text = separator < 0 ? '' : trim(attribute.slice(separator + 1));
    if (text.length > LARGEST_ATTRIBUTE) continue;
    switch (key) {
      case 'expires':
        cookie.expires = parseCookieDate(text) ?? cookie.expires;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAge = Number(text);
        break;
      case 'domain':
        domain = text.replace(/^\./, '').toLowerCase();
        break;
      case 'path':
        cookie.path = text.startsWith('/') ? text : defaultPath(pathname);
        hasRootPath = text === '/';
        break;
      case 'secure':
        cookie.secure = true;
        break;
      case 'httponly':
        cookie.httpOnly = true;
        break;
      case 'samesite':
        cookie.sameSite = SAME_SITE.find((one) => one === text.toLowerCase());
        break;
    }
  }
  // 5.3, step 3: `Max-Age` wins over `Expires`, whichever comes first.
  if (maxAge !== undefined) cookie.expires = maxAge <= 0 ? 0 : now + maxAge * 1000;
  if (domain !== '' && domain !== 'localhost') return undefined;
  if (cookie.sameSite === 'none' && !cookie.secure) return undefined;
  if (/^__Secure-/i.test(name) && !cookie.secure) return undefined;
  if (/^__Host-/i.test(name) && (!cookie.secure || !hasRootPath || domain !== '')) return undefined;
  return cookie;
}

export class CookieJar {
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #cookies: Cookie[] = [];
  #created = 0;

  /** @param now Clock in milliseconds since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Stores the cookies of one response; an expired one deletes. What is not a valid cookie is ignored.
   *
   * @param setCookieHeaders The values of its `Set-Cookie` headers, in order.
   * @param url The request's URL, or its path and query.
   */
  store(setCookieHeaders: Iterable<string>, url: string): void {
    let changed = false;
    for (const line of setCookieHeaders) changed = this.#store(line, url, false) || changed;
    if (changed) this.#changed();
  }

  /** The `Cookie` header of a request (RFC 6265, 5.4), or `undefined` when no cookie applies. */
  header(url: string): string | undefined {
    if (this.#cookies.length === 0) return undefined;
    return serialize(this.#matching(url)) || undefined;
  }

  /** What `document.cookie` reads in a document at this URL. */
  documentCookie(url: string): string {
    return serialize(this.#matching(url).filter(({ httpOnly }) => !httpOnly));
  }

  /** What `document.cookie = text` does in a document at this URL. */
  setDocumentCookie(text: string, url: string): void {
    if (this.#store(text, url, true)) this.#changed();
  }

  /** Calls the listener after each change of the contents, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** All cookies, oldest first. */
  list(): Cookie[] {
    this.#expire();
    return this.#cookies.map((cookie) => ({ ...cookie })).sort((a, b) => a.created - b.created);
  }

  /** Replaces the contents by those of another jar, as given by its `list()`. */
  load(cookies: readonly Cookie[]): void {
    this.#cookies = cookies.map((cookie) => ({ ...cookie }));
    this.#created = Math.max(-1, ...cookies.map(({ created }) => created)) + 1;
  }

  /** Takes one cookie away; name and path tell cookies of a jar apart (5.3, step 11). */
  delete({ name, path }: Pick<Cookie, 'name' | 'path'>): void {
    const kept = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    if (kept.length === this.#cookies.length) return;
    this.#cookies = kept;
    this.#changed();
  }

  clear(): void {
    this.#cookies = [];
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #store(line: string, url: string, fromDocument: boolean): boolean {
    const now = this.#now();
    const parsed = parse(line, pathnameOf(url), now);
    if (!parsed || (fromDocument && parsed.httpOnly)) return false;
    const index = this.#cookies.findIndex(
      ({ name, path }) => name === parsed.name && path === parsed.path,
    );
    const old = this.#cookies[index];
    if (fromDocument && old?.httpOnly) return false;
    if (old) this.#cookies.splice(index, 1);
    if (parsed.expires !== null && parsed.expires <= now) return old !== undefined;
    this.#cookies.push({ ...parsed, created: old?.created ?? this.#created++ });
    return true;
  }

  #matching(url: string): Cookie[] {
    this.#expire();
    const pathname = pathnameOf(url);
    return this.#cookies
      .filter(({ path }) => pathMatches(pathname, path))
      .sort((a, b) => b.path.length - a.path.length || a.created - b.created);
  }

  #expire(): void {
    const now = this.#now();
    this.#cookies = this.#cookies.filter(({ expires }) => expires === null || expires > now);
  }
}

const serialize = (cookies: Cookie[]): string =>
  cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
