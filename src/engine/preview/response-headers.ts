/** The headers of a program's response as a preview in the journal needs them. */
import { rewritePolicy } from './content-security-policy.ts';
import { toPreviewUrl, type PreviewAddress } from './routing.ts';

export interface ResponseContext {
  space: string;
  address: PreviewAddress;
  destination: string;
  /** Let in by the document's Content-Security-Policy. */
  nonce: string;
}

export interface PreviewHeaders {
  headers: [name: string, value: string][];
  setCookies: string[];
  /** Content codings in the order in which they were applied. */
  encodings: string[];
  /** Lower case, without whitespace around; empty when there is none. */
  contentType: string;
}

const DOCUMENTS = new Set(['document', 'iframe', 'frame', 'embed', 'object']);
/** Destinations whose global takes over an embedder policy, and is refused without one of its own. */
const EMBEDDED = new Set(['iframe', 'frame', 'embed', 'object', 'worker', 'sharedworker']);

const DROPPED = new Set([
  // Of one connection (RFC 9110, 7.6.1); there is none.
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // About the whole origin, which is the journal's.
  'clear-site-data',
  'origin-agent-cluster',
  'service-worker-allowed',
  'strict-transport-security',
  'alt-svc',
  // The journal frames the preview.
  'x-frame-options',
  // The body is passed on decoded, and with a script in it if it is HTML.
  'content-encoding',
  'content-length',
]);

/** Set on documents. */
const EMBEDDER_HEADERS = ['cross-origin-embedder-policy', 'cross-origin-resource-policy'];
const KNOWN_CODINGS = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** @param rawHeaders Names and values in turn, as on the wire. */
export function previewHeaders(
  rawHeaders: readonly string[],
  { space, address, destination, nonce }: ResponseContext,
): PreviewHeaders {
  const headers: [string, string][] = [];
  const setCookies: string[] = [];
  const encodings: string[] = [];
  let contentType = '';
  let contentLength: string | undefined;
  const isDocument = DOCUMENTS.has(destination);
  const isEmbedded = EMBEDDED.has(destination);
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    const value = rawHeaders[index + 1]!;
    const key = name.toLowerCase();
    switch (key) {
      case 'set-cookie':
        setCookies.push(value);
        continue;
      case 'content-encoding':
        encodings.push(
          ...value
            .toLowerCase()
            .split(/[\s,]+/)
            .filter((coding) => KNOWN_CODINGS.has(coding)),
        );
        continue;
      case 'content-length':
        contentLength = value;
        continue;
      case 'location':
        headers.push([name, toPreviewUrl(space, address, value)]);
        continue;
      case 'refresh':
        headers.push([name, rewriteRefresh(space, address, value)]);
        continue;
      case 'content-security-policy':
      case 'content-security-policy-report-only': {
        const policy = isDocument ? rewritePolicy(value, nonce) : value;
        if (policy !== '') headers.push([name, policy]);
        continue;
      }
      case 'referrer-policy':
        if (isDocument) continue;
        break;
      case 'content-type':
        contentType = value.trim().toLowerCase();
        break;
    }
    if (DROPPED.has(key) || (isEmbedded && EMBEDDER_HEADERS.includes(key))) continue;
    headers.push([name, value]);
  }
  const html = isDocument && isHtml(contentType);
  if (contentLength !== undefined && encodings.length === 0 && !html) {
    headers.push(['Content-Length', contentLength]);
  }
  // The referrer tells whose a navigation is: it must reach the service worker, and nobody else.
  if (isDocument) headers.push(['Referrer-Policy', 'same-origin']);
  if (isEmbedded) {
    headers.push(['Cross-Origin-Embedder-Policy', 'require-corp']);
    headers.push(['Cross-Origin-Resource-Policy', 'cross-origin']);
  }
  return { headers, setCookies, encodings, contentType };
}

export const isHtml = (contentType: string): boolean => /^text\/html\s*(?:;|$)/.test(contentType);

/** `Refresh: 5; url=/next`. */
const rewriteRefresh = (space: string, address: PreviewAddress, value: string): string =>
  value.replace(
    /^(\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?)(["']?)(.+?)\2\s*$/i,
    (_, before: string, _quote: string, url: string) => before + toPreviewUrl(space, address, url),
  );
