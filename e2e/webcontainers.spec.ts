/**
 * The other engine, behind the same panel: `?engine=webcontainers` chooses it. The package's own client
 * boots the site's own host (`src/webcontainer-host`), so that all code of this side runs here.
 */
import type { Page } from '@playwright/test';
import { DayPage } from './day-page.ts';
import { expectKeptUntilReset } from './kept-files.ts';
import { runUntilTimeIsUp } from './silent-runtime.ts';
import { expect, test } from './test.ts';
import { useOwnHost } from './webcontainer-host/own-host.ts';

const stackBlitz = 'https://stackblitz.com';
const query = '?engine=webcontainers';

/** Opens a day whose runtime comes from the site's own host. */
async function openDay(page: Page, day: number): Promise<DayPage> {
  await useOwnHost(page);
  return DayPage.open(page, day, '', query);
}

for (const [day, name] of [
  [0, 'the first day'],
  [9, 'a day with a package'],
  [47, 'a day with a database'],
] as const) {
  test(`day ${day}, ${name}, runs and answers all its requests`, async ({ page }) => {
    const opened = await openDay(page, day);
    await opened.run();
    await expect(page.locator('iframe[src*="/headless"]')).toHaveCount(1);
    expect(await opened.sendAll()).toBeGreaterThan(10);
    await opened.stop();
  });
}

test('Stop, Restart and Run keep what the program wrote, and Reset clears it', async ({ page }) => {
  const day = await openDay(page, 9);
  await day.run();
  await expectKeptUntilReset(day);
});

test('an edit runs, and one that does not compile is shown with its line', async ({ page }) => {
  const day = await openDay(page, 0);
  await day.run();
  await day.edit(
    'app.ts',
    `import { createServer, type ServerResponse } from 'node:http';
const answer = (response: ServerResponse) => void response.end('edited');
createServer((_, response) => answer(response)).listen(3000);`,
  );
  await day.run();
  await expect(day.frame.getByText('edited')).toBeVisible();

  await day.edit('app.ts', 'const first = 1;\nconst = 2;');
  await day.button('Run').click();
  await day.expectState('failed');
  await expect(day.problem).toContainText('SyntaxError');
});

test('a shell, and the tests of a day', async ({ page }) => {
  test.setTimeout(120_000);
  const day = await openDay(page, 16);
  await day.openTab('Terminal');
  const screen = day.root.getByRole('tabpanel', { name: 'Terminal 1' }).getByRole('list');
  await expect(screen).toContainText('$', { timeout: 40_000 });
  await day.root.getByRole('textbox', { name: 'Terminal 1' }).focus();
  await page.keyboard.type('node -p 6*7');
  await page.keyboard.press('Enter');
  await expect(screen).toContainText('42');

  await day.openTab('Tests');
  await day.button('Run only holds.test.ts').click();
  const tally = day.root.getByRole('tabpanel', { name: 'Tests', exact: true }).getByRole('status');
  await expect(tally).toHaveText(/^\d+ passed in /, { timeout: 60_000 });
});

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
    const day = await DayPage.open(page, 0, '', query);
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
  const day = await runUntilTimeIsUp(page);
  await expect(day.problem).toContainText('WebContainers');
  await expect(day.problem).toContainText('embedded engine');
  await context.close();
});

test('an engine that there is none of is the default one', async ({ page }) => {
  const day = await DayPage.open(page, 0, '', '?engine=abacus');
  await day.run();
});
