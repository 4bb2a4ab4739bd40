/**
 * Writes into each built page, as a `<meta>`, what it may load and run. The page's inline scripts are
 * Starlight's and Astro's; each is named by its hash, so that one which somebody slips in does not run.
 */
import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** Where the second engine boots and shows its previews; it is loaded when a reader chooses it. */
const webContainers = [
  'https://stackblitz.com',
  'https://*.stackblitz.com',
  'https://*.webcontainer.io',
  'https://*.webcontainer-api.io',
];

/** Whether it is data, such as structured data for search engines: it does not run, and needs no leave to. */
const isData = (attributes: string): boolean =>
  /\stype\s*=\s*"application\/[\w+]*json"/i.test(attributes);

/**
 * @param html A whole page. @returns The sources that let its inline scripts run, each once.
 * @example inlineScriptHashes('<script>1</script>') // => ["'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"]
 */
export function inlineScriptHashes(html: string): string[] {
  const scripts = html.matchAll(/<script\b([^>]*)>([^]*?)<\/script>/gi);
  const hashes = [...scripts]
    .filter(([, attributes = '']) => !/\ssrc\s*=/i.test(attributes) && !isData(attributes))
    .map(([, , text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [...new Set(hashes)];
}

/**
 * The policy of a page of the journal.
 *
 * - `'wasm-unsafe-eval'`: Pagefind's search is WebAssembly.
 * - `style-src 'unsafe-inline'`: highlighted code is coloured by `style` attributes, some 18,000 of them,
 *   and the editor makes style sheets.
 * - `frame-src`: previews, and the second engine. A preview's frame cannot be led elsewhere.
 *
 * @param frames Further origins that may be framed, such as one for previews.
 */
export const pagePolicy = (
  scriptHashes: readonly string[],
  frames: readonly string[] = [],
): string =>
  [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scriptHashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self'",
    ["frame-src 'self'", ...frames, ...webContainers].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self' https://stackblitz.com",
  ].join('; ');

/** Before anything that it governs: right after the encoding, or at the start of the head. */
export function withPolicy(html: string, policy: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy.replaceAll('"', '&quot;')}">`;
  return html.replace(/<head\b[^>]*>(?:\s*<meta\s+charset[^>]*>)?/i, (start) => start + meta);
}

/** @param frames As of `pagePolicy`. */
export function contentSecurityPolicy(frames: readonly string[] = []): AstroIntegration {
  return {
    name: 'journal:content-security-policy',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        for await (const name of glob('**/*.html', { cwd: fileURLToPath(dir) })) {
          const file = new URL(name, dir);
          const html = await readFile(file, 'utf8');
          await writeFile(file, withPolicy(html, pagePolicy(inlineScriptHashes(html), frames)));
        }
      },
    },
  };
}
