/** Where the header has no room, the way to the site's pages and the choice of theme. */
import { expectNoViolations } from './axe.ts';
import { expect, test } from './test.ts';

test.use({ viewport: { width: 390, height: 844 } });

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test('a page without a sidebar has them behind a button', async ({ page }) => {
      await page.goto('projects/');
      const button = page.getByRole('button', { name: 'Menu', exact: true });
      const menu = page.getByRole('navigation', { name: 'Site, in the menu' });
      await expect(menu).toBeHidden();
      await button.click();
      await expect(menu.getByRole('link', { name: 'Projects' })).toHaveAttribute(
        'aria-current',
        'page',
      );
      await expectNoViolations(page, 'menu');

      await page.keyboard.press('Escape');
      await expect(menu).toBeHidden();
      await expect(button).toBeFocused();

      await page.keyboard.press('Enter');
      const other = colorScheme === 'light' ? 'dark' : 'light';
      await page.getByRole('combobox', { name: 'Select theme' }).selectOption(other);
      await expect(page.locator('html')).toHaveAttribute('data-theme', other);
      await menu.getByRole('link', { name: 'Days' }).click();
      await expect(page).toHaveURL(/\/days\/$/);
      await expect(page.locator('html')).toHaveAttribute('data-theme', other);
    });
  });
}

test('a day has them in the menu of its sidebar', async ({ page }) => {
  await page.goto('day/0/');
  const menu = page.getByRole('navigation', { name: 'Site, in the menu' });
  await expect(menu).toBeHidden();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await menu.getByRole('link', { name: 'Skills' }).click();
  await expect(page).toHaveURL(/\/skills\/$/);
});

test('without a script it opens all the same', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
    ...(baseURL && { baseURL }),
  });
  const page = await context.newPage();
  await page.goto('phases/');
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page
    .getByRole('navigation', { name: 'Site, in the menu' })
    .getByRole('link', { name: 'Days' })
    .click();
  await expect(page).toHaveURL(/\/days\/$/);
  await context.close();
});

test('between a phone and a desktop they are in the menu or the sidebar', async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 800 });
  const links = page.getByRole('navigation', { name: 'Site, in the menu' });
  const inHeader = page.getByRole('navigation', { name: 'Site', exact: true });
  await page.goto('days/');
  await expect(inHeader).toBeHidden();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await links.getByRole('link', { name: 'Skills' }).click();
  await expect(page).toHaveURL(/\/skills\/$/);
  await page.goto('day/0/');
  await expect(links.getByRole('link', { name: 'Packages' })).toBeVisible();

  await page.setViewportSize({ width: 1100, height: 800 });
  await expect(links).toBeHidden();
  await expect(inHeader).toBeVisible();
});
