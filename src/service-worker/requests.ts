/** Which of the site's requests are answered with a copy when the network does not. */
export interface SiteRequest {
  url: string;
  method: string;
  mode: string;
  destination: string;
  /** As of `Request.cache`. */
  cache: string;
  hasRange: boolean;
}

export type RequestKind =
  /** A page that the reader goes to. */
  | 'page'
  /** A file whose name changes with its contents. */
  | 'immutable'
  /** Any other file of the site. */
  | 'file'
  /** Left to the browser. */
  | 'other';

/**
 * @param scope Absolute URL of the service worker's scope.
 * @param immutable Folders below it, as in `_astro`.
 */
export function kindOf(
  request: SiteRequest,
  scope: string,
  immutable: readonly string[],
): RequestKind {
  const { url, method, mode, destination, cache, hasRange } = request;
  if (method !== 'GET' || hasRange || !url.startsWith(scope)) return 'other';
  // Who asks like this wants the server's own answer, or none.
  if (cache === 'no-store' || cache === 'only-if-cached') return 'other';
  if (mode === 'navigate') return destination === 'document' ? 'page' : 'other';
  const [folder = '', file] = url.slice(scope.length).split('/');
  // `name.hash.ext`: `layers/catalog.json` is of the latest build.
  const isHashed = /\.[\w-]+\.\w+$/.test(file ?? '');
  return isHashed && immutable.includes(folder) ? 'immutable' : 'file';
}

/**
 * What a copy is kept under: pages are the same with any query, files are not.
 * @example copyKey('https://a.example/day/0/?engine=auto#run', 'page') // => 'https://a.example/day/0/'
 */
export function copyKey(url: string, kind: RequestKind): string {
  const { origin, pathname, search } = new URL(url);
  return origin + pathname + (kind === 'page' ? '' : search);
}
