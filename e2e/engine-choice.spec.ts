/** Which engine runs an example, chosen by the reader, the address, the day or the site's owner. */
import type { Locator, Page } from '@playwright/test';
import { DayPage } from './day-page.ts';
import { runUntilTimeIsUp } from './silent-runtime.ts';
import { SiteServer } from './site-server.ts';
import { expect, test } from './test.ts';
import { useOwnHost } from './webcontainer-host/own-host.ts';

const bootsHost = (page: Page): Locator => page.locator('iframe[src*="/headless"]');

const engine = (day: DayPage, name: string): Locator =>
  day.root.getByRole('radio', { name, exact: true });

async function openSettings(day: DayPage): Promise<void> {
  await day.openMenu('Settings');
  await expect(engine(day, 'Embedded')).toBeVisible();
}

test('WebContainers are one click away, remembered, and left again', async ({ page }) => {
  await useOwnHost(page);
  let day = await DayPage.open(page, 0);
  await day.run();
  await expect(bootsHost(page)).toHaveCount(0);

  await openSettings(day);
  await expect(engine(day, 'Embedded')).toBeChecked();
  await engine(day, 'WebContainers').check();
  // The run was the other engine's.
  await day.expectState('stopped');
  await expect(day.root.getByText(/The program was stopped\. From the next Run on/)).toBeVisible();
  await day.run();
  await expect(bootsHost(page)).toHaveCount(1);

  await page.reload();
  day = await DayPage.open(page, 0);
  await day.run();
  await expect(bootsHost(page)).toHaveCount(1);
  await openSettings(day);
  await expect(engine(day, 'WebContainers')).toBeChecked();
  await engine(day, 'Embedded').check();
  await day.expectState('stopped');
  await day.run();

  day = await DayPage.open(page, 9);
  await day.run();
  await expect(bootsHost(page)).toHaveCount(0);

  // The address is stronger than what is remembered.
  day = await DayPage.open(page, 0, '', '?engine=webcontainers');
  await day.run();
  await expect(bootsHost(page)).toHaveCount(1);
});

test('an edit survives the change of engines', async ({ page }) => {
  await useOwnHost(page);
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    `import { createServer } from 'node:http';
createServer((_, response) => void response.end('mine')).listen(3000);`,
  );
  await day.run();
  await expect(day.frame.getByText('mine')).toBeVisible();
  await openSettings(day);
  await engine(day, 'WebContainers').check();
  await day.run();
  await expect(day.frame.getByText('mine')).toBeVisible();
});

test.describe('where WebContainers cannot boot', () => {
  test('because the page is not isolated, the embedded engine is offered', async ({ browser }) => {
    await using server = await SiteServer.start({ folder: 'dist', isolated: false });
    const context = await browser.newContext();
    const page = await context.newPage();
    const day = await DayPage.open(page, 0, server.url);
    await day.button('Stop').focus();
    await openSettings(day);
    await engine(day, 'WebContainers').check();
    await expect(day.root.getByText(/need a cross-origin isolated page/)).toBeVisible();
    await day.button('Run').click();
    await day.expectState('failed');
    await expect(day.problem).toContainText('cross-origin isolated');
    await day.button('Run with the embedded engine').click();
    await day.expectReady();
    await day.sendAll();
    // That was a choice, and is remembered as one.
    await page.reload();
    await (await DayPage.open(page, 0, server.url)).run();
    await context.close();
  });

  test('because nothing answers for 10 s, the embedded engine is offered', async ({
    browser,
    baseURL,
  }) => {
    const context = await browser.newContext({ baseURL: baseURL! });
    const page = await context.newPage();
    const day = await runUntilTimeIsUp(page);
    await day.button('Run with the embedded engine').click();
    await day.expectReady();
    await context.close();
  });

  test('the embedded engine takes their place where the owner lets it, and says so', async ({
    browser,
  }) => {
    await using server = await SiteServer.start({ folder: 'dist', isolated: false });
    const context = await browser.newContext();
    const page = await context.newPage();
    const day = await DayPage.open(page, 0, server.url, '?engine=auto');
    await day.run();
    const notice = day.root.getByRole('status').filter({ hasText: 'instead' });
    await expect(notice).toContainText('cross-origin isolated');
    await expect(notice).toContainText('The embedded engine runs the example instead.');
    await day.button('Dismiss').click();
    await expect(notice).toHaveCount(0);
    await expect(day.button('Run')).toBeFocused();
    await openSettings(day);
    await expect(engine(day, 'Embedded')).toBeChecked();
    await context.close();
  });
});

test('the menu is worked by keyboard', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  const summary = day.root.locator('summary', { hasText: 'Settings' });
  await summary.focus();
  // The first sign of interest loads the menu's contents.
  await expect(day.root).toHaveAttribute('data-loaded', 'true');
  await page.keyboard.press('Enter');
  await expect(engine(day, 'Embedded')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(engine(day, 'Embedded')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(engine(day, 'WebContainers')).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(engine(day, 'Embedded')).toBeHidden();
  await expect(summary).toBeFocused();
});
