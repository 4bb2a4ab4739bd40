/** What holds in either engine: files that a program wrote outlive its runs, until Reset. */
import { expect } from '@playwright/test';
import type { DayPage } from './day-page.ts';

/** @param day The link shortener of day 9, running. */
export async function expectKeptUntilReset(day: DayPage): Promise<void> {
  const link = day.frame.getByRole('cell', { name: 'https://example.com/kept' });
  await day.frame.getByLabel('Address').fill('https://example.com/kept');
  await day.frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(link).toBeVisible();

  await day.stop();
  await day.run();
  await expect(link).toBeVisible();

  const before = await day.root.locator('iframe').elementHandle();
  await day.button('Restart').click();
  await expect.poll(() => before!.evaluate((frame) => frame.isConnected)).toBe(false);
  await day.expectReady();
  await expect(link).toBeVisible();

  await day.reset();
  await day.run();
  await expect(day.frame.getByRole('table')).toBeVisible();
  await expect(link).toHaveCount(0);
}
