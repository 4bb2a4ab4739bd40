/** What the journal keeps of its reader: days opened, run and checked, in their own browser. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { builtDays } from './built-days.ts';
import { DayPage, runDay } from './day-page.ts';
import { layoutShift } from './layout-shift.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

const at = '2026-11-23T10:00:00.000Z';
/** Day 1 only opened, day 0 run, day 4 with all checks passed. */
const record = {
  version: 1,
  days: {
    0: { opened: at, run: at },
    1: { opened: at },
    4: { opened: at, run: at, checked: at },
  },
  last: { day: 1, at },
};

const kept = (page: Page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('progress') ?? 'null') as unknown);

/** Opens a page of a browser that keeps `text` already. */
async function openWith(page: Page, path: string, text = JSON.stringify(record)): Promise<void> {
  await page.goto('robots.txt');
  await page.evaluate((value) => localStorage.setItem('progress', value), text);
  await page.goto(path);
}

const square = (page: Page, day: number) =>
  page.locator('.wall-squares').getByRole('link', { name: new RegExp(`^Day ${day}: `) });
const countsOf = (page: Page, phase: RegExp) =>
  page.getByRole('row', { name: phase }).getByRole('cell');
const said = (page: Page) => page.locator('reader-progress').getByRole('status');

test('a day is opened, then run, then checked, and the strip on its page says so', async ({
  page,
}) => {
  const day = await DayPage.open(page, 0);
  const own = square(page, 0);
  await expect(own).toHaveAccessibleName('Day 0: Hello, backend');
  // Nothing is kept of a reader who does nothing.
  expect(await kept(page)).toBeNull();
  await page.keyboard.press('ArrowDown');
  await expect(own).toHaveAccessibleName('Day 0: Hello, backend, opened');
  await day.run();
  await expect(own).toHaveAccessibleName('Day 0: Hello, backend, run');
  await day.sendAll();
  await expect(own).toHaveAccessibleName('Day 0: Hello, backend, all checks passed');

  await page.goto('progress/');
  await expect(own).toHaveAccessibleName('Day 0: Hello, backend, all checks passed');
  await expect(countsOf(page, /^0 Node and HTTP/)).toHaveText(['1', '1', '1', /^\d+$/]);
  await expect(
    page.getByText(/you have opened 1, run 1, and seen all checks pass of 1/),
  ).toBeVisible();
  // Day 0 is done, so that the next one comes.
  await page.getByRole('link', { name: `Continue: day ${builtDays[1]!.day}` }).click();
  await expect(page).toHaveURL(new RegExp(`/day/${builtDays[1]!.day}/$`));
});

test('all checks have passed as soon as the last request has, each sent by itself', async ({
  page,
}) => {
  const day = await runDay(page, 0);
  await day.openTab('Requests');
  const sends = day.requests.getByRole('button', { name: /^Send / });
  const many = await sends.count();
  for (let index = 0; index < many - 1; index += 1) {
    await sends.nth(index).click();
    await expect(day.requests.nth(index)).toHaveAttribute('data-state', 'passed');
  }
  await expect(square(page, 0)).toHaveAccessibleName(/, run$/);
  await sends.last().click();
  await expect(square(page, 0)).toHaveAccessibleName(/, all checks passed$/);
});

test('the home page shows it on the wall and leads on, and nothing moves', async ({
  page,
  browserName,
}) => {
  await openWith(page, '');
  await expect(square(page, 4)).toHaveAccessibleName('Day 4: Files and streams, all checks passed');
  await expect(square(page, 9)).toHaveAccessibleName('Day 9: Project: link shortener');
  const next = page.getByRole('main').getByRole('link', { name: 'Continue: day 1' });
  await expect(next).toHaveAttribute('href', /\/day\/1\/$/);
  if (browserName === 'chromium') expect(await layoutShift(page)).toBe(0);
  const width = await next.evaluate((link) => link.getBoundingClientRect().width);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  const start = page.getByRole('main').getByRole('link', { name: 'Start with day 0' });
  expect(await start.evaluate((link) => link.getBoundingClientRect().width)).toBe(width);
});

test('the page of progress says how far one is, by name and by number', async ({ page }) => {
  await openWith(page, 'progress/');
  await expect(square(page, 0)).toHaveAccessibleName(/, run$/);
  await expect(square(page, 1)).toHaveAccessibleName(/, opened$/);
  await expect(square(page, 4)).toHaveAccessibleName(/, all checks passed$/);
  await expect(countsOf(page, /^0 Node and HTTP/)).toHaveText(['3', '2', '1', /^\d+$/]);
  await expect(page.getByRole('link', { name: 'Continue: day 1' })).toBeVisible();
});

test('what another tab does is shown', async ({ page, context }) => {
  await page.goto('progress/');
  const other = await context.newPage();
  await other.goto('day/1/');
  await other.keyboard.press('ArrowDown');
  await expect(square(page, 1)).toHaveAccessibleName(/, opened$/);
  await expect(countsOf(page, /^0 Node and HTTP/).first()).toHaveText('1');
});

