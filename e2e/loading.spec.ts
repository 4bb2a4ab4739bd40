/** What is loaded when, from where, and on which hosts: the site's promises about bytes. */
import type { Page } from '@playwright/test';
import { builtSite } from './built-days.ts';
import { DayPage, runDay } from './day-page.ts';
import { recordForeign } from './foreign-requests.ts';
import { SiteServer } from './site-server.ts';
import { expect, test } from './test.ts';

/** Paths that a page has requested, relative to the site, in order. */
function recordRequests(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  return paths;
}

/** What is loaded for the runner, apart from the small script that waits for a sign of interest. */
const isForRunning = (path: string): boolean =>
  /\/(engine|layers|examples)\/|\/_astro\/(panel|embedded|webcontainers|acorn|editor)\b|preview-service-worker/.test(
    path,
  );

test('before a sign of interest, nothing of panel, engine, layers or example is requested', async ({
  page,
}) => {
  const paths = recordRequests(page);
  const day = await DayPage.open(page, 0);
  await page.waitForLoadState('networkidle');
  await page.mouse.wheel(0, 10_000);
  await page.getByRole('heading', { level: 2 }).last().scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  expect(paths.length).toBeGreaterThan(1);
  expect(paths.filter(isForRunning)).toEqual([]);

  // The same patterns do match once the reader shows interest, or they would prove nothing.
  await day.button('Run').focus();
  await expect
    .poll(() => paths.filter(isForRunning).some((path) => path.includes('/engine/')))
    .toBe(true);
  for (const part of ['/examples/0.', '/layers/', '/_astro/panel']) {
    await expect.poll(() => paths.some((path) => path.includes(part))).toBe(true);
  }
});

test('a pointer over the runner loads what Run needs, and starts nothing', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.root.hover();
  await expect(day.editor('app.ts')).toBeVisible();
  await day.expectState('idle');
  await day.run();
});

test('home asks nothing of the runner, and nothing of another origin', async ({
  page,
  baseURL,
}) => {
  const paths = recordRequests(page);
  const foreign = recordForeign(page, baseURL!);
  await page.goto('', { waitUntil: 'networkidle' });
  await page.goto('no-such-page/', { waitUntil: 'networkidle' });
  expect(paths.filter(isForRunning)).toEqual([]);
  expect(foreign).toEqual([]);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('write-up, code and requests can be read', async ({ page }) => {
    const { root } = await DayPage.open(page, 0);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    // Drivers that turn scripts off leave the parser as it was: to it, this is text or an element.
    const note = await root.locator('noscript').innerHTML();
    expect(note).toContain('Running the example needs JavaScript');
    await expect(root.locator('pre[data-path="app.ts"]')).toContainText(
      "import { createServer } from 'node:http';",
    );
    await expect(root.locator('pre[data-path="app.ts"]')).toBeVisible();
    await expect(page.locator('main .expressive-code').first()).toBeVisible();
    expect(note).toContain('href="/day/0/files/"');
    await page.goto('day/0/files/');
    await expect(page.getByRole('heading', { name: 'requests.http' })).toBeVisible();
    await expect(page.locator('pre[data-path="requests.http"]')).toContainText('GET ');
  });
});

test('a file that is not shown first comes with the panel, and its colours with a look at it', async ({
  page,
}) => {
  const { root } = await DayPage.open(page, 9);
  const code = root.locator('pre[data-path="public/style.css"]');
  await expect(code).toBeEmpty();
  await root.getByRole('button', { name: 'Run' }).hover();
  await expect(code).toContainText('color');
  await root.getByRole('treeitem', { name: 'style.css' }).click();
  // Without the build's, a style sheet has no colours before it is edited.
  await expect(code.locator('.line > .n').first()).toBeVisible();
});

test('pages are cross-origin isolated', async ({ page }) => {
  for (const path of ['', 'day/0/', 'no-such-page/']) {
    const response = await page.goto(path);
    expect(response?.headers()).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  }
});

test('on a host that sends no isolation headers, everything runs as well', async ({ browser }) => {
  await using site = await SiteServer.start({ folder: builtSite, isolated: false });
  const page = await browser.newPage();
  const day = await DayPage.open(page, 9, site.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Link shortener' })).toBeVisible();
  await day.sendAll();
  await page.close();
});

test('a second visit takes nothing from the network that has not changed', async ({ page }) => {
  await runDay(page, 0);
  const loaded: string[] = [];
  page.on('response', async (response) => {
    const path = new URL(response.url()).pathname;
    if (!/\/(engine|layers|_astro)\//.test(path)) return;
    const cached = await response.headerValue('cache-control');
    if (cached?.includes('immutable') !== true) loaded.push(path);
  });
  await runDay(page, 1);
  expect(loaded).toEqual([]);
});
