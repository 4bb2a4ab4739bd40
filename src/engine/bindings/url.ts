/** The `url` binding: the browser's URL parser under `lib/internal/url.js`. */
import { nativeError } from '../bytes/native-error.ts';
import { domainForDisplay } from '../bytes/punycode.ts';
import { escapeFilePath, formatUrl, writeComponents } from '../bytes/url-components.ts';
import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';

/** In the order of `updateActions`; the last action, `href`, replaces the whole URL. */
const setters = [
  'protocol',
  'host',
  'hostname',
  'port',
  'username',
  'password',
  'pathname',
  'search',
  'hash',
] as const;
const HREF = 9;

function invalidUrl(input: string, base: string | undefined): TypeError {
  const error = nativeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL');
  return Object.assign(error, base === undefined ? { input } : { input, base });
}

const SPECIAL = /^(?:https?|wss?|ftp|file):$/;
/** Escaped, what no domain may contain; Chromium escapes it where it should refuse it. */
const FORBIDDEN = /%(?:[01].|20|25|3c|3e|5e|7c|7f)/i;

export const hasValidHost = ({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): boolean =>
  !SPECIAL.test(protocol) || !FORBIDDEN.test(hostname);

function tryParse(input: string, base?: string): URL | undefined {
  try {
    const url = base === undefined ? new browser.URL(input) : new browser.URL(input, base);
    return hasValidHost(url) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** `''` for what is no host. */
function hostnameOf(domain: string): string {
  // The setter fails in silence: only then do two URLs differ afterwards.
  const [first, second] = ['ws://x', 'ws://y'].map((href) => {
    const url = new browser.URL(href);
    url.hostname = domain;
    return hasValidHost(url) ? url.hostname : href;
  });
  return domain !== '' && first === second ? first! : '';
}

/** UTS #46 without the rest of host parsing, which would turn `127.1` into an address. */
export const toASCII = (domain: string): string =>
  /^[\0-\x7f]*$/.test(domain) ? domain.toLowerCase() : hostnameOf(domain);

export function url(stub: Binding): Binding {
  const components: Uint32Array = (stub.urlComponents = new Uint32Array(9));
  const published = ({ href }: URL): string => {
    writeComponents(href, components);
    return href;
  };
  return Object.assign(stub, {
    parse(input: string, base: string | undefined, raise: boolean): string | undefined {
      const parsed = tryParse(input, base);
      if (parsed) return published(parsed);
      if (raise) throw invalidUrl(input, base);
      return undefined;
    },
    canParse: (input: string, base?: string) => tryParse(input, base) !== undefined,
    /** `false` when the value is refused. */
    update(href: string, action: number, value: string): string | false {
      const target = tryParse(action === HREF ? value : href);
      if (!target) return false;
      if (action !== HREF) target[setters[action]!] = value;
      // As the other setters, that of a host ignores what it refuses.
      return published(hasValidHost(target) ? target : tryParse(href)!);
    },
    format: (href: string, hash: boolean, unicode: boolean, search: boolean, auth: boolean) =>
      formatUrl(href, {
        hash,
        search,
        auth,
        hostname: unicode ? domainForDisplay : (ascii) => ascii,
      }),
    getOrigin: (href: string) => {
      const parsed = tryParse(href);
      if (!parsed) throw invalidUrl(href, undefined);
      return parsed.origin;
    },
    pathToFileURL(path: string, windows: boolean, hostname?: string): string {
      const file = new browser.URL('file://');
      file.pathname = escapeFilePath(path, windows);
      if (windows && hostname !== undefined) file.hostname = hostname;
      return published(file);
    },
    domainToASCII: hostnameOf,
    domainToUnicode: (domain: string) => domainForDisplay(hostnameOf(domain)),
  });
}
