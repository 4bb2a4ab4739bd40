/** `-b` and `-c`: cookies in the file format of Netscape, which curl reads and writes. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

interface Cookie {
  domain: string;
  includeSubdomains: boolean;
  path: string;
  secure: boolean;
  /** Seconds since 1970; 0 for a cookie of the session. */
  expires: number;
  name: string;
  value: string;
  httpOnly: boolean;
}

const HTTP_ONLY = '#HttpOnly_';

export class CurlCookies {
  #cookies: Cookie[] = [];
  /** `-b 'a=1; b=2'`. */
  readonly #fixed: string[] = [];

  /** Takes `-b`: text with `=` is cookies, anything else a file, which need not exist. */
  add(source: string, resolvePath: (path: string) => string): void {
    if (source.includes('=')) this.#fixed.push(source);
    else if (source !== '' && existsSync(resolvePath(source))) {
      const lines = readFileSync(resolvePath(source), 'utf8').split('\n');
      this.#cookies.push(...lines.flatMap(parseLine));
    }
  }

  header(url: URL): string | undefined {
    const now = Date.now() / 1000;
    const stored = this.#cookies
      .filter(
        (cookie) =>
          matchesDomain(url.hostname, cookie) &&
          matchesPath(url.pathname, cookie.path) &&
          (!cookie.secure || url.protocol === 'https:') &&
          (cookie.expires === 0 || cookie.expires > now),
      )
      .map(({ name, value }) => `${name}=${value}`);
    const all = [...stored, ...this.#fixed];
    return all.length > 0 ? all.join('; ') : undefined;
  }

  store(setCookie: string, url: URL): void {
    const [pair = '', ...attributes] = setCookie.split(';');
    const at = pair.indexOf('=');
    if (at < 1) return;
    const attribute = (wanted: string): string | undefined => {
      const found = attributes.find((text) => text.trim().toLowerCase().split('=')[0] === wanted);
      return found === undefined
        ? undefined
        : found.slice(found.indexOf('=') + 1 || found.length).trim();
    };
    const maxAge = attribute('max-age');
    const expires = attribute('expires');
    const domain = attribute('domain')?.replace(/^\./, '');
    const given = attribute('path');
    const cookie: Cookie = {
      domain: domain ?? url.hostname,
      includeSubdomains: domain !== undefined,
      path: given?.startsWith('/') ? given : url.pathname.replace(/\/[^/]*$/, '') || '/',
      secure: attribute('secure') !== undefined,
      expires:
        maxAge !== undefined
          ? Math.floor(Date.now() / 1000) + Number(maxAge)
          : expires !== undefined
            ? Math.floor(Date.parse(expires) / 1000) || 0
            : 0,
      name: pair.slice(0, at).trim(),
      value: pair.slice(at + 1).trim(),
      httpOnly: attribute('httponly') !== undefined,
    };
    const isSame = (other: Cookie): boolean =>
      other.name === cookie.name && other.domain === cookie.domain && other.path === cookie.path;
    this.#cookies = this.#cookies.filter((other) => !isSame(other));
    const isGone =
      (maxAge !== undefined || expires !== undefined) && cookie.expires <= Date.now() / 1000;
    if (!isGone) this.#cookies.push(cookie);
  }

  write(path: string): void {
    writeFileSync(path, this.toString());
  }

  toString(): string {
    const yesNo = (flag: boolean): string => (flag ? 'TRUE' : 'FALSE');
    const lines = this.#cookies.map(
      ({ domain, includeSubdomains, path, secure, expires, name, value, httpOnly }) => {
        const host = (httpOnly ? HTTP_ONLY : '') + (includeSubdomains ? `.${domain}` : domain);
        return [host, yesNo(includeSubdomains), path, yesNo(secure), expires, name, value].join(
          '\t',
        );
      },
    );
    return ['# Netscape HTTP Cookie File', '', ...lines, ''].join('\n');
  }
}

function parseLine(line: string): Cookie[] {
  const httpOnly = line.startsWith(HTTP_ONLY);
  const text = httpOnly ? line.slice(HTTP_ONLY.length) : line;
  if (text.startsWith('#')) return [];
  const fields = text.split('\t');
  if (fields.length < 7) return [];
  const [domain, subdomains, path, secure, expires, name, value] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return [
    {
      domain: domain.replace(/^\./, ''),
      includeSubdomains: subdomains === 'TRUE',
      path,
      secure: secure === 'TRUE',
      expires: Number(expires),
      name,
      value,
      httpOnly,
    },
  ];
}

const matchesDomain = (host: string, { domain, includeSubdomains }: Cookie): boolean =>
  host === domain || (includeSubdomains && host.endsWith(`.${domain}`));
const matchesPath = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
