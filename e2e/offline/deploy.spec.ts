/** A day that is open while another build of the site takes the place of its own. */
import type { Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { nextBuild } from './next-build.ts';
import { expect, test } from './test.ts';

// What a browser says of a script that is gone; the panel says it to the reader.
test.use({
  programError: /^(Loading (module|Worker) from|Failed to fetch dynamically|error loading dyn)/,
});

/** Both builds' day 0 answer it; the text tells them apart. */
const health = async (page: Page): Promise<void> => {
  await DayPage.on(page, 0).sendAll();
};

test('a day that has run goes on with its own build, and the next visit has the new one', async ({
  page,
  site,
}) => {
  const next = await nextBuild({ 'Hello from': 'Greetings from' });
  const day = await DayPage.open(page, 0);
  await page.keyboard.press('ArrowDown');
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
  await day.run();
  await day.sendAll();
  site.deploy(next);

  await day.stop();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await day.run();
  await health(page);
  expect(requests.filter((url) => url.includes('next.'))).toEqual([]);

  await page.reload();
  requests.length = 0;
  await day.run();
  await health(page);
  expect(requests.some((url) => url.includes('next.'))).toBe(true);
});

test('a day that has loaded nothing yet says that it has to be reloaded', async ({
  page,
  site,
}) => {
  const next = await nextBuild();
  const day = await DayPage.open(page, 0);
  await page.waitForLoadState('networkidle');
  site.deploy(next);
  await day.button('Run').click();
  await day.expectState('failed');
  await expect(day.problem).toContainText('The site has been updated since this page was opened.');
  await day.problem.getByRole('button', { name: 'Reload the page' }).click();
  await expect(day.problem).toHaveText('');
  await day.run();
  await health(page);
});

test('a day of which the panel is open and the engine gone says so as well', async ({
  page,
  site,
}) => {
  const next = await nextBuild();
  site.refused = /\/engine\//;
  const day = await DayPage.open(page, 0);
  await day.root.hover();
  await expect(day.editor('app.ts')).toBeVisible();
  site.refused = undefined;
  site.deploy(next);
  await day.button('Run').click();
  await day.expectState('failed');
  await expect(day.problem).toContainText('The site has been updated since this page was opened.');
});

test('a failure of the network alone is not taken for an update', async ({ page, site }) => {
  const day = await DayPage.open(page, 0);
  await page.waitForLoadState('networkidle');
  site.network = 'down';
  await day.button('Run').click();
  await day.expectState('failed');
  await expect(day.problem).toContainText('Check the connection, then press Run.');
});
