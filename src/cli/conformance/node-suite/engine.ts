/** Node's suite in the engine: each test in a fresh container, in one of a few pages of a browser. */
import type { Browser, Page } from 'playwright';
import type { HarnessTest } from '../../harness/page.ts';
import { serveHarness } from '../../harness/server.ts';
import { openBrowser, openHarness, type BrowserName } from '../../harness/browser.ts';
import type { RecordedOutcome } from '../outcomes.ts';
import { filesOf, packShared } from './collect.ts';
import { outcomeOf } from './read-outcome.ts';
import type { SuiteTest } from './rules.ts';

/** How long a page may take beyond a test's limit before it counts as hung, in milliseconds. */
const GRACE = 15_000;

type Ending = Awaited<ReturnType<HarnessTest>> | { code: 'crash'; output: string };

export interface EngineRun {
  suiteFolder: string;
  browser: BrowserName;
  /** Milliseconds. */
  limitOf: (test: SuiteTest) => number;
  /** Pages at a time. */
  lanes: number;
  onOutcome: (test: SuiteTest, outcome: RecordedOutcome) => void;
}

export async function runInEngine(tests: readonly SuiteTest[], run: EngineRun): Promise<void> {
  const harness = await serveHarness();
  harness.add('/suite.bin', packShared(run.suiteFolder));
  const browser = await openBrowser(run.browser);
  const queue = [...tests];
  try {
    const lanes = Array.from({ length: run.lanes }, () =>
      runLane(browser, harness.url, () => queue.shift(), run),
    );
    await Promise.all(lanes);
  } finally {
    await browser.close();
    harness.close();
  }
}

async function runLane(
  browser: Browser,
  url: string,
  next: () => SuiteTest | undefined,
  run: EngineRun,
): Promise<void> {
  let page: Page | undefined;
  for (let test = next(); test; test = next()) {
    page ??= await openHarness(browser, url);
    const started = performance.now();
    const ending = await runTest(page, test, run);
    const milliseconds = Math.round(performance.now() - started);
    run.onOutcome(test, { ...outcomeOf(ending.code, ending.output), milliseconds });
    if (ending.code === 'crash') {
      // Whatever it left behind must not touch the next test.
      await page.close({ runBeforeUnload: false }).catch(() => undefined);
      page = undefined;
    }
  }
}

async function runTest(page: Page, test: SuiteTest, run: EngineRun): Promise<Ending> {
  let onCrash!: (text: string) => void;
  const crashed = new Promise<Ending>((resolve) => {
    onCrash = (output) => resolve({ code: 'crash', output });
  });
  const timeout = run.limitOf(test);
  const timer = setTimeout(() => onCrash('The page hangs'), timeout + GRACE);
  const pageCrashed = (): void => onCrash('The page crashed');
  page.on('crash', pageCrashed);
  const files = filesOf(test, run.suiteFolder);
  const running = page.evaluate(
    ([args, options]) => (globalThis as unknown as { runTest: HarnessTest }).runTest(args, options),
    [
      [...test.flags, test.path] as string[],
      { snapshot: '/suite.bin', files, env: { NODE_ENV: '', ...test.env }, timeout },
    ] as const,
  );
  try {
    return await Promise.race([
      running.catch((error: Error): Ending => ({ code: 'crash', output: error.message })),
      crashed,
    ]);
  } finally {
    clearTimeout(timer);
    page.off('crash', pageCrashed);
  }
}
