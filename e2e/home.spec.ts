/** The home page: the wall, what leads on from it, its figures, and the example that runs there. */
import type { Page } from '@playwright/test';
import { parseHttpFile } from '../src/http-file/index.ts';
import { builtDays } from './built-days.ts';
import { DayPage } from './day-page.ts';
import { layoutShift } from './layout-shift.ts';
import { expect, test } from './test.ts';

const wallOf = (page: Page) => page.getByRole('navigation', { name: 'The 100 days' });

test('the wall has a square for every day, and each written one is a link to its page', async ({
  page,
}) => {
  await page.goto('');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('100 Days of Backend');
  const wall = wallOf(page);
  await expect(wall.locator('ol ol > li')).toHaveCount(100);
  const written = wall.locator('ol ol').getByRole('link');
  await expect(written).toHaveCount(builtDays.length);
  for (const [index, { day, title }] of builtDays.entries()) {
    await expect(written.nth(index)).toHaveAccessibleName(`Day ${day}: ${title}`);
    await expect(written.nth(index)).toHaveAttribute('href', new RegExp(`/day/${day}/$`));
  }
  const planned = wall.getByRole('img', { name: /^Day \d+: .+, planned$/ });
  await expect(planned).toHaveCount(100 - builtDays.length);
  await expect(wall).toContainText(`${builtDays.length} run here now`);
});

test('the wall is reached, left and followed with the keyboard', async ({ page }) => {
  await page.goto('');
  const wall = wallOf(page);
  const skip = wall.getByRole('link', { name: 'Skip the wall' });
  await skip.focus();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(wall.getByRole('link', { name: /^Phase 0: / })).toBeFocused();
  await page.keyboard.press('Tab');
  const first = wall.getByRole('link', { name: 'Day 0: Hello, backend' });
  await expect(first).toBeFocused();
  // Its name shows where the legend was, without moving anything.
  // Firefox gives the rule and not the text that comes of it.
  await expect
    .poll(() => first.evaluate((square) => getComputedStyle(square, '::after').content))
    .toMatch(/Day 0: Hello, backend|attr\(aria-label\)/);
  await skip.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(
    page.getByRole('main').getByRole('link', { name: 'day 0', exact: true }),
  ).toBeFocused();
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/day\/0\/$/);
});

test('a row of the wall leads to its phase', async ({ page }) => {
  await page.goto('');
  await wallOf(page)
    .getByRole('link', { name: /^Phase 3: / })
    .click();
  await expect(page).toHaveURL(/phases\/#phase-3$/);
  await expect(page.getByRole('heading', { name: 'Phase 3 PostgreSQL' })).toBeInViewport();
});

test('its figures are those of the examples', async ({ page }) => {
  const requests = builtDays.flatMap((day) => parseHttpFile(day.requests).requests);
  const assertions = requests.flatMap((request) => request.assertions);
  await page.goto('');
  const figures = page.getByRole('region', { name: 'The journal in figures' });
  for (const [what, number] of [
    ['of 100 days written', builtDays.length],
    ['requests to send', requests.length],
    ['assertions on the answers', assertions.length],
  ] as const) {
    const figure = figures.locator('dl > div').filter({ hasText: what });
    await expect(figure.getByRole('definition')).toHaveText(number.toLocaleString('en'));
  }
});

test('an example runs on it', async ({ page }) => {
  await page.goto('');
  const day = DayPage.on(page, builtDays[0]!.day);
  await day.run();
  await day.sendAll();
});

test('it leads to the first day, the latest day and the written projects', async ({ page }) => {
  await page.goto('');
  const main = page.getByRole('main');
  const latest = builtDays.at(-1)!;
  await expect(
    main.getByRole('region', { name: 'The latest day' }).getByRole('heading', { level: 3 }),
  ).toHaveText(`Day ${latest.day} ${latest.title}`);
  const projects = main.getByRole('region', { name: 'Ten projects' });
  await expect(projects.getByRole('listitem')).toHaveCount(10);
  await expect(projects.getByRole('listitem').getByRole('link')).toHaveCount(
    builtDays.filter(({ day }) => day % 10 === 9).length,
  );
  await main.getByRole('link', { name: 'Start with day 0' }).click();
  await expect(page).toHaveURL(/\/day\/0\/$/);
});

test('nothing on it moves while it loads', async ({ page, browserName }) => {
  test.skip(browserName === 'firefox', 'Firefox does not report layout shifts.');
  await page.goto('', { waitUntil: 'networkidle' });
  expect(await layoutShift(page)).toBe(0);
});

test('a day shows its phase’s row of the wall, and leads to days that share its skills', async ({
  page,
}) => {
  await page.goto('day/30/');
  const strip = page.getByRole('navigation', { name: 'Days of this phase' });
  await expect(strip.getByRole('listitem')).toHaveCount(10);
  await expect(strip.getByRole('link', { name: 'Day 30: First queries' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(page.getByText(/^\d+ min to read$/)).toBeVisible();
  const related = page.getByRole('region', { name: 'Related days' });
  await expect(related.getByRole('link', { name: 'Day 40: MySQL first queries' })).toBeVisible();
  await page.locator('.day-facts').getByRole('link', { name: 'PostgreSQL' }).click();
  await expect(page).toHaveURL(/days\/\?skill=postgresql$/);
});
