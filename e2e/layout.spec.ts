/** How the panel takes room: in the article, the page's width, the window, and a phone's one pane. */
import { DayPage } from './day-page.ts';
import { layoutShift } from './layout-shift.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

const codePane = (day: DayPage) => day.root.getByRole('tabpanel', { name: 'app.ts' });
const divider = (day: DayPage) =>
  day.root.getByRole('separator', { name: 'Divider of code and result' });

test('Wide puts code and result side by side, and gives the article back', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  const day = await DayPage.open(page, 0);
  const before = (await day.root.boundingBox())!;
  await day.button('Wide').click();
  await expect(day.button('Wide')).toHaveAttribute('aria-pressed', 'true');
  await expect(divider(day)).toHaveAttribute('aria-orientation', 'vertical');
  const wide = (await day.root.boundingBox())!;
  expect(wide.width).toBeGreaterThan(before.width * 1.5);
  const code = (await codePane(day).boundingBox())!;
  const result = (await day.root.getByRole('tabpanel', { name: 'Preview' }).boundingBox())!;
  expect(result.x).toBeGreaterThan(code.x + code.width - 1);
  await day.button('Wide').click();
  await expect(day.button('Wide')).toHaveAttribute('aria-pressed', 'false');
  expect((await day.root.boundingBox())!.width).toBe(before.width);
});

test('the window is filled and left by Escape, without a reload of the preview', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const day = await DayPage.open(page, 9);
  await day.run();
  await day.frame.getByLabel('Address').fill('typed before');
  await day.button('Fill the window').click();
  expect(await day.root.boundingBox()).toEqual({ x: 0, y: 0, width: 1280, height: 800 });
  await expect(day.frame.getByLabel('Address')).toHaveValue('typed before');
  // What lies behind cannot be reached by Tab.
  await expect(page.locator('header.header')).toHaveJSProperty('inert', true);
  await day.root.getByRole('tab', { name: 'Requests' }).focus();
  await page.keyboard.press('Escape');
  await expect(day.button('Fill the window')).toHaveAttribute('aria-pressed', 'false');
  expect((await day.root.boundingBox())!.width).toBeLessThan(1_000);
  await expect(page.locator('header.header')).toHaveJSProperty('inert', false);
  await expect(day.frame.getByLabel('Address')).toHaveValue('typed before');
});

test('the divider is moved by keys and by the pointer', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  const day = await DayPage.open(page, 0);
  await day.button('Fill the window').click();
  await expect(day.button('Fill the window')).toHaveAttribute('aria-pressed', 'true');
  const bar = divider(day);
  const start = (await codePane(day).boundingBox())!.width;
  await bar.focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.press('ArrowRight');
  await expect(bar).toHaveAttribute('aria-valuenow', '60');
  const grown = (await codePane(day).boundingBox())!.width;
  expect(grown).toBeGreaterThan(start + 100);
  const box = (await bar.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(420, 300, { steps: 4 });
  await page.mouse.up();
  await expect(bar).toHaveAttribute('aria-valuenow', '30');
  await page.keyboard.press('Enter');
  await expect(bar).toHaveAttribute('aria-valuenow', '50');
});

for (const width of [320, 390]) {
  test(`a phone of ${width} pixels shows one pane, and Run brings the result`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    const day = await DayPage.open(page, 0);
    const preview = day.root.getByRole('tabpanel', { name: 'Preview' });
    await expect(codePane(day)).toBeVisible();
    await expect(preview).toBeHidden();
    await day.run();
    await expect(preview).toBeVisible();
    await expect(codePane(day)).toBeHidden();
    await day.button('Code').click();
    await expect(codePane(day)).toBeVisible();
    await expectNoSidewaysScroll(page);
    await day.button('Fill the window').click();
    await expect(day.button('Fill the window')).toHaveAttribute('aria-pressed', 'true');
    expect(await day.root.boundingBox()).toEqual({ x: 0, y: 0, width, height: 740 });
  });
}

test('nothing moves while a page loads, gains interest, runs and stops', async ({
  page,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', 'Only Chromium measures layout shifts.');
  const day = await DayPage.open(page, 9);
  await day.root.scrollIntoViewIfNeeded();
  await day.root.hover();
  await day.run();
  await day.sendAll();
  await day.stop();
  // What a browser paints before the rest of the page has come moves by some thousandths.
  expect(await layoutShift(page)).toBeLessThan(0.01);
});

test('the preview goes back and forward', async ({ page }) => {
  const day = await DayPage.open(page, 9);
  await day.run();
  await day.path.fill('/none');
  await day.path.press('Enter');
  await expect(day.frame.locator('body')).toContainText('No such link');
  await expect(day.button('Forward')).toBeDisabled();
  await day.button('Back').click();
  await expect(day.frame.getByLabel('Address')).toBeVisible();
  await expect(day.path).toHaveValue('/');
  await day.button('Forward').click();
  await expect(day.path).toHaveValue('/none');
  await expect(day.frame.locator('body')).toContainText('No such link');
});
