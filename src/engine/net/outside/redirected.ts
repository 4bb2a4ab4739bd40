/**
 * Redirects. The browser follows them unseen, but a Node client expects to see them: a program's
 * `redirect: 'manual'`, or `http.request`, which follows none.
 *
 * So a response that came from elsewhere is first announced by a 302 to where it came from, and kept
 * for the request that a client then makes. Several hops become one, and a 301, 303, 307 or 308 is a
 * 302: the browser does not tell.
 */

/** Followed responses that wait for their request; more would be memory for what nobody asks for. */
const KEPT = 4;
/** Milliseconds within which a client follows a redirect; later the address is asked again. */
const FRESH = 5_000;

interface Followed {
  url: string;
  /** Of the request that was redirected. */
  method: string;
  response: Response;
  at: number;
}

let followed: Followed[] = [];

const drop = ({ response }: Followed): void => void response.body?.cancel().catch(() => {});

export function keepFollowed(method: string, response: Response): void {
  followed.push({ url: response.url, method, response, at: Date.now() });
  while (followed.length > KEPT) drop(followed.shift()!);
}

/** The response that waits for this request. A client turns a POST that was redirected into a GET. */
export function takeFollowed(method: string, url: string): Response | undefined {
  const now = Date.now();
  const stale = followed.filter(({ at }) => now - at > FRESH);
  stale.forEach(drop);
  followed = followed.filter((entry) => !stale.includes(entry));
  const fits = (entry: Followed): boolean =>
    entry.url === url && (entry.method === method || (method === 'GET' && entry.method !== 'HEAD'));
  const index = followed.findIndex(fits);
  return index < 0 ? undefined : followed.splice(index, 1)[0]!.response;
}
