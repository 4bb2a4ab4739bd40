/** Reading and running without a network, after a visit with one. */
import type { Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { expect, test } from './test.ts';

/** URLs of which the service worker has a copy. */
const copies = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('kept for reading'));
    const stored = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return stored.flat().map(({ url }) => new URL(url).pathname);
  });

const expectKept = (page: Page, path: string | RegExp): Promise<void> =>
  expect
    .poll(async () =>
      (await copies(page)).some((kept) => kept === path || new RegExp(path).test(kept)),
    )
    .toBe(true);

/** Opens a page, and reads on until it is kept. */
async function read(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.keyboard.press('ArrowDown');
  await expectKept(page, new URL(url).pathname);
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
}

for (const isolated of [true, false]) {
  test.describe(isolated ? 'with headers' : 'on a host that sends no headers', () => {
    test.use({ isolated });

    test('a day that was read and run is there without a network', async ({ page, site }) => {
      await read(page, `${site.url}day/0/`);
      const first = DayPage.on(page, 0);
      await first.run();
      await first.sendAll();
      await expect(first.frame.locator('body')).not.toBeEmpty();
      expect((await copies(page)).filter((path) => path.includes('/preview/'))).toEqual([]);

      site.network = 'down';
      await page.reload();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await expect(page.locator('main')).toHaveCSS('display', 'block');
      const day = DayPage.on(page, 0);
      await day.run();
      await expect(day.frame.locator('body')).not.toBeEmpty();
      await day.sendAll();
    });
  });
}

test('a page that was not read says so, and lists those that were', async ({ page, site }) => {
  await read(page, `${site.url}day/0/`);
  site.network = 'down';
  await page.goto(`${site.url}day/1/`);
  await expect(
    page.getByRole('heading', { level: 1, name: 'This page is not kept here' }),
  ).toBeVisible();
  await page.getByRole('link', { name: /^Day 0/ }).click();
  // Until it is loaded: Firefox's driver confuses a navigation with the one that it interrupts.
  await page.waitForURL(`${site.url}day/0/`);
  await expect(page.getByRole('region', { name: /^Run day 0: / })).toBeVisible();

  await page.goto(`${site.url}day/1/`);
  site.network = 'up';
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('region', { name: /^Run day 1: / })).toBeVisible();
});

test('an address without its last slash leads to the copy', async ({ page, site }) => {
  await read(page, `${site.url}day/0/`);
  site.network = 'down';
  await page.goto(`${site.url}day/0`);
  await expect(page).toHaveURL(`${site.url}day/0/`);
  await expect(page.getByRole('region', { name: /^Run day 0: / })).toBeVisible();
});

test('a server that does not answer in time is not waited for', async ({ page, site }) => {
  await read(page, `${site.url}days/`);
  site.network = 'silent';
  await page.reload({ waitUntil: 'domcontentloaded' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('nothing is kept before the reader reads, and nothing is fetched twice', async ({
  page,
  site,
}) => {
  await page.goto(`${site.url}days/`, { waitUntil: 'networkidle' });
  expect(await copies(page)).toEqual([]);
  expect(site.requested.filter((path) => path.includes('service-worker'))).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await expectKept(page, '/days/');
  const once = new Set(site.requested);
  expect(site.requested).toEqual([...once]);
});

test('a newer page is shown at once where the server answers', async ({ page, site }) => {
  await read(page, `${site.url}days/`);
  const before = site.requested.length;
  await page.reload();
  expect(site.requested.slice(before)).toContain('/days/');
});
