/** The page for recruiters, as it is built: with the person of `content/person.yaml`. */
import { readPerson, isPresentable } from '../../src/journal/person/person.ts';
import { expectNoViolations } from '../axe.ts';
import { builtDays } from '../built-days.ts';
import { DayPage } from '../day-page.ts';
import { expectNoSidewaysScroll } from '../overflow.ts';
import { expect, test } from '../test.ts';

const person = readPerson();

test('says who it is, and marks what is not set', async ({ page }) => {
  await page.goto('portfolio/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.name ?? 'Portfolio');
  const main = page.getByRole('main');
  for (const field of person.unset.filter((field) => field !== 'photo'))
    await expect(main.getByText(new RegExp(`^${field} not set$`, 'i'))).toBeVisible();
  await expect(main.getByText(/ not set$/)).toHaveCount(
    person.unset.filter((field) => field !== 'photo').length,
  );
});

test('is linked, and open to search engines, only when it says whose it is', async ({ page }) => {
  const isFinished = isPresentable(person);
  await page.goto('portfolio/');
  await expect(page.locator('meta[name="robots"][content="noindex"]')).toHaveCount(
    isFinished ? 0 : 1,
  );
  await page.goto('');
  await expect(page.getByRole('link', { name: 'Portfolio' })).toHaveCount(isFinished ? 2 : 0);
});

test('names the skills of the written days, each with a day that shows it', async ({ page }) => {
  await page.goto('portfolio/');
  const skills = page.getByRole('heading', { name: /^Skills/ }).locator('+ dl');
  await expect(skills.locator('dt')).not.toHaveCount(0);
  for (const row of await skills.locator('> div').all()) {
    await expect(row.getByRole('link').first()).toHaveAttribute('href', /\/day\/\d+\/$/);
  }
  await skills.getByRole('link', { name: 'Aggregation' }).click();
  await expect(page).toHaveURL(/day\/47\/$/);
});

test('examples run side by side, each for itself', async ({ page }) => {
  await page.goto('portfolio/');
  const starts = page.getByRole('button', { name: /^Run it here: day / });
  const names = await starts.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(names.length).toBeGreaterThanOrEqual(3);
  expect(names.length).toBeLessThanOrEqual(5);
  const days = names.map((name) => Number(/day (\d+)/.exec(name!)![1]));
  expect(days).toContain(9);
  const other = builtDays.find(({ day }) => day !== 9 && days.includes(day))!;

  await page.getByRole('button', { name: /^Run it here: day 9,/ }).click();
  const first = DayPage.on(page, 9);
  await expect(first.button('Run')).toBeFocused();
  await first.expectReady();
  await page.getByRole('button', { name: new RegExp(`^Run it here: day ${other.day},`) }).click();
  const second = DayPage.on(page, other.day);
  await second.expectReady();

  // Both listen on port 3000, each in its own container: neither answers for the other.
  await expect(first.frame.getByRole('heading', { name: 'Link shortener' })).toBeVisible();
  await first.frame.getByLabel('Address').fill('https://example.com/first');
  await first.frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(first.frame.getByRole('cell', { name: 'https://example.com/first' })).toBeVisible();
  await second.openTab('Requests');
  await expect(second.requests).not.toHaveCount(0);
  await expect(first.requests.first()).toBeHidden();
  await first.sendAll();
  await expect(second.requests.first()).toHaveAttribute('data-state', 'unsent');

  // What one does leaves the other running.
  await second.stop();
  await first.expectState('ready');
  await second.run();
  await first.reset();
  await second.expectState('ready');
});

test('a link with edits leads to the day’s own page', async ({ page }) => {
  await page.goto('portfolio/');
  await page.getByRole('button', { name: /^Run it here: day 9,/ }).click();
  const day = DayPage.on(page, 9);
  await day.expectReady();
  await page.evaluate(() => {
    const refused = () => Promise.reject(new Error('The test closes the clipboard.'));
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refused } });
  });
  await day.root.locator('summary', { hasText: 'Share' }).click();
  await day.button('Copy link').click();
  await expect(day.root.getByRole('textbox', { name: 'Link' })).toHaveValue(/\/day\/9\/$/);
});

test('an example that cannot be fetched says so, and can be asked for again', async ({ page }) => {
  // In the page, for Firefox's requests of a service worker are nowhere else to be caught.
  await page.addInitScript(() => {
    const { fetch } = window;
    const state = Object.assign(globalThis, { isDown: true });
    window.fetch = (input, init) =>
      state.isDown && String(input).endsWith('/day/9/')
        ? Promise.reject(new TypeError('The test is offline.'))
        : fetch(input, init);
  });
  await page.goto('portfolio/');
  const item = page.getByRole('listitem').filter({ hasText: 'Link shortener' }).first();
  const start = item.getByRole('button', { name: /^Run it here: day 9,/ });
  await start.click();
  await expect(item.getByRole('status')).toContainText('could not be loaded');
  await page.evaluate(() => Object.assign(globalThis, { isDown: false }));
  await start.click();
  await DayPage.on(page, 9).expectReady();
});

test('nothing of the runner is loaded before it is asked for', async ({ page }) => {
  const paths: string[] = [];
  page.on('request', (request) => paths.push(new URL(request.url()).pathname));
  await page.goto('portfolio/', { waitUntil: 'networkidle' });
  const ofRunner = () =>
    paths.filter((path) => /\/(engine|layers|day)\/|\/_astro\/panel/.test(path));
  expect(ofRunner()).toEqual([]);
  await page.getByRole('button', { name: /^Run it here: day 9,/ }).focus();
  await expect.poll(() => ofRunner().some((path) => path.endsWith('/day/9/'))).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test('has no violation, and fits a phone', async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 740 });
      await page.goto('portfolio/');
      await expectNoViolations(page, 'portfolio');
      await expectNoSidewaysScroll(page);
      await page.getByRole('button', { name: /^Run it here: day 9,/ }).click();
      await DayPage.on(page, 9).expectReady();
      await expectNoViolations(page, 'portfolio with an example');
      await expectNoSidewaysScroll(page);
    });
  });
}
