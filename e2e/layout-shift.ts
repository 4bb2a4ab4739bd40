import type { Page } from '@playwright/test';

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

/**
 * The sum of all layout shifts so far that no click or key explains: 0 is right. Only Chromium reports them.
 * https://wicg.github.io/layout-instability/
 */
export const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    // What has changed is counted when it is painted.
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    // The callback would not be called without any; what is buffered is there at once.
    const shifts = observer.takeRecords() as LayoutShift[];
    observer.disconnect();
    return shifts.reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0);
  });
