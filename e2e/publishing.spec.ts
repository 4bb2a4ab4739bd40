/** The journal on the fourth day of its publication, and the one without dates. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { XMLValidator } from 'fast-xml-parser';
import { parseJsonFeed, parseRssFeed } from 'feedsmith';
import sharp from 'sharp';
import { builtPages } from '../src/cli/site/pages.ts';
import { checkStructuredData, jsonLdOf } from '../src/cli/site/structured-data.ts';
import { newestCommitDates } from '../src/journal/commit-dates.ts';
import { builtDays } from './built-days.ts';
import { DatedSite, siteUrl } from './dated-site.ts';
import { DayPage } from './day-page.ts';
import { SiteServer } from './site-server.ts';
import { expect, test } from './test.ts';

const times = (page: Page) =>
  page.locator('main time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime')));

test('without a start date every written day is there, and none has a date', async ({ page }) => {
  await page.goto('days/');
  await page.getByLabel('Written only').check();
  await expect(page.locator('main li[data-day]:visible')).toHaveCount(builtDays.length);
  expect(await times(page)).toEqual([]);
  await page.goto('day/0/');
  await expect(page.locator('main .day-head time')).toHaveCount(0);
});

test.describe('until today', () => {
  test.describe.configure({ mode: 'serial' });
  test.skip(({ browserName }) => browserName === 'firefox', 'What is built is the same for both.');

  const site = new DatedSite();
  let server: SiteServer;
  test.beforeAll(async ({ browserName }) => {
    if (browserName === 'firefox') return;
    await site.build();
    server = await SiteServer.start({ folder: site.folder });
  });
  test.afterAll(() => server?.[Symbol.asyncDispose]());
  // The guard against other servers takes this one for its own.
  test.use({
    // Asked for once before the server is there, too.
    baseURL: ({ baseURL }, use) => use(server?.url ?? baseURL),
  });

  const due = builtDays.filter(({ day }) => day <= 3).map(({ day }) => day);
  const held = builtDays.filter(({ day }) => day > 3);

  test('the days that are to come are built in no form', async () => {
    expect(due.length).toBeGreaterThan(2);
    expect(held.length).toBeGreaterThan(0);
    const files = await site.files();
    const days = (pattern: RegExp) =>
      files.flatMap((file) => pattern.exec(file)?.[1] ?? []).map(Number);
    for (const pattern of [
      /^day\/(\d+)\/index\.html$/,
      /^examples\/(\d+)\.\w+\.json$/,
      /^projects\/(\d+)\.json$/,
      /^layers\/day(\d+)\.\w+\.js$/,
    ]) {
      expect(days(pattern), String(pattern)).toEqual(due);
    }
    // What their front matter says of them is on no page either.
    const text = files
      .filter((file) => /\.(html|xml|txt|md)$/.test(file))
      .map((file) => site.read(file))
      .join('\n');
    expect(held.filter(({ day }) => text.includes(`/day/${day}/`))).toEqual([]);
  });

  test('a day has its date, and those to come are planned', async ({ page }) => {
    await page.goto('day/3/');
    await expect(page.locator('main .day-head time')).toHaveText('January 4, 2026');
    await expect(page.locator('main a[rel="next"]')).toHaveCount(0);

    await page.goto('days/');
    expect(await times(page)).toEqual(['2026-01-01', '2026-01-02', '2026-01-04']);
    const row = page.locator('main li[data-day]').nth(held[0]!.day);
    await expect(row).toContainText('planned');
    await expect(row.getByRole('heading').getByRole('link')).toHaveCount(0);
    const packages = page.getByRole('combobox', { name: 'Package' }).getByRole('option');
    await expect(packages).toHaveText(['All packages', 'express']);
  });

  test('a day of the future is not found', async ({ page }) => {
    const answer = await page.goto(`day/${held[0]!.day}/`);
    expect(answer?.status()).toBe(404);
  });

  test('the search knows only what is published', async ({ page }) => {
    await page.goto('');
    await page.getByRole('button', { name: 'Search' }).click();
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.fill('event loop');
    await expect(page.getByRole('dialog').getByRole('link').first()).toHaveAttribute(
      'href',
      /\/day\/3\//,
    );
    const links = await page
      .getByRole('dialog')
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    const found = new Set(links.flatMap((href) => /\/day\/(\d+)\//.exec(href)?.[1] ?? []));
    expect([...found].map(Number).filter((day) => day > 3)).toEqual([]);
  });

  test('the feeds have the whole text of the published days, newest first', async () => {
    const xml = site.read('rss.xml');
    expect(XMLValidator.validate(xml)).toBe(true);
    const rss = parseRssFeed(xml);
    const json = parseJsonFeed(JSON.parse(site.read('feed.json')));
    const urls = due.map((day) => `${siteUrl}/day/${day}/`).reverse();
    expect(rss.items?.map(({ link }) => link)).toEqual(urls);
    expect(json.items?.map(({ id }) => id)).toEqual(urls);
    expect(rss.items?.[0]).toMatchObject({
      title: 'Day 3: The event loop',
      pubDate: 'Sun, 04 Jan 2026 00:00:00 GMT',
      guid: { value: urls[0], isPermaLink: true },
    });
    for (const [at, { content_html: html = '' }] of json.items!.entries()) {
      expect(rss.items![at]!.content?.encoded).toBe(html);
      expect(html).toContain('<pre><code class="language-ts">');
      expect(html).toContain(`<a href="${urls[at]}">Run this example in your browser</a>`);
      expect(html).not.toMatch(/<(script|style|iframe)\b|\sstyle=|#region/);
      const links = [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link]) => link!);
      expect(links.filter((link) => !/^https?:\/\//.test(link))).toEqual([]);
    }
  });

  test('a page names the feeds in its head and at its end', async ({ page }) => {
    await page.goto('day/0/');
    for (const [name, path, type] of [
      ['RSS', '/rss.xml', 'application/rss+xml'],
      ['JSON Feed', '/feed.json', 'application/feed+json'],
    ] as const) {
      await expect(page.locator(`head link[rel="alternate"][type="${type}"]`)).toHaveAttribute(
        'href',
        path,
      );
      const link = page.getByRole('link', { name, exact: true });
      await expect(link).toHaveAttribute('href', path);
      expect((await page.request.get(path)).status()).toBe(200);
    }
  });

  test('crawlers get the published pages, and each day as Markdown', async ({ request }) => {
    expect(site.read('robots.txt')).toContain(`Sitemap: ${siteUrl}/sitemap-index.xml`);
    const sitemap = site.read('sitemap-0.xml');
    const paths = [...sitemap.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url!);
    expect(paths).toContain(`${siteUrl}/day/3/`);
    expect(paths.filter((path) => /headless|preview|404|\.json|\.md/.test(path))).toEqual([]);
    const hidden = (await builtPages(site.folder)).filter(({ file }) =>
      site.read(file).includes('<meta name="robots" content="noindex"'),
    );
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.filter(({ path }) => paths.includes(siteUrl + path))).toEqual([]);

    // A copy without its history has no dates to show.
    const dates = [...sitemap.matchAll(/<lastmod>([^<]*)<\/lastmod>/g)].map(([, date]) => date!);
    const commits = await newestCommitDates(process.cwd(), 'content', 'examples');
    expect(dates).toHaveLength(commits.size > 0 ? paths.length : 0);
    expect(dates.filter((date) => Number.isNaN(Date.parse(date)))).toEqual([]);

    const links = [...site.read('llms.txt').matchAll(/\]\(([^)]*\.md)\)/g)].map(([, url]) => url!);
    expect(links).toEqual(due.map((day) => `${siteUrl}/day/${day}.md`));
    const answer = await request.get('day/3.md');
    expect(answer.headers()['content-type']).toBe('text/markdown; charset=utf-8');
    const markdown = await answer.text();
    expect(markdown).toMatch(/^---\ntitle: The event loop\n/);
    expect(markdown).toContain('date: 2026-01-04\n');
    expect(markdown).toContain('```ts title="order.ts"\nfunction schedule(');
    expect(markdown).not.toMatch(/^<(Code|Runner|Database)\b/m);
  });

  test('pages tell search engines what they are', async () => {
    const pages = await builtPages(site.folder);
    const sitemap = site.read('sitemap-0.xml');
    const expected = (path: string) => sitemap.includes(`<loc>${siteUrl}${path}</loc>`);
    expect(expected('/day/3/')).toBe(true);
    const { checked, problems } = await checkStructuredData(site.folder, pages, expected);
    expect(problems).toEqual([]);
    expect(checked).toBe(pages.filter(({ path }) => expected(path)).length);

    const data = JSON.parse(jsonLdOf(site.read('day/3/index.html'))[0]!) as {
      '@graph': Record<string, unknown>[];
    };
    expect(data['@graph'][0]).toMatchObject({
      '@type': ['BlogPosting', 'LearningResource'],
      headline: 'Day 3: The event loop',
      datePublished: '2026-01-04T00:00:00.000Z',
      image: `${siteUrl}/og/day-3.png`,
    });
  });

  test('link previews have an image', async ({ page }) => {
    for (const [path, name, alt] of [
      ['day/3/', 'day-3', 'Day 3: The event loop, marked on the wall of the 100 days'],
      ['', 'home', `the wall of the 100 days, of which ${due.length} are filled`],
      ['skills/', 'skills', 'Skills: the wall'],
    ] as const) {
      await page.goto(path);
      const property = (name: string) =>
        page.locator(`head meta[property="${name}"]`).getAttribute('content');
      expect(await property('og:image')).toBe(`${siteUrl}/og/${name}.png`);
      expect(await property('og:image:alt')).toContain(alt);
      expect(await property('og:url')).toBe(`${siteUrl}/${path}`);
      const { width, height, format } = await sharp(join(site.folder, `og/${name}.png`)).metadata();
      expect([format, String(width), String(height)]).toEqual([
        'png',
        await property('og:image:width'),
        await property('og:image:height'),
      ]);
    }
    // Only of what is published.
    const images = (await site.files()).filter((file) => file.startsWith('og/day-'));
    expect(images).toEqual(due.map((day) => `og/day-${day}.png`));
    const published = page.locator('head meta[property="article:published_time"]');
    await expect(published).toHaveCount(0);
    await page.goto('day/3/');
    await expect(published).toHaveAttribute('content', '2026-01-04T00:00:00.000Z');
  });

  test('a published day runs', async ({ page }) => {
    const day = await DayPage.open(page, 0);
    await day.run();
    await expect(day.frame.getByRole('heading', { name: 'Hello, backend' })).toBeVisible();
  });
});

test('without an address there are no feeds, and days are still there as Markdown', async ({
  page,
  request,
}) => {
  await page.goto('');
  await expect(page.locator('head link[rel="alternate"]')).toHaveCount(0);
  expect((await request.get('rss.xml')).status()).toBe(404);
  for (const { day } of builtDays) {
    const markdown = await (await request.get(`day/${day}.md`)).text();
    expect(markdown, `day ${day}`).toContain(`url: /day/${day}/`);
    expect(markdown, `day ${day}`).not.toMatch(/^<\/?[A-Z]\w*|#(end)?region/m);
  }
});
