/** No violation that axe can find on any page of the built site, in light and in dark. */
import { builtPages } from '../src/cli/site/pages.ts';
import { expectNoViolations } from './axe.ts';
import { builtSite } from './built-days.ts';
import { test } from './test.ts';

/** Pages in frames that nobody sees. */
const framed = new Set(['/headless/', '/preview-bridge/']);
/** What the colours decide; the rest does not depend on the theme. */
const ofColours = ['color-contrast', 'link-in-text-block'];

test.use({ colorScheme: 'light', reducedMotion: 'reduce' });

/** The files of one day stand for those of all: the page is the same, and takes as long as a write-up. */
const isFilesOfAnotherDay = (path: string): boolean => /^\/day\/(?!9\/)\d+\/files\/$/.test(path);

for (const { path } of await builtPages(builtSite)) {
  if (framed.has(path) || isFilesOfAnotherDay(path)) continue;
  test(`${path} has no violation`, async ({ page }) => {
    await page.goto(path.slice(1));
    // Code that scrolls gets its tab stop when the page is idle: its width decides.
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.expressive-code pre')].every(
        (pre) =>
          pre.scrollWidth <= pre.clientWidth ||
          pre.hasAttribute('tabindex') ||
          !pre.checkVisibility(),
      ),
    );
    await expectNoViolations(page, 'light');
    await page.evaluate(() => (document.documentElement.dataset.theme = 'dark'));
    await expectNoViolations(page, 'dark', { only: ofColours });
  });
}
