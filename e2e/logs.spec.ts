/** The Logs tab: filter, copy, following the end, and much at once. */
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

const printing = (lines: number): string =>
  `for (let i = 1; i <= ${lines}; i += 1) console.log('line', i);\nsetInterval(() => {}, 1_000);`;

test('filters, copies, wraps and clears', async ({ page, browserName }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', `${printing(30)}\nconsole.log('<b>bold</b>', 'x'.repeat(500));`);
  await day.button('Run').click();
  await day.openTab('Logs');
  await expect(day.log).toContainText('<b>bold</b>');
  await expectNoViolations(page, 'logs', { within: 'example-runner' });

  const filter = day.root.getByRole('searchbox', { name: 'Filter lines' });
  await filter.fill('LINE 2');
  await expect(day.log.getByText('line 29', { exact: true })).toBeVisible();
  await expect(day.log.getByText('line 30', { exact: true })).toBeHidden();
  await expect(day.root.getByRole('status').filter({ hasText: '11 lines found' })).toBeAttached();

  if (browserName === 'chromium') {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await day.button('Copy').click();
    await expect(day.root.getByRole('status').filter({ hasText: 'copied' })).toBeAttached();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n').slice(0, 2)).toEqual(['line 2', 'line 20']);
  }

  await filter.fill('');
  const overflow = () => day.log.evaluate((log) => log.scrollWidth - log.clientWidth);
  expect(await overflow()).toBe(0);
  await day.button('Wrap').click();
  expect(await overflow()).toBeGreaterThan(0);
  await day.button('Clear logs').click();
  await expect(day.log).not.toContainText('line');
});

test('says what came while the reader has scrolled up', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    "import { createServer } from 'node:http';\nfor (let i = 1; i <= 200; i += 1) console.log('line', i);\ncreateServer((req, res) => { console.log('asked'); res.end(); }).listen(3000);",
  );
  await day.run();
  await day.openTab('Logs');
  await expect(day.log).toContainText('line 200');
  await day.log.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => day.log.evaluate((log) => log.scrollTop)).toBe(0);
  await day.openTab('Preview');
  await day.button('Reload').click();
  await day.openTab('Logs');
  const follow = day.root.getByRole('button', { name: /^\d+ new lines? ↓$/ });
  await expect(follow).toBeVisible();
  await follow.click();
  await expect(follow).toBeHidden();
  await expect(day.log.getByText('asked').last()).toBeInViewport();
});

test('10,000 lines hold no frame up', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', printing(10_000));
  await day.openTab('Logs');
  // The longest time between two frames while the lines come.
  await page.evaluate(() => {
    const scope = globalThis as unknown as { worst: number };
    scope.worst = 0;
    let last = performance.now();
    const measure = (now: number): void => {
      scope.worst = Math.max(scope.worst, now - last);
      last = now;
      requestAnimationFrame(measure);
    };
    requestAnimationFrame(measure);
  });
  await day.button('Run').click();
  await expect(day.log).toContainText('line 10000', { timeout: 40_000 });
  const worst = await page.evaluate(() => (globalThis as unknown as { worst: number }).worst);
  test.info().annotations.push({ type: 'worst frame', description: `${Math.round(worst)} ms` });
  // Far above the 100 ms that are aimed at: on a busy machine other programs hold frames up as well.
  expect(worst).toBeLessThan(4_000);
});
