/**
 * The program's Content-Security-Policy stays in force in its preview, so that a reader sees what it
 * blocks. It is changed in three places only: the preview's own script is let in by a nonce, and the
 * directives that would keep the journal from showing the document at all are left out.
 */

/**
 * - `frame-ancestors`: the journal frames the preview.
 * - `sandbox`: a document with an opaque origin has no service worker, and so no server.
 * - `upgrade-insecure-requests`: requests never leave the browser, and `https:` would miss the preview.
 */
const LEFT_OUT = new Set(['frame-ancestors', 'sandbox', 'upgrade-insecure-requests']);

/** @param policy The value of one header: policies separated by commas. */
export const rewritePolicy = (policy: string, nonce: string): string =>
  policy
    .split(',')
    .map((one) => rewriteOne(one, nonce))
    .filter((one) => one !== '')
    .join(', ');

function rewriteOne(policy: string, nonce: string): string {
  const directives: [name: string, sources: string[]][] = [];
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/);
    if (name !== '' && !LEFT_OUT.has(name.toLowerCase())) directives.push([name, sources]);
  }
  const find = (wanted: string): string[] | undefined =>
    directives.find(([name]) => name.toLowerCase() === wanted)?.[1];

  const own = find('script-src-elem') ?? find('script-src');
  const inherited = own ? undefined : find('default-src');
  const effective = own ?? inherited;
  if (effective && !allowsInline(effective)) {
    const sources = effective.filter((source) => source.toLowerCase() !== "'none'");
    sources.push(`'nonce-${nonce}'`);
    if (own) own.splice(0, own.length, ...sources);
    else directives.push(['script-src', sources]);
  }
  return directives.map(([name, sources]) => [name, ...sources].join(' ')).join('; ');
}

/** CSP 3, 6.7.3.2: a nonce or a hash switches `'unsafe-inline'` off, so none may be added beside it. */
function allowsInline(sources: string[]): boolean {
  const lower = sources.map((source) => source.toLowerCase());
  return (
    lower.includes("'unsafe-inline'") &&
    !lower.some((source) => /^'(?:nonce-|sha(?:256|384|512)-|strict-dynamic')/.test(source))
  );
}
