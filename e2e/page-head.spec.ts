/** What a page's head names for tabs, home screens and machines. */
import sharp from 'sharp';
import { expect, test } from './test.ts';

test('icons are there in the sizes that are said', async ({ page, baseURL }) => {
  await page.goto('');
  const href = (rel: string) => page.locator(`head link[rel="${rel}"]`).getAttribute('href');
  const get = async (path: string | null) => {
    const answer = await page.request.get(new URL(path!, baseURL).href);
    expect(answer.status(), path!).toBe(200);
    return answer;
  };
  const svg = await (await get(await href('shortcut icon'))).text();
  expect(svg).toContain('prefers-color-scheme:dark');

  // Whose head says so, with a PNG inside: https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
  const ico = await (await get(await href('icon'))).body();
  expect([...ico.subarray(0, 8)]).toEqual([0, 0, 1, 0, 1, 0, 32, 32]);
  const inside = await sharp(ico.subarray(ico.readUInt32LE(18))).metadata();
  expect([inside.format, inside.width, inside.height]).toEqual(['png', 32, 32]);

  const touch = await sharp(await (await get(await href('apple-touch-icon'))).body()).metadata();
  expect([touch.width, touch.height]).toEqual([180, 180]);

  const manifest = (await (await get(await href('manifest'))).json()) as {
    name: string;
    start_url: string;
    icons: { src: string; sizes: string; purpose?: string }[];
  };
  expect(manifest.name).toBe('100 Days of Backend');
  expect(manifest.start_url).toBe(new URL(baseURL!).pathname);
  for (const { src, sizes } of manifest.icons) {
    const { width, height } = await sharp(await (await get(src)).body()).metadata();
    expect(`${width}x${height}`).toBe(sizes);
  }
  expect(manifest.icons.filter(({ purpose }) => purpose === 'maskable')).toHaveLength(2);
});

test('the browser gets the colour of the page for its own frame', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto('days/');
    const [said, shown] = await page.evaluate(() => {
      const meta = [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')];
      const probe = document.createElement('i');
      probe.style.color = meta.find(({ media }) => matchMedia(media).matches)?.content ?? '';
      document.body.append(probe);
      return [getComputedStyle(probe).color, getComputedStyle(document.body).backgroundColor];
    });
    expect(said).toBe(shown);
  }
});

test('a day names its Markdown, and a site without an address nothing that needs one', async ({
  page,
}) => {
  await page.goto('day/4/');
  const markdown = page.locator('head link[rel="alternate"][type="text/markdown"]');
  const path = await markdown.getAttribute('href');
  const answer = await page.request.get(new URL(path!, page.url()).href);
  expect(await answer.text()).toContain('# Day 4: Files and streams');
  await expect(
    page.locator('head :is(meta[property="og:image"], script[type="application/ld+json"])'),
  ).toHaveCount(0);
});
