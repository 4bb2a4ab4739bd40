/** The journal around the runner: home, search, sidebar, neighbours, code, and the page for a 404. */
import { builtDays } from './built-days.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

for (const { day, title } of builtDays) {
  test(`day ${day}: has its title, its place, its neighbours and its code without markers`, async ({
    page,
  }) => {
    const { root } = await DayPage.open(page, day);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page).toHaveTitle(`Day ${day}: ${title} | 100 Days of Backend`);
    await expect(root).toBeVisible();
    const nav = page.getByRole('navigation', { name: 'Main' });
    await expect(nav.locator('[aria-current="page"]')).toHaveText(`${day} ${title}`);

    const position = builtDays.findIndex((other) => other.day === day);
    for (const [neighbour, rel] of [
      [builtDays[position - 1], 'prev'],
      [builtDays[position + 1], 'next'],
    ] as const) {
      const link = page.locator(`main a[rel="${rel}"]`);
      if (!neighbour) await expect(link).toHaveCount(0);
      else {
        await expect(link).toContainText(`Day ${neighbour.day}: ${neighbour.title}`);
        await expect(link).toHaveAttribute('href', new RegExp(`/day/${neighbour.day}/$`));
      }
    }

    const code = await page.locator('main pre').allTextContents();
    expect(code.length).toBeGreaterThan(0);
    expect(code.filter((text) => /#(end)?region/.test(text))).toEqual([]);
  });
}

test('the sidebar leads from day to day', async ({ page }) => {
  const [first, second] = builtDays;
  await DayPage.open(page, first!.day);
  const nav = page.getByRole('navigation', { name: 'Main' });
  await nav.getByRole('link', { name: `${second!.day} ${second!.title}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(second!.title);
});

test('search finds a day by a word of its write-up', async ({ page }) => {
  await page.goto('');
  await page.getByRole('button', { name: 'Search' }).click();
  const dialog = page.getByRole('dialog', { name: 'Search' });
  await dialog.getByRole('textbox').fill('back-pressure');
  const result = dialog.getByRole('link', { name: /Files and streams/ }).first();
  await expect(result).toBeVisible();
  await result.click();
  await expect(page).toHaveURL(/\/day\/4\//);
});

test('an address that is none gets the page for it, with status 404', async ({ page }) => {
  const response = await page.goto('day/98765/');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no such page');
  await page.getByRole('main').getByRole('link', { name: 'home page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('100 Days of Backend');
});

test('light and dark are the reader’s choice, and it is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await DayPage.open(page, 0);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('data-theme', 'light');
  await page
    .getByRole('combobox', { name: 'Select theme' })
    .filter({ visible: true })
    .selectOption('dark');
  await expect(html).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(html).toHaveAttribute('data-theme', 'dark');
});
