/** The pictures, one test each, by the name of its file in `.github/images`. */
import { join } from 'node:path';
import type { Page, TestInfo } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { expect, test } from '../test.ts';

const folder = join(import.meta.dirname, '../../.github/images');

test.use({ viewport: { width: 1200, height: 750 }, colorScheme: 'dark' });
test.setTimeout(180_000);

const take = async (page: Page, { title }: TestInfo): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${title}.png`), animations: 'disabled' });
};

async function openInWindow(page: Page, number: number): Promise<DayPage> {
  const day = await DayPage.open(page, number);
  await day.button('Fill the window').click();
  return day;
}

test.describe('of a whole page', () => {
  test.use({ viewport: { width: 1280, height: 1180 } });
  test('day', async ({ page }, info) => {
    const day = await DayPage.open(page, 9);
    await day.run();
    await day.sendAll();
    await day.root.scrollIntoViewIfNeeded();
    await day.root.evaluate((root) => scrollBy(0, root.getBoundingClientRect().top - 140));
    await take(page, info);
  });
});

test('panel-article', async ({ page }, info) => {
  const day = await DayPage.open(page, 0);
  await day.root.evaluate((root) => root.scrollIntoView({ block: 'center' }));
  await take(page, info);
});

test('panel-requests', async ({ page }, info) => {
  const day = await openInWindow(page, 9);
  await day.run();
  await day.sendAll();
  await day.requests.nth(1).getByRole('button', { expanded: false }).first().click();
  await take(page, info);
});

test('panel-tests', async ({ page }, info) => {
  const day = await openInWindow(page, 16);
  await day.openTab('Tests');
  await day.button('Run tests').click();
  await expect(day.root.getByText(/^\d+ passed in /)).toBeVisible({ timeout: 60_000 });
  await take(page, info);
});

test('panel-terminal', async ({ page }, info) => {
  const day = await openInWindow(page, 9);
  await day.openTab('Terminal');
  const screen = day.root.getByRole('tabpanel', { name: 'Terminal 1' }).getByRole('list');
  await expect(screen).toContainText('$', { timeout: 40_000 });
  for (const [line, answer] of [
    ['ls', 'public'],
    ['node --version', /v\d+\.\d+/],
    ['node -p "crypto.randomUUID()"', /[0-9a-f]{8}-/],
  ] as const) {
    await day.root.getByRole('textbox', { name: 'Terminal 1' }).focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await expect(screen).toContainText(answer, { timeout: 40_000 });
  }
  await take(page, info);
});

test.describe('light', () => {
  test.use({ colorScheme: 'light' });
  test('panel-failed', async ({ page }, info) => {
    const day = await openInWindow(page, 9);
    await day.editor('app.ts').focus();
    await expect(day.editor('app.ts')).toHaveAttribute('contenteditable', 'true');
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.insertText("throw new Error('out of order');\n");
    await day.button('Run').click();
    await day.expectState('failed');
    await take(page, info);
  });
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 750 }, hasTouch: true, isMobile: true });
  test('panel-phone', async ({ page }, info) => {
    const day = await openInWindow(page, 9);
    await day.run();
    await day.button('Result').click();
    await day.sendAll();
    await take(page, info);
  });
});
