/** Search, whose interface is loaded by whoever is about to use it. */
import { expect, test } from './test.ts';

test('search is loaded on intent, by keyboard too, with the caret in its field', async ({
  page,
}) => {
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.push(new URL(request.url()).pathname);
  });
  await page.goto('', { waitUntil: 'networkidle' });
  const isInterface = (path: string): boolean => /\/ui-core\.|\/pagefind\//.test(path);
  expect(scripts.filter(isInterface)).toEqual([]);

  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog', { name: 'Search' });
  const field = dialog.getByRole('textbox');
  await expect(field).toBeFocused();
  await field.fill('stream');
  await expect(dialog.getByRole('link').first()).toBeVisible();
  // The pattern does match what is loaded, or it would prove nothing.
  expect(scripts.some(isInterface)).toBe(true);
});
