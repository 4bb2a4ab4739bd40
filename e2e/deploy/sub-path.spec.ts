/** A build for an address with a path, as GitHub Pages has for a project. */
import type { Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { SiteServer } from '../site-server.ts';
import { expect, test } from '../test.ts';
import { missingNginx, Nginx } from './nginx.ts';
import { base, buildSubPathSite } from './sub-path-site.ts';

test.skip(
  ({ browserName }) => browserName !== 'chromium',
  'Needs a build of its own, which one browser is enough for: addresses are the same in all.',
);
test.describe.configure({ mode: 'serial' });

let folder = '';

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await buildSubPathSite();
});

/** What the site's own pages ask for beyond its path. */
function recordOutside(page: Page): string[] {
  const outside: string[] = [];
  page.on('request', (request) => {
    // A program's root-relative address lies outside, and it is the program that answers there.
    if (request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith(base)) outside.push(pathname);
  });
  return outside;
}

async function useDay(page: Page, url: string): Promise<void> {
  const outside = recordOutside(page);
  const day = await DayPage.open(page, 9, url);
  await day.run();
  await expect(day.frame.locator('form')).toHaveCSS('display', 'flex');
  await day.frame.getByLabel('Address').fill('https://example.com/below');
  await day.frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(day.frame.getByRole('cell', { name: 'https://example.com/below' })).toBeVisible();
  await day.sendAll();
  expect(outside).toEqual([]);
  await page
    .getByRole('link', { name: /100 Days of Backend/ })
    .first()
    .click();
  await expect(page).toHaveURL(url);
}

test('on a host that sends no headers, everything runs, and pages are isolated from the second on', async ({
  browser,
}) => {
  await using site = await SiteServer.start({ folder, base, isolated: false });
  const page = await browser.newPage();
  await useDay(page, site.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.close();
});

test('behind nginx, everything runs', async ({ browser }) => {
  const missing = missingNginx();
  test.skip(missing !== undefined, missing);
  await using nginx = await Nginx.start({ site: folder, base });
  const page = await browser.newPage();
  await useDay(page, nginx.url);
  const answer = await page.goto(`${nginx.url}nowhere/`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('link', { name: /100 Days of Backend/ }).first()).toHaveAttribute(
    'href',
    base,
  );
  await page.close();
});