test('it is erased, and brought back', async ({ page }) => {
  await openWith(page, 'progress/');
  await page.getByRole('button', { name: 'Erase' }).click();
  await expect(said(page)).toHaveText('Erased.');
  await expect(square(page, 4)).toHaveAccessibleName('Day 4: Files and streams');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(said(page)).toHaveText('Undone.');
  await expect(square(page, 4)).toHaveAccessibleName(/, all checks passed$/);
  expect(await kept(page)).toEqual(record);
});

test('it is exported to a file, and what a file adds is imported', async ({
  page,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Playwright has no downloads of a stock Firefox.');
  await openWith(page, 'progress/');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('100-days-progress.json');
  const exported = await readFile(await file.path());
  expect(JSON.parse(exported.toString())).toEqual(record);
  await expect(said(page)).toHaveText('Exported 3 days.');

  const elsewhere = { version: 1, days: { 9: { opened: at }, 1: { run: at } } };
  await openWith(page, 'progress/', JSON.stringify(elsewhere));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import…' }).click();
  await (
    await chooser
  ).setFiles({ name: 'p.json', mimeType: 'application/json', buffer: exported });
  await expect(said(page)).toHaveText('Imported 3 days. You have 4 days now.');
  await expect(square(page, 1)).toHaveAccessibleName(/, run$/);
  expect(await kept(page)).toEqual({
    ...record,
    days: { ...record.days, 1: { opened: at, run: at }, 9: { opened: at } },
  });
});

for (const [what, buffer, reason] of [
  ['no JSON', 'hello', 'It is not JSON.'],
  ['other JSON', '{"name":"x"}', 'It is not the progress of this journal.'],
  ['a later version', '{"version":2,"days":{}}', 'It is of version 2'],
  ['far too much', ' '.repeat(1_000_001), 'It is larger than any progress can be.'],
] as const) {
  test(`a file with ${what} is refused, and changes nothing`, async ({ page }) => {
    await openWith(page, 'progress/');
    await page
      .locator('reader-progress input[type="file"]')
      .setInputFiles({ name: 'other.json', mimeType: 'text/plain', buffer: Buffer.from(buffer) });
    await expect(said(page)).toContainText('other.json was not imported');
    await expect(said(page)).toContainText(reason);
    expect(await kept(page)).toEqual(record);
  });
}

test('a record that cannot be read stays as it is', async ({ page }) => {
  await openWith(page, 'day/1/', '{"version":2,"days":{}}');
  await expect(square(page, 1)).toHaveAttribute('data-progress', '');
  await page.goto('progress/');
  await expect(said(page)).toContainText('a record here that this page cannot read');
  expect(await kept(page)).toEqual({ version: 2, days: {} });
});

test('a browser that keeps nothing shows its pages all the same, and the reader is told', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const setItem = Reflect.get(Storage.prototype, 'setItem') as Storage['setItem'];
    // Starlight does not expect it of what it keeps.
    Storage.prototype.setItem = function (key, value) {
      if (key === 'progress') throw new DOMException('Full', 'QuotaExceededError');
      setItem.call(this, key, value);
    };
  });
  await page.goto('day/1/');
  await page.keyboard.press('ArrowDown');
  await expect(square(page, 1)).toHaveAttribute('data-progress', '');
  await page.goto('progress/');
  await expect(countsOf(page, /^0 Node and HTTP/).first()).toHaveText('0');
  await page.getByRole('button', { name: 'Erase' }).click();
  await expect(said(page)).toContainText('does not let the site keep anything');
});

test('without a script the page says what it needs, and still leads to each day', async ({
  browser,
  baseURL,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Over WebDriver BiDi, scripts of a Firefox stay on.');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${baseURL}progress/`);
  // By its element: texts and roles are not looked for in a <noscript>.
  await expect(page.locator('main noscript p')).toBeVisible();
  await expect(page.locator('main noscript p')).toContainText('needs JavaScript');
  await expect(page.getByRole('button', { name: 'Export', includeHidden: true })).toBeHidden();
  await square(page, 4).click();
  await expect(page).toHaveURL(/\/day\/4\/$/);
  await context.close();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test('the page of progress has no violation, does not move, and fits a small phone', async ({
      page,
      browserName,
    }) => {
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await openWith(page, 'progress/');
        await expect(square(page, 4)).toHaveAccessibleName(/, all checks passed$/);
        if (browserName === 'chromium') expect(await layoutShift(page)).toBe(0);
      }
      await expectNoViolations(page, 'progress');
      await page.getByRole('button', { name: 'Erase' }).click();
      await expectNoViolations(page, 'erased');
      await page.setViewportSize({ width: 320, height: 640 });
      await expectNoSidewaysScroll(page);
      await page.goto('');
      await expectNoViolations(page, 'home with progress');
    });
  });
}
