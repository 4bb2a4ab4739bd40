/** What a project serves, from the requests that its day sends. */
import { parseHttpFile } from '../../http-file/index.ts';

export interface Route {
  /** As Express writes it: `/api/links/:code`. */
  path: string;
  methods: string[];
}

/** Of the URL of a request, with a name in the place of each variable. @example '{{host}}/{{made.code}}?q=1' // => '/:code' */
export const pathOf = (url: string): string =>
  url
    .replace(/^(?:\{\{\w+\}\}|https?:\/\/[^/]+)/, '')
    .replace(/[?#].*$/, '')
    .replace(/\{\{[^}]*?(\w+)\W*\}\}/g, ':$1') || '/';

/**
 * The routes that answer with success or a redirect, in the order in which they are first sent. `HEAD` and
 * `OPTIONS` are left out: Express answers them from the other methods.
 *
 * @param text Of the day's `requests.http`.
 * @throws HttpFileError where it cannot be read.
 */
export function servedRoutes(text: string): Route[] {
  const { requests } = parseHttpFile(text);
  const methodsByPath = new Map<string, Set<string>>();
  for (const { method, url, assertions } of requests) {
    const isServed = assertions.some(
      ({ type, predicate, expected }) =>
        type === 'status' && predicate === '==' && /^[23]\d\d$/.test(expected.trim()),
    );
    if (!isServed || method === 'HEAD' || method === 'OPTIONS') continue;
    const path = pathOf(url);
    methodsByPath.set(path, (methodsByPath.get(path) ?? new Set()).add(method));
  }
  return [...methodsByPath].map(([path, methods]) => ({ path, methods: [...methods] }));
}
