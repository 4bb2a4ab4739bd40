/**
 * Lighthouse, mobile preset, over the built site with gzip: one page of each kind, the largest, median
 * of three. Fails under `budgets/budgets.ts`. Build the site first: `npm run build`.
 *
 *     npm run lighthouse [-- --runs <n>] [-- /day/9/ …]
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { site } from '../../journal/site.ts';
import { chromiumArguments, provideChromium } from '../browsers.mjs';
import { lighthouseScores } from '../budgets/budgets.ts';
import { freePort } from '../free-port.mjs';
import { root } from '../project.mjs';
import { builtPages } from '../site/pages.ts';
import { startStaticServer } from '../static-server.ts';
import { auditPage, categories } from './audit.ts';
import { onePerKind } from './kinds.ts';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const folder = join(root, 'dist');
if (!existsSync(join(folder, 'index.html.gz'))) {
  fail('There is no built site with compressed files in dist. Build it first: npm run build');
}
const found = await provideChromium();
if ('missing' in found) fail(found.missing);

const pages = await builtPages(folder);
const sized = pages.map((page) => ({ ...page, bytes: statSync(join(folder, page.file)).size }));
const paths = positionals.length > 0 ? positionals : onePerKind(sized);

const port = await freePort('localhost');
const { server, url } = await startStaticServer({
  folder,
  base: site.base,
  port: 0,
  brotli: false,
});
const browser = await chromium.launch({
  args: [...chromiumArguments, `--remote-debugging-port=${port}`],
  ...('path' in found && found.path && { executablePath: found.path }),
});
let failures = 0;
const row = (cells: (string | number)[]): string =>
  cells
    .map((cell, at) => (at === 0 ? String(cell).padEnd(16) : String(cell).padStart(14)))
    .join('');
try {
  console.log(row(['', ...categories, 'LCP', 'TBT', 'CLS']));
  for (const path of paths) {
    const audit = await auditPage(new URL(path.slice(1), url).href, port, Number(values.runs));
    const under = categories.filter((id) => audit.scores[id] < lighthouseScores[id]);
    failures += under.length;
    console.log(
      row([
        path,
        ...categories.map((id) => `${under.includes(id) ? '✗ ' : ''}${audit.scores[id]}`),
        `${(audit.lcp / 1000).toFixed(2)} s`,
        `${audit.tbt.toFixed(0)} ms`,
        audit.cls.toFixed(3),
      ]),
    );
    for (const fault of audit.faults) console.log(`    ${fault}`);
  }
  console.log(row(['bar, at least', ...categories.map((id) => lighthouseScores[id])]));
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
}
process.exitCode = failures > 0 ? 1 : 0;
