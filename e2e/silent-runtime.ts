/** A page on which the runtime of WebContainers never arrives, with a clock that a test moves. */
import { expect, type Page } from '@playwright/test';
import { DayPage } from './day-page.ts';

/**
 * Presses Run on day 0 with WebContainers chosen, and moves the clock until their time is up.
 *
 * @param page Of a context of its own: the guards of `test.ts` would count what it asks StackBlitz for.
 */
export async function runUntilTimeIsUp(page: Page): Promise<DayPage> {
  await page.route(/stackblitz\.com|webcontainer\.io/, (route) => route.abort());
  await page.clock.install();
  const day = await DayPage.open(page, 0, '', '?engine=webcontainers');
  await day.button('Run').click();
  await day.expectState('loading');
  await expect(async () => {
    await page.clock.fastForward(10_000);
    await expect(day.root).toHaveAttribute('data-state', 'failed', { timeout: 250 });
  }).toPass({ timeout: 30_000 });
  return day;
}
