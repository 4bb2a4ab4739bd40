/**
 * The cookies of one container, after the user agent's part of RFC 6265 (section 5).
 *
 * Every server of a container is the same host to its reader, so `Domain` is ignored, and as in a
 * browser a cookie does not belong to a port. `Secure` is accepted because `localhost` is a
 * trustworthy origin. `HttpOnly` and `SameSite` restrict scripts and other sites, which there are none
 * of between a request console and its server.
 */
interface Cookie {
  name: string;
  value: string;
  path: string;
  /** Milliseconds since the epoch; `Infinity` for a session cookie. */
  expires: number;
  /** Order of creation; kept when a cookie is replaced (RFC 6265, 5.3 step 11.3). */
  created: number;
}

/** RFC 6265, 5.1.4: the path that a cookie without a usable `Path` attribute gets. */
const defaultPath = (pathname: string): string => {
  const end = pathname.lastIndexOf('/');
  return end > 0 ? pathname.slice(0, end) : '/';
};

/** RFC 6265, 5.1.4: whether a request's path lies at or under a cookie's path. */
const pathMatches = (pathname: string, cookiePath: string): boolean =>
  pathname === cookiePath ||
  (pathname.startsWith(cookiePath) &&
    (cookiePath.endsWith('/') || pathname[cookiePath.length] === '/'));

const pathnameOf = (target: string): string => target.split(/[?#]/, 1)[0] || '/';

const parseSetCookie = (header: string, pathname: string, now: number) => {
  const [pair = '', ...attributes] = header.split(';');
  const equals = pair.indexOf('=');
  if (equals < 1) return undefined;
  const name = pair.slice(0, equals).trim();
  if (name === '') return undefined;

  let path = defaultPath(pathname);
  let expires = Infinity;
  let hasMaxAge = false;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const value = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'path':
        path = value.startsWith('/') ? value : defaultPath(pathname);
        break;
      case 'max-age':
        if (/^-?\d+$/.test(value)) {
          hasMaxAge = true;
          expires = Number(value) <= 0 ? 0 : now + Number(value) * 1000;
        }
        break;
      case 'expires': {
        const date = Date.parse(value);
        if (!hasMaxAge && !Number.isNaN(date)) expires = date;
        break;
      }
    }
  }
  return { name, value: pair.slice(equals + 1).trim(), path, expires };
};

export class CookieJar {
  readonly #now: () => number;
  #cookies: Cookie[] = [];
  #created = 0;

  /** @param now Clock in milliseconds since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Stores the cookies of one response; an expired one deletes.
   *
   * @param target The request's path and query.
   * @param setCookies The values of the response's `Set-Cookie` headers, in order.
   */
  store(target: string, setCookies: Iterable<string>): void {
    for (const header of setCookies) {
      const parsed = parseSetCookie(header, pathnameOf(target), this.#now());
      if (!parsed) continue;
      const same = (cookie: Cookie) => cookie.name === parsed.name && cookie.path === parsed.path;
      const created = this.#cookies.find(same)?.created ?? this.#created++;
      this.#cookies = this.#cookies.filter((cookie) => !same(cookie));
      if (parsed.expires > this.#now()) this.#cookies.push({ ...parsed, created });
    }
  }

  /** The `Cookie` header for a request's path and query, or `undefined` when no cookie applies. */
  header(target: string): string | undefined {
    const pathname = pathnameOf(target);
    this.#cookies = this.#cookies.filter((cookie) => cookie.expires > this.#now());
    const matching = this.#cookies
      .filter((cookie) => pathMatches(pathname, cookie.path))
      .sort((a, b) => b.path.length - a.path.length || a.created - b.created);
    if (matching.length === 0) return undefined;
    return matching.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  clear(): void {
    this.#cookies = [];
  }
}
