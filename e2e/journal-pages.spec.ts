/** The pages about the days: the list with its filters, projects, skills and packages. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { readFrontMatter } from '../src/journal/checks/front-matter.ts';
import { writeUpPath } from '../src/journal/page-id.ts';
import { expectNoViolations } from './axe.ts';
import { builtDays } from './built-days.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

const writeUps = builtDays.map(({ day }) => {
  const path = writeUpPath(day);
  return readFrontMatter(path, readFileSync(path, 'utf8')).data!;
});

const rows = (page: Page) => page.locator('main li[data-day]:visible');
const count = (page: Page) => page.getByRole('main').getByRole('status');

test.describe('all days', () => {
  test('lists the whole plan, and links what is written', async ({ page }) => {
    await page.goto('days/');
    await expect(rows(page)).toHaveCount(100);
    await expect(count(page)).toHaveText('100 of 100 days');
    await expect(rows(page).getByRole('heading').getByRole('link')).toHaveCount(builtDays.length);
  });

  test('filters by each field without a reload, and keeps the choice in the address', async ({
    page,
  }) => {
    await page.goto('days/');
    await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await page
      .getByRole('combobox', { name: 'Phase' })
      .selectOption({ label: '4 MySQL and MongoDB' });
    await expect(count(page)).toHaveText('10 of 100 days');
    await page.getByRole('combobox', { name: 'Skill' }).selectOption({ label: 'MongoDB' });
    await expect(count(page)).toHaveText('5 of 100 days');
    await page.getByLabel('Written only').check();
    await expect(rows(page)).toHaveText([/MongoDB first documents/, /Aggregation/]);
    await page.getByRole('searchbox', { name: 'Text' }).fill('chart orders');
    await expect(rows(page)).toHaveText([/Aggregation/]);
    expect(new URL(page.url()).search).toBe('?q=chart+orders&phase=4&skill=mongodb&state=written');
    await expect(page.locator('body')).toHaveAttribute('data-same-page', '');

    await page.reload();
    await expect(rows(page)).toHaveText([/Aggregation/]);
    await expect(page.getByRole('searchbox', { name: 'Text' })).toHaveValue('chart orders');
    await expect(page.getByLabel('Written only')).toBeChecked();
  });

  test('says when nothing matches, and takes all filters away at once', async ({ page }) => {
    await page.goto('days/?q=nothing-has-this-word');
    await expect(count(page)).toHaveText('0 of 100 days');
    await expect(page.getByText('No day matches.')).toBeVisible();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(count(page)).toHaveText('100 of 100 days');
    await expect(page.getByRole('searchbox', { name: 'Text' })).toBeFocused();
    expect(new URL(page.url()).search).toBe('');
  });

  test('is whole without a script', async ({ browser, baseURL, browserName }) => {
    test.skip(browserName === 'firefox', 'Over WebDriver BiDi, scripts of a Firefox stay on.');
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${baseURL}days/?skill=rest`);
    await expect(rows(page)).toHaveCount(100);
    await expect(page.getByRole('combobox', { name: 'Phase' })).toBeHidden();
    await rows(page).first().getByRole('link', { name: 'Express', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Express', exact: true })).toBeVisible();
    await context.close();
  });
});

test('a field of the skills leads to its days', async ({ page }) => {
  await page.goto('skills/');
  const written = writeUps.filter(({ skills }) => skills.includes('mongodb')).length;
  await page.getByRole('link', { name: /^MongoDB, phase 4: \d+\/5 days written$/ }).click();
  await expect(page).toHaveURL(/days\/\?phase=4&skill=mongodb$/);
  await expect(count(page)).toHaveText('5 of 100 days');
  await page.getByRole('combobox', { name: 'Phase' }).selectOption('');
  await page.getByLabel('Written only').check();
  await expect(rows(page)).toHaveCount(written);
});

test('every package of the written days is listed with them', async ({ page }) => {
  await page.goto('packages/');
  const names = new Set(writeUps.flatMap(({ packages }) => packages));
  await expect(page.locator('main li[id]')).toHaveCount(names.size);
  const redis = page.locator('main li#ioredis');
  await expect(redis).toContainText('72 Redis');
  await expect(redis.getByRole('link', { name: 'ioredis' })).toHaveAttribute(
    'href',
    'https://www.npmjs.com/package/ioredis',
  );
});

test('each phase says what it leads to and lists its ten days', async ({ page }) => {
  await page.goto('phases/');
  const phases = page.getByRole('main').locator('section[aria-labelledby^="phase-"]');
  await expect(phases).toHaveCount(10);
  const first = phases.first();
  await expect(first.getByRole('heading')).toHaveText('Phase 0 Node and HTTP from the ground up');
  await expect(first.locator('ol > li')).toHaveCount(10);
  await expect(phases.locator('ol').getByRole('link')).toHaveCount(builtDays.length);
  await first.getByRole('link', { name: 'Link shortener', exact: true }).click();
  await expect(page).toHaveURL(/projects\/#day-9$/);
  await expect(page.locator('#day-9')).toBeInViewport();
});

test('there are ten projects, each with the nine days before it', async ({ page }) => {
  await page.goto('projects/');
  const projects = page.locator('main ol > li');
  await expect(projects).toHaveCount(10);
  const first = projects.first();
  await expect(first.getByRole('heading')).toHaveText('Link shortener');
  await expect(first.locator('details li')).toHaveCount(9);
});

test('the site’s pages are linked in the header, and at the end where that has no room', async ({
  page,
}) => {
  await page.goto('');
  const header = page.getByRole('navigation', { name: 'Site', exact: true });
  const links = await header.getByRole('link').all();
  const tops = await Promise.all(links.map(async (link) => (await link.boundingBox())?.y));
  expect(new Set(tops).size, 'lines of links').toBe(1);
  await header.getByRole('link', { name: 'Skills' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Skills');
  await expect(header.getByRole('link', { name: 'Skills' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await page.setViewportSize({ width: 390, height: 740 });
  await expect(header).toBeHidden();
  await page
    .getByRole('navigation', { name: 'Site, at the end' })
    .getByRole('link', { name: 'Days' })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('All days');
});

for (const path of ['', 'days/', 'phases/', 'projects/', 'skills/', 'packages/', 'no-such-page/']) {
  // In both themes and wider: `every-page`.
  test(`${path} fits a phone, without a violation`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 740 });
    await page.goto(path);
    await expectNoViolations(page, path);
    await expectNoSidewaysScroll(page);
  });
}
