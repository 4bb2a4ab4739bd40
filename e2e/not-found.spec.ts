/** An address without a page: what was meant, a search for it, and the way on. */
import { expectNoViolations } from './axe.ts';
import { layoutShift } from './layout-shift.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

for (const [address, name, target] of [
  ['days/16', 'Day 16: Testing an API', /\/day\/16\/$/],
  ['day/004/', 'Day 4: Files and streams', /\/day\/4\/$/],
  ['phase/3/', 'Phases', /\/phases\/$/],
  ['skils', 'Skills', /\/skills\/$/],
] as const) {
  test(`${address} is near ${name}`, async ({ page }) => {
    const response = await page.goto(address);
    expect(response?.status()).toBe(404);
    const nearest = page.getByRole('main').locator('[data-part="nearest"]');
    await expect(nearest).toHaveText(`Did you mean ${name}?`);
    await nearest.getByRole('link').click();
    await expect(page).toHaveURL(target);
  });
}

test('a day that is only planned is said to be', async ({ page }) => {
  await page.goto('day/99/');
  await expect(page.getByText(/^Day 99: .+ is planned and not written yet\.$/)).toBeVisible();
});

test('where nothing is near, nothing is named, and the search has the words of the address', async ({
  page,
}) => {
  await page.goto('something/about-streams-of-files/');
  const field = page.getByRole('main').getByRole('searchbox', { name: 'Search the journal' });
  await expect(field).toHaveValue('something about streams of files');
  await expect(page.locator('[data-part="nearest"]')).toBeEmpty();
  await field.fill('stream');
  await field.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Search' });
  await expect(dialog.getByRole('textbox')).toHaveValue('stream');
  await expect(dialog.getByRole('link', { name: /Files and streams/ }).first()).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    test('it has no violation, nothing moves, and it fits a small phone', async ({
      page,
      browserName,
    }) => {
      await page.goto('skils', { waitUntil: 'networkidle' });
      await expect(page.getByText('Did you mean')).toBeVisible();
      await expectNoViolations(page, 'with the nearest page');
      if (browserName === 'chromium') expect(await layoutShift(page)).toBe(0);
      await page.setViewportSize({ width: 320, height: 640 });
      await expectNoSidewaysScroll(page);
    });
  });
}
