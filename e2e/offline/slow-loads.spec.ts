/** What a reader sees whose network is slow. */
import { expectNoViolations } from '../axe.ts';
import { DayPage } from '../day-page.ts';
import { expect, test } from './test.ts';

for (const [what, day, files, state] of [
  ['engine and the packages', 0, /\/(?:engine\/worker|layers\/express)\./, 'loading'],
  ["database's files", 30, /\/layers\/[^/]+\.(?:wasm|bin)$/, 'starting'],
] as const) {
  test(`while the ${what} are loaded, a bar says how far they are`, async ({ page, site }) => {
    site.halved = files;
    const example = await DayPage.open(page, day);
    await example.button('Run').click();
    await example.expectState(state);
    const bar = example.root.getByRole('progressbar', { name: 'Loading' });
    await expect(bar).toBeVisible();
    await expect
      .poll(() => bar.evaluate(({ value, max }: HTMLProgressElement) => value / max))
      .toBeGreaterThan(0.2);
    expect(await bar.evaluate(({ value, max }: HTMLProgressElement) => value / max)).toBeLessThan(
      0.9,
    );
    await expect(example.root).toContainText('kept for the next time');
    await expectNoViolations(page, 'loading');

    site.sendRest();
    await example.expectState('ready');
    await expect(bar).toBeHidden();
    await example.sendAll();
  });
}

test('Stop ends a run that is still being loaded', async ({ page, site }) => {
  site.halved = /\/engine\/worker\./;
  const day = await DayPage.open(page, 0);
  await day.button('Run').click();
  const bar = day.root.getByRole('progressbar', { name: 'Loading' });
  await expect(bar).toBeVisible();
  await day.button('Stop').click();
  await day.expectState('stopped');
  await expect(bar).toBeHidden();
  site.sendRest();
  await day.run();
});
