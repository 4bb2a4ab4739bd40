/** No violation that axe can find, in either theme, in each state that a reader meets. */
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { linkTo } from './edits-link.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { SiteServer } from './site-server.ts';
import { expect, test } from './test.ts';

/** What a run changes; the page around it is looked at once. */
const runner = 'example-runner';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test('home, search and the page for a 404', async ({ page }) => {
      await page.goto('');
      await expectNoViolations(page, 'home');
      await page.getByRole('button', { name: 'Search' }).click();
      const dialog = page.getByRole('dialog', { name: 'Search' });
      await dialog.getByRole('textbox').fill('stream');
      await expect(dialog.getByRole('link').first()).toBeVisible();
      // Pagefind names its field by a title, which WCAG allows and this rule advises against.
      await expectNoViolations(page, 'search', { except: ['label-title-only'] });
      await page.goto('no-such-page/');
      await expectNoViolations(page, '404');
    });

    test('a day from idle to ready, with each result, and stopped', async ({ page }) => {
      const day = await DayPage.open(page, 0);
      await expectNoViolations(page, 'idle');
      await day.run();
      await expect(day.frame.locator('body')).toContainText(/\w/);
      await expectNoViolations(page, 'ready, preview', { within: runner });
      await day.sendAll();
      await day.requests.getByRole('button', { name: /^GET / }).first().click();
      await expectNoViolations(page, 'ready, requests', { within: runner });
      await day.openTab('Logs');
      await expectNoViolations(page, 'ready, logs', { within: runner });
      await day.stop();
      await expectNoViolations(page, 'stopped', { within: runner });
    });

    test('a day whose code fails, and a request that does', async ({ page }) => {
      const day = await DayPage.open(page, 0);
      await day.edit('app.ts', "throw new Error('out of order');");
      await day.button('Run').click();
      await day.expectState('failed');
      await expectNoViolations(page, 'failed', { within: runner });
      await day.edit(
        'app.ts',
        "import { createServer } from 'node:http';\ncreateServer((req, res) => res.writeHead(418).end('tea')).listen(3000);",
      );
      await day.run();
      await day.openTab('Requests');
      await day.button('Send all').click();
      await expect(day.root.getByRole('status').filter({ hasText: / of / })).toContainText(
        'passed',
      );
      await expect(day.requests.first()).toHaveAttribute('data-state', 'failed');
      await expectNoViolations(page, 'failed requests', { within: runner });
      await day.reset();
      await expectNoViolations(page, 'after Reset', { within: runner });
    });

    test('a link with edits, their comparison, and the menus', async ({ page }) => {
      const link = linkTo({ day: 0, files: { 'app.ts': "console.log('theirs');\n" } });
      const day = await DayPage.open(page, 0, '', link);
      await expect(day.button('Keep')).toBeVisible();
      await expectNoViolations(page, 'link', { within: runner });
      await day.button('Keep').click();
      await day.button('Compare').click();
      await expect(day.root.getByRole('textbox', { name: /^app\.ts\b.*your edits/ })).toBeVisible();
      await expectNoViolations(page, 'comparison', { within: runner });
      for (const menu of ['Settings', 'Share'] as const) {
        await day.openMenu(menu);
        await expectNoViolations(page, menu, { within: runner });
        await page.keyboard.press('Escape');
      }
    });

    test('an engine that took another’s place', async ({ browser }) => {
      await using server = await SiteServer.start({ folder: 'dist', isolated: false });
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      const day = await DayPage.open(page, 0, server.url, '?engine=auto');
      await day.run();
      await expect(day.button('Dismiss')).toBeVisible();
      await expectNoViolations(page, 'engine notice', { within: runner });
      await context.close();
    });
  });
}

test('at the width of a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const day = await DayPage.open(page, 4);
  await day.run();
  await day.sendAll();
  await expectNoViolations(page, 'phone');
  await expectNoSidewaysScroll(page);
});
