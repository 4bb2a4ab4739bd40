/** What a reader is told when a part of the runner does not come, and that the next try is a fresh one. */
import { DayPage } from '../day-page.ts';
import { expect, test } from './test.ts';

// Firefox's word for a script that is not there; the panel says it to the reader.
test.use({ programError: /^Loading Worker from/ });

for (const [what, files] of [
  ['example', /\/examples\/0\.\w+\.json/],
  ['engine', /\/engine\//],
  ['layers', /\/layers\//],
] as const) {
  test(`a failed load of the ${what} is said, and Run tries again`, async ({ page, site }) => {
    // By the server: what a service worker asks for in Firefox cannot be refused from here.
    site.refused = files;
    const day = await DayPage.open(page, 0);
    await day.button('Run').click();
    await day.expectState('failed');
    await expect(day.problem).toContainText(/could not be loaded|cannot be loaded/i);
    site.refused = undefined;
    await day.run();
  });
}
