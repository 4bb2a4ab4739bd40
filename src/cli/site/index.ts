/**
 * Checks the built site: `npm run check:site [-- --json file]`. HTML that is valid, links and anchors
 * that lead somewhere, structured data that can be read, pages within their budgets. Build the site first: `npm run build`.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { isIndexed } from '../../journal/crawlers/indexed.ts';
import { publicUrl, site } from '../../journal/site.ts';
import { chromiumArguments, provideChromium } from '../browsers.mjs';
import { weightAim, weightCeilings, type PageWeight } from '../budgets/budgets.ts';
import { root } from '../project.mjs';
import type { TestResult } from '../test-result.ts';
import { invalidHtml } from './html.ts';
import { checkLinks } from './links.ts';
import { builtPages } from './pages.ts';
import { formatProblems, type SiteProblem } from './problem.ts';
import { checkStructuredData } from './structured-data.ts';
import { overweight, weighPages } from './weight.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const folder = join(root, 'dist');
if (!existsSync(join(folder, 'index.html.gz'))) {
  console.error(
    'There is no built site with compressed files in dist. Build it first: npm run build',
  );
  process.exit(2);
}
const pages = await builtPages(folder);
const results: TestResult[] = [];

const ceiling = (page: string): PageWeight => ({
  ...weightAim,
  ...weightCeilings.find(({ pages }) => pages.test(page))?.most,
});

const report = (name: string, problems: readonly SiteProblem[]): void => {
  const detail = formatProblems(problems);
  console.log(`${detail ? '✗' : '✓'} ${name}${detail && `\n${detail}`}\n`);
  results.push({ name, ...(detail ? { status: 'failed', detail } : { status: 'passed' }) });
};

report(`${pages.length} pages are valid HTML`, await invalidHtml(folder, pages));

const links = await checkLinks(folder, pages, site.base);
report(`${links.checked} addresses that pages refer to are there`, links.problems);

// Only a site with an address tells search engines about itself.
const isFound = (path: string): boolean =>
  site.url !== undefined && path !== '/404.html' && isIndexed(publicUrl(path));
const structured = await checkStructuredData(folder, pages, isFound);
const structuredName = `structured data is sound (${structured.checked} pieces)`;
if (structured.checked > 0 || structured.problems.length > 0) {
  report(structuredName, structured.problems);
} else {
  // In `npm test`, e2e/publishing.spec.ts checks that of a second build, which has an address.
  const detail = 'A site without SITE_URL has none.';
  results.push({ name: structuredName, status: 'skipped', detail });
  console.log(`– ${structuredName}: ${detail}\n`);
}

// Pages in frames that nobody sees: they load when something runs.
const read = pages.filter(({ path }) => !/^\/(?:headless|preview-bridge)\/$/.test(path));
const found = await provideChromium();
if ('missing' in found) {
  results.push({ name: 'page weight', status: 'failed', detail: found.missing });
  console.log(`✗ page weight\n${found.missing}`);
} else {
  const browser = await chromium.launch({
    args: chromiumArguments,
    ...(found.path && { executablePath: found.path }),
  });
  try {
    const weights = await weighPages(folder, read, browser, site.base);
    report(`${read.length} pages weigh no more than they may`, overweight(weights, ceiling));
    const missed = new Set(overweight(weights, () => weightAim).map(({ page }) => page));
    if (missed.size > 0) {
      const detail = `${missed.size} of ${read.length} pages miss it: ${[...missed].join(', ')}`;
      results.push({ name: 'the aim of weight', status: 'skipped', detail });
      console.log(`– the aim of weight: ${detail}\n`);
    }
  } finally {
    await browser.close();
  }
}
if (values.json) await writeFile(values.json, JSON.stringify(results));
process.exitCode = results.some(({ status }) => status === 'failed') ? 1 : 0;
