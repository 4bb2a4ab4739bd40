import { expect, type Page } from '@playwright/test';

/** WCAG 1.4.10: nothing of the page is to be scrolled for sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
}
