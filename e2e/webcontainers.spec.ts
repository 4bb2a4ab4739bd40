/** The other engine, behind the same panel: `?engine=webcontainers` chooses it. */
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

const stackBlitz = 'https://stackblitz.com';

test.describe('where StackBlitz can be reached', () => {
  test.beforeAll(async () => {
    const isReachable = await fetch(stackBlitz, { signal: AbortSignal.timeout(5_000) }).then(
      () => true,
      () => false,
    );
    test.skip(
      !isReachable,
      'stackblitz.com cannot be reached from here, and the WebContainers runtime is loaded from there.',
    );
  });

  test('day 0 runs in WebContainers', async ({ browser, baseURL }) => {
    test.setTimeout(120_000);
    // A context of its own: the runtime comes from StackBlitz, which the guards do not allow.
    const context = await browser.newContext({ baseURL: baseURL! });
    const page = await context.newPage();
    const day = await DayPage.open(page, 0, '', '?engine=webcontainers');
    await day.run();
    await day.sendAll();
    await day.stop();
    await context.close();
  });
});

test('a StackBlitz that cannot be reached is said, with the way out', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({ baseURL: baseURL! });
  const page = await context.newPage();
  await page.route(/stackblitz\.com|webcontainer\.io/, (route) => route.abort());
  await page.clock.install();
  const day = await DayPage.open(page, 0, '', '?engine=webcontainers');
  await day.button('Run').click();
  await day.expectState('loading');
  await expect(async () => {
    await page.clock.fastForward(10_000);
    await expect(day.root).toHaveAttribute('data-state', 'failed', { timeout: 250 });
  }).toPass({ timeout: 30_000 });
  await expect(day.problem).toContainText('WebContainers');
  await expect(day.problem).toContainText('embedded engine');
  await context.close();
});

test('an engine that there is none of is the default one', async ({ page }) => {
  const day = await DayPage.open(page, 0, '', '?engine=abacus');
  await day.run();
});
