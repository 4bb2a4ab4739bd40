/** Every day, through its page, as a reader would. */
import { builtDays } from './built-days.ts';
import { DayPage } from './day-page.ts';
import { recordForeign } from './foreign-requests.ts';
import { expect, test } from './test.ts';

for (const { day, requests } of builtDays) {
  test(`day ${day}: runs, answers its requests, stops, and runs again`, async ({
    page,
    baseURL,
  }) => {
    test.slow(); // It runs, and sends all its requests, twice.
    const foreign = recordForeign(page, baseURL!);
    const written = requests.split('\n').filter((line) => line.startsWith('??')).length;
    const opened = await DayPage.open(page, day);

    await opened.run();
    await expect(opened.frame.locator('body')).toContainText(/\w/);
    expect(await opened.sendAll()).toBe(written);

    await opened.stop();
    await opened.openTab('Preview');
    await expect(opened.root.getByText('The program is stopped.')).toBeVisible();
    await expect(opened.root.locator('iframe')).toHaveCount(0);

    await opened.run();
    await expect(opened.frame.locator('body')).toContainText(/\w/);
    expect(await opened.sendAll()).toBe(written);
    expect(foreign).toEqual([]);
  });
}
