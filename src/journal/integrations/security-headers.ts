/**
 * What the site's responses say to the browser for safety's sake, and the one place where it is decided:
 * `npm start` sends it, the host files (`public/_headers`, `vercel.json`, `render.yaml`) carry the same,
 * and a test compares them. What pages may load is in a `<meta>` of each page, for hosts that send no
 * headers: `content-security-policy.ts`.
 */
import { isolationHeaders } from './isolation-headers.ts';

/** What no page of the journal uses; a frame cannot have it either. */
const unusedFeatures = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'usb',
];

/** Who may frame the site: itself, and with an origin for previews, the site that frames its bridge. */
export const frameAncestors = (siteUrl?: string): string =>
  `frame-ancestors ${["'self'", ...(siteUrl ? [new URL(siteUrl).origin] : [])].join(' ')}`;

/** Of every response. */
export const siteHeaders = {
  ...isolationHeaders,
  // `<meta>` cannot say this one.
  'Content-Security-Policy': frameAncestors(),
  // Chromium gives previews at a second origin a process of their own: https://web.dev/articles/origin-agent-cluster
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': unusedFeatures.map((feature) => `${feature}=()`).join(', '),
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * A worker has the policy of its own script's response. Programs run there, compiled by `eval`, and may
 * ask any server that lets strangers ask; what they may not is load another script or start a worker of
 * their own, which would have all that the engine takes away from its own.
 */
const programPolicy =
  "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self' http: https:";

/** The preview's service worker fetches what it hands through, and nothing from elsewhere. */
const serviceWorkerPolicy = "default-src 'none'; connect-src 'self'";

/** Further policies by path under the base path; a policy in addition to that of every response. */
export const scriptPolicies: Readonly<Record<string, string>> = {
  '/engine/*': programPolicy,
  '/preview-service-worker.js': serviceWorkerPolicy,
};

/**
 * @param path Inside the site, with a slash at its start.
 * @param siteUrl As of `frameAncestors`.
 * @returns The `Content-Security-Policy` headers of the response.
 */
export function policiesOf(path: string, siteUrl?: string): string[] {
  const further = Object.entries(scriptPolicies)
    .filter(([pattern]) =>
      pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern,
    )
    .map(([, policy]) => policy);
  return [frameAncestors(siteUrl), ...further];
}
