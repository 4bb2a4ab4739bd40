/** How to follow the journal, and the ten projects with their pictures. */
import { expectNoViolations } from './axe.ts';
import { builtDays } from './built-days.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

test('how to follow is linked at the end of each page, and has commands to copy', async ({
  page,
}) => {
  await page.goto('');
  await page
    .getByRole('navigation', { name: 'Site, at the end' })
    .getByRole('link', { name: 'Follow along' })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Follow along');
  const main = page.getByRole('main');
  const first = builtDays[0]!;
  await expect(main.locator('pre').first()).toContainText(`cd examples/day${first.day}`);
  await expect(main.locator('pre').first()).toContainText(`node ${first.entry}`);
});

test('each database is started and used by the first day that has it', async ({ page }) => {
  await page.goto('follow/');
  const names = new Set(builtDays.flatMap(({ databases }) => databases));
  await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(names.size);
  const postgres = page.getByRole('region', { name: 'PostgreSQL' });
  const day = builtDays.find(({ databases }) => databases.includes('postgres'))!;
  await expect(postgres.locator('pre').first()).toContainText('docker run');
  await expect(postgres.locator('pre').last()).toContainText('DATABASE_URL=');
  await postgres.getByRole('link', { name: `Day ${day.day}: ${day.title}` }).click();
  await expect(page).toHaveURL(new RegExp(`/day/${day.day}/$`));
});

test('a project has a picture of what it serves and of its days', async ({ page }) => {
  await page.goto('projects/');
  const projects = page.locator('main ol > li[id]');
  await expect(projects.locator('svg[role="img"]')).toHaveCount(10);
  const shortener = projects.first();
  const picture = shortener.getByRole('img');
  const written = builtDays.filter(({ day }) => day < 9).length;
  await expect(picture).toHaveAccessibleName(
    new RegExp(`^${written} of its 9 days are written\\. It serves .*POST GET /api/links,`),
  );
  await expect(picture).toContainText('/api/links/:code');
  await expect(projects.nth(1).getByRole('img')).toHaveAccessibleName(/Planned, to show/);
  await shortener.getByRole('link', { name: 'Run it on its page' }).click();
  await expect(page).toHaveURL(/\/day\/9\/$/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });
    for (const path of ['follow/', 'projects/']) {
      test(`${path} has no violation, and fits a small phone`, async ({ page }) => {
        await page.goto(path);
        await expectNoViolations(page, path);
        await page.setViewportSize({ width: 320, height: 640 });
        await expectNoSidewaysScroll(page);
      });
    }
  });
}
