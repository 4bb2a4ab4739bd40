// @ts-check
/**
 * The steps of `npm test`. Each is counted; a step that could not run is a failure or a skip with its
 * reason, and never left out. `npm test -- types unit` runs the named steps only.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, hasOwnBrowser, provideChromium } from './browsers.mjs';
import { hashInputs, isBuiltFrom } from './build-stamp.mjs';
import { freePort } from './free-port.mjs';
import { installIfNeeded } from './install.mjs';
import { node, npm, root, Stop } from './project.mjs';
import { countPlaywright, countResults, countVitest } from './reports.mjs';
import { formatSummary, totals } from './summary.mjs';
import { cleanCommit, recordRun } from './verified.mjs';

/** @typedef {import('./reports.mjs').Counts} Counts */

/** Reports of the tools, read once. */
const reports = await mkdtemp(join(tmpdir(), 'test-reports-'));

/** @param {string} tool File below the root, run on the pinned Node. @param {string[]} args */
const tool = (tool, ...args) => node([join(root, 'node_modules', tool), ...args]);

/**
 * Checks that each pass or fail as a whole, and do not depend on each other: they run at once.
 *
 * @param {[name: string, check: () => Promise<import('./project.mjs').Outcome>][]} checks
 * @returns {Promise<Counts>}
 */
const checks = async (checks) => {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: 0, notes: [] };
  const outcomes = await Promise.all(checks.map(([, check]) => check()));
  for (const [at, { code, output }] of outcomes.entries()) {
    const name = checks[at]?.[0];
    if (code === 0) counts.passed++;
    else {
      counts.failed++;
      counts.notes.push(`failed: ${name}`);
      console.log(`\n✗ ${name}\n${output.trim()}\n`);
    }
  }
  return counts;
};

/**
 * A program that writes a JSON report.
 *
 * @template Report
 * @param {string} name
 * @param {(path: string) => Promise<import('./project.mjs').Outcome>} start
 * @param {(report: Report) => Counts} count
 * @param {boolean} [isShown] Whether the output was shown as it came.
 * @returns {Promise<Counts>}
 */
const reported = async (name, start, count, isShown = false) => {
  const path = join(reports, `${name}.json`);
  const { code, output } = await start(path);
  /** @type {Counts | undefined} */
  let counts;
  try {
    counts = count(/** @type {Report} */ (JSON.parse(await readFile(path, 'utf8'))));
  } catch {
    counts = { passed: 0, failed: 1, skipped: 0, notes: ['failed: it ended without a report'] };
  }
  if (code !== 0 && counts.failed === 0) {
    counts.failed++;
    counts.notes.push(`failed: it exited with code ${code}`);
  }
  if (counts.passed + counts.failed + counts.skipped === 0) {
    counts.failed++;
    counts.notes.push('failed: there was no test');
  }
  if (counts.failed > 0 && !isShown) console.log(`\n${output.trim()}\n`);
  return counts;
};

let isBuilt = false;

const build = async () => {
  const hash = await hashInputs();
  if (await isBuiltFrom(hash)) {
    isBuilt = true;
    return { code: 0, output: '' };
  }
  const outcome = await npm(['run', 'build'], { env: { BUILD_INPUTS: hash } });
  isBuilt = outcome.code === 0;
  return outcome;
};

/** The types of the engine's manifest come from the file itself: `npm test -- types` needs it too. */
const isEngineBuilt = () => existsSync(join(root, '.cache/engine/manifest.json'));

/** @type {[string, () => Promise<import('./project.mjs').Outcome>]} */
const buildEngine = ['npm run build:engine', () => npm(['run', 'build:engine'])];

/** The embedded databases against the real servers, in plain Node and in the browsers that are here. */
const databaseTests = async () => {
  const chromium = await provideChromium();
  // The page's engine is one for both; Firefox is tried when all browsers are asked for.
  const firefox = process.env.BROWSERS === 'all' ? findBrowser('firefox') : undefined;
  const places = [...('path' in chromium ? ['chromium'] : []), ...(firefox ? ['firefox'] : [])];
  const counts = await reported(
    'databases',
    (path) =>
      node(
        [
          '--disable-warning=ExperimentalWarning',
          'src/cli/databases/index.ts',
          ...['--json', path],
          ...places.flatMap((place) => ['--in', place]),
        ],
        {
          env: {
            ...('path' in chromium && { CHROMIUM_PATH: chromium.path }),
            FIREFOX_PATH: firefox,
          },
        },
      ),
    countResults,
  );
  if (!places.includes('chromium')) {
    counts.skipped++;
    counts.notes.push('skipped: the databases in Chromium, because there is none here.');
  }
  if (!places.includes('firefox')) {
    counts.skipped++;
    counts.notes.push('skipped: the databases in Firefox: BROWSERS=all npm test runs them there.');
  }
  return counts;
};

