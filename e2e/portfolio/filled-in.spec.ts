/** The portfolio of somebody who has filled everything in, and what comes out of the printer. */
import { constants, inflateSync } from 'node:zlib';
import { type Page } from '@playwright/test';
import { expectNoViolations } from '../axe.ts';
import { expectNoSidewaysScroll } from '../overflow.ts';
import { expect, test } from '../test.ts';
import { DevServer } from './dev-server.ts';

/** How many pages a PDF has, whether its objects lie open, as Chromium's, or in a compressed stream. */
function pagesOf(pdf: Buffer): number {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/\bstream\r?\n/g)].map(({ index, 0: { length } }) => {
    try {
      return inflateSync(pdf.subarray(index + length), { finishFlush: constants.Z_SYNC_FLUSH });
    } catch {
      return ''; // Of another kind.
    }
  });
  const objects = [text, ...streams].join('\n');
  return objects.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

async function expectPerson(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ada Example');
  const main = page.getByRole('main');
  for (const text of ['Lisbon, Portugal', 'From March, remote or in Lisbon'])
    await expect(main.getByText(text, { exact: true })).toBeVisible();
  await expect(main.getByRole('link', { name: 'ada@example.org' })).toHaveAttribute(
    'href',
    'mailto:ada@example.org',
  );
  await expect(main.getByRole('link', { name: 'github.com/example' })).toBeVisible();
  await expect(main.getByText(/ not set$/)).toHaveCount(0);
  const photo = main.getByRole('img', { name: 'Photo of Ada Example' });
  await expect
    .poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(320);
  const starts = page.getByRole('button', { name: /^Run it here: day / });
  const names = await starts.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(names.map((name) => Number(/day (\d+)/.exec(name!)![1]))).toEqual([9, 48, 34, 61, 74]);
}

/** In centimetres. */
const sheets = [
  ['A4', 21, 29.7],
  ['Letter', 21.59, 27.94],
] as const;

test('a person who has set everything', async ({ browser, browserName }) => {
  await using site = await DevServer.start({ PERSON_FILE: 'e2e/portfolio/person.yaml' });
  const context = await browser.newContext({ baseURL: site.url, colorScheme: 'dark' });
  const page = await context.newPage();

  await test.step('is shown, linked, and described to search engines', async () => {
    await page.goto('portfolio/');
    await expectPerson(page);
    await expect(page.locator('meta[name="robots"]')).toHaveCount(0);
    const described = await page.locator('script[type="application/ld+json"]').allTextContents();
    const profile = described
      .map((text) => JSON.parse(text) as { '@type': string; mainEntity?: object })
      .find((data) => data['@type'] === 'ProfilePage');
    expect(profile?.mainEntity).toMatchObject({ '@type': 'Person', name: 'Ada Example' });
    await expect(
      page.getByRole('navigation', { name: 'Site', exact: true }).getByRole('link', {
        name: 'Portfolio',
      }),
    ).toHaveAttribute('aria-current', 'page');
    await expectNoViolations(page, 'portfolio', { except: [] });
  });

  await test.step('fits one sheet of paper, A4 and Letter', async () => {
    // Over BiDi, Playwright hands Firefox inches where it takes centimetres.
    const unit = browserName === 'firefox' ? 'in' : 'cm';
    for (const [format, width, height] of sheets) {
      const pdf = await page.pdf({ width: `${width}${unit}`, height: `${height}${unit}` });
      expect(pagesOf(pdf), format).toBe(1);
    }
  });

  await test.step('fits a phone', async () => {
    await page.setViewportSize({ width: 320, height: 740 });
    await expectNoSidewaysScroll(page);
  });
  await context.close();
});
