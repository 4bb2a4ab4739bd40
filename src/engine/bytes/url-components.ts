/** The offsets by which `lib/internal/url.js` cuts a normalized URL, as Ada's `url_components`. */

/** `port`, `search_start` or `hash_start` of a URL that has none. */
export const OMITTED = 0xffffffff;

/** Ada's `scheme::type`; every other scheme is 1, "not special". */
const schemeTypes: Record<string, number> = {
  'http:': 0,
  'https:': 2,
  'ws:': 3,
  'ftp:': 4,
  'wss:': 5,
  'file:': 6,
};
const NOT_SPECIAL = 1;

/**
 * Fills `out` with protocol_end, username_end, host_start, host_end, port, pathname_start,
 * search_start, hash_start and scheme_type of `href`, which is a serialized URL. Reads nothing but
 * the string: a getter of `URL` costs more than all of this.
 */
export function writeComponents(href: string, out: Uint32Array): void {
  const protocolEnd = href.indexOf(':') + 1;
  const hash = href.indexOf('#', protocolEnd);
  const beforeHash = hash < 0 ? href.length : hash;
  const search = href.indexOf('?', protocolEnd);
  const hasSearch = search >= 0 && search < beforeHash;
  const pathEnd = hasSearch ? search : beforeHash;

  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  let pathname = protocolEnd;
  let port = OMITTED;
  if (href.startsWith('//', protocolEnd)) {
    const start = protocolEnd + 2;
    const slash = href.indexOf('/', start);
    pathname = slash < 0 || slash > pathEnd ? pathEnd : slash;
    const at = href.lastIndexOf('@', pathname - 1);
    usernameEnd = hostStart = start;
    let hostname = start;
    if (at >= start) {
      const colon = href.indexOf(':', start);
      usernameEnd = colon >= 0 && colon < at ? colon : at;
      hostStart = at;
      hostname = at + 1;
    }
    const portColon = href.lastIndexOf(':', pathname - 1);
    const bracket = href.lastIndexOf(']', pathname - 1);
    hostEnd = portColon >= hostname && portColon > bracket ? portColon : pathname;
    if (hostEnd < pathname) port = Number(href.slice(hostEnd + 1, pathname));
  } else if (href.startsWith('/.//', protocolEnd)) {
    // Serialized so that the path is not taken for a host; not part of it.
    pathname = protocolEnd + 2;
  }
  out[0] = protocolEnd;
  out[1] = usernameEnd;
  out[2] = hostStart;
  out[3] = hostEnd;
  out[4] = port;
  out[5] = pathname;
  out[6] = hasSearch ? search : OMITTED;
  out[7] = hash < 0 ? OMITTED : hash;
  out[8] = schemeTypes[href.slice(0, protocolEnd)] ?? NOT_SPECIAL;
}

export interface UrlFormat {
  hash: boolean;
  search: boolean;
  auth: boolean;
  /** How to write the host name. */
  hostname: (ascii: string) => string;
}

/** A serialized URL without some of its parts. */
export function formatUrl(href: string, format: UrlFormat): string {
  const c = new Uint32Array(9);
  writeComponents(href, c);
  const hashStart = c[7] === OMITTED ? href.length : c[7]!;
  const searchStart = c[6] === OMITTED ? hashStart : c[6]!;
  const protocolEnd = c[0]!;
  const hasHost = href.startsWith('//', protocolEnd);
  let text = href.slice(0, protocolEnd);
  if (hasHost) {
    const hasAuth = href[c[2]!] === '@' && c[2]! < c[3]!;
    const hostname = hasAuth ? c[2]! + 1 : c[2]!;
    text += '//';
    if (format.auth && hasAuth) text += href.slice(protocolEnd + 2, hostname);
    text += format.hostname(href.slice(hostname, c[3])) + href.slice(c[3], searchStart);
  } else {
    text += href.slice(protocolEnd, searchStart);
  }
  if (format.search) text += href.slice(searchStart, hashStart);
  if (format.hash) text += href.slice(hashStart);
  return text;
}

/** A file path as a URL's path: what would mean something else there is escaped. */
export function escapeFilePath(path: string, windows: boolean): string {
  const special: Record<string, string> = {
    '%': '%25',
    '[': '%5B',
    ']': '%5D',
    '^': '%5E',
    '|': '%7C',
    '~': '%7E',
    '\\': '%5C',
    '\n': '%0A',
    '\r': '%0D',
    '\t': '%09',
  };
  return path.replace(
    windows ? /[%[\]^|~\n\r\t]/g : /[%[\]^|~\\\n\r\t]/g,
    (character) => special[character]!,
  );
}
