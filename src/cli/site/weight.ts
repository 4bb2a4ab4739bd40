/** What pages weigh before their reader does anything. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import type { PageWeight } from '../budgets/budgets.ts';
import { recordTransfers, type Transfer } from '../harness/transfers.ts';
import { startStaticServer } from '../static-server.ts';
import type { BuiltPage } from './pages.ts';
import type { SiteProblem } from './problem.ts';

/** The addresses of the scripts, styles and images that a page names, in one string. */
const partsOf = (html: string): string =>
  [...html.matchAll(/<(?:script|link|img)\b[^>]*?\s(?:src|href)="([^"]+)"/g)]
    .map(([, address]) => address)
    .sort()
    .join(' ');

const sum = (transfers: readonly Transfer[]): number =>
  transfers.reduce((bytes, transfer) => bytes + transfer.bytes, 0);

/**
 * Weighs every page. What a page loads beside its document is seen in a browser with nothing in its
 * cache, until it asks for no more; once for all pages that name the same parts, since their scripts do
 * the same.
 */
export async function weighPages(
  folder: string,
  pages: readonly BuiltPage[],
  browser: Browser,
  base = '/',
): Promise<Map<string, PageWeight>> {
  const { server, url } = await startStaticServer({ folder, base, port: 0, brotli: false });
  const besides = new Map<string, Omit<PageWeight, 'html'>>();
  const weights = new Map<string, PageWeight>();
  try {
    for (const { file, path } of pages) {
      const text = await readFile(join(folder, file), 'utf8');
      const parts = partsOf(text);
      let beside = besides.get(parts);
      if (!beside) {
        const context = await browser.newContext();
        const page = await context.newPage();
        const transfers = await recordTransfers(server, () =>
          page.goto(new URL(path.slice(1), url).href, { waitUntil: 'networkidle' }),
        );
        await context.close();
        const others = transfers.filter(({ type }) => type !== 'text/html');
        const scripts = others.filter(({ type }) => type === 'text/javascript');
        beside = { script: sum(scripts), total: sum(others) };
        besides.set(parts, beside);
      }
      const html = gzipSync(text, { level: 9 }).length;
      weights.set(path, { html, script: beside.script, total: html + beside.total });
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return weights;
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** Where pages weigh more than `most` says for their path. */
export function overweight(
  weights: ReadonlyMap<string, PageWeight>,
  most: (page: string) => PageWeight,
): SiteProblem[] {
  return [...weights].flatMap(([page, weight]) => {
    const limit = most(page);
    return (['html', 'script', 'total'] as const)
      .filter((kind) => weight[kind] > limit[kind])
      .map((kind) => ({
        page,
        message: `${kind}: ${kilobytes(weight[kind])} by gzip, of ${kilobytes(limit[kind])} at most`,
      }));
  });
}