/** @returns {Promise<Counts | undefined>} What counts in the place of a step that needs the built site. */
const withoutSite = async () => {
  if (isBuilt || (await isBuiltFrom(await hashInputs()))) return undefined;
  const reason = 'not run, because there is no built site. Mend the build, or run npm run build.';
  return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${reason}`] };
};

/** The built pages as they lie there. */
const siteChecks = async () =>
  (await withoutSite()) ??
  reported('site', (path) => node(['src/cli/site/index.ts', '--json', path]), countResults);

/** @returns {Promise<Counts>} */
const browserTests = async () => {
  const missing = await withoutSite();
  if (missing) return missing;
  const chromium = await provideChromium();
  if ('missing' in chromium) {
    return { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${chromium.missing}`] };
  }
  const firefox = findBrowser('firefox');
  const hasFirefox = firefox !== undefined || (await hasOwnBrowser('firefox'));
  const port = String(await freePort('localhost'));
  const counts = await reported(
    'playwright',
    (path) =>
      // The pinned Node, as for the examples: the tests use what Node 20 lacks.
      node(
        [
          join(root, 'node_modules/@playwright/test/cli.js'),
          ...['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
        ],
        {
          env: {
            CHROMIUM_PATH: chromium.path,
            FIREFOX_PATH: firefox,
            PLAYWRIGHT_JSON_OUTPUT_FILE: path,
            PORT: port,
          },
          show: true,
        },
      ),
    countPlaywright,
    true,
  );
  if (!hasFirefox) {
    counts.skipped++;
    counts.notes.push(
      'skipped: every test in Firefox, because there is none here. Install one (on Debian: apt-get install firefox-esr), or set FIREFOX_PATH.',
    );
  }
  return counts;
};

/** @type {{ id: string, name: string, run: () => Promise<Counts> }[]} */
const steps = [
  // First, since the manifest that it writes is imported by what is type-checked.
  { id: 'build', name: 'build', run: () => checks([['npm run build', build]]) },
  {
    id: 'types',
    name: 'type check',
    run: async () => {
      if (!isEngineBuilt()) {
        const built = await checks([buildEngine]);
        if (built.failed > 0) return built;
      }
      return checks([
        [
          'astro check',
          () => tool('astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'error'),
        ],
        ['tsc', () => tool('typescript/bin/tsc', '--noEmit')],
        ['tsc of the examples', () => tool('typescript/bin/tsc', '--noEmit', '-p', 'examples')],
      ]);
    },
  },
  {
    id: 'lint',
    name: 'lint',
    run: () =>
      checks([
        ['eslint', () => tool('eslint/bin/eslint.js', '.')],
        ['prettier', () => tool('prettier/bin/prettier.cjs', '--check', '.')],
      ]),
  },
  {
    id: 'unit',
    name: 'unit tests',
    run: () =>
      reported(
        'vitest',
        (path) =>
          tool(
            'vitest/vitest.mjs',
            'run',
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${path}`,
          ),
        countVitest,
      ),
  },
  {
    id: 'examples',
    name: 'examples on Node',
    run: () =>
      reported(
        'examples',
        (path) => node(['src/cli/test-examples.ts', '--json', path]),
        countResults,
      ),
  },
  { id: 'site', name: 'built site', run: siteChecks },
  { id: 'databases', name: 'databases', run: databaseTests },
  { id: 'browser', name: 'browser tests', run: browserTests },
];

const main = async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((id) => !steps.some((step) => step.id === id));
  if (unknown.length > 0) {
    throw new Stop(
      `There is no step "${unknown.join('", "')}". The steps are: ${steps.map(({ id }) => id).join(', ')}.`,
    );
  }
  await installIfNeeded();
  await installIfNeeded('examples');

  const commit = await cleanCommit(root);
  /** @type {(import('./summary.mjs').Step & { id: string })[]} */
  const done = [];
  for (const step of steps) {
    if (wanted.length > 0 && !wanted.includes(step.id)) continue;
    console.log(`${step.name} …`);
    const started = Date.now();
    /** @type {Counts} */
    let counts;
    try {
      counts = await step.run();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.log(reason);
      counts = { passed: 0, failed: 1, skipped: 0, notes: [`failed: ${reason.split('\n')[0]}`] };
    }
    done.push({ id: step.id, name: step.name, ...counts, seconds: (Date.now() - started) / 1000 });
  }
  console.log(`\n${formatSummary(done)}`);
  if (wanted.length === 0) await recordRun(root, commit, done);
  if (totals(done).failed > 0) process.exitCode = 1;
};

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  // Nothing could be tested, which is a failure of its own.
  console.error(`\n${error.message}\n\n0 passed, 1 failed, 0 skipped`);
  process.exitCode = 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
