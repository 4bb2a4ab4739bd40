/** The built site behind a real nginx, with the configuration that DEPLOY.md hands out. */
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { immutable } from '../../src/journal/integrations/isolation-headers.ts';
import { scriptPolicies, siteHeaders } from '../../src/journal/integrations/security-headers.ts';
import { builtSite } from '../built-days.ts';
import { DayPage } from '../day-page.ts';
import { expect, test as base } from '../test.ts';
import { missingNginx, Nginx } from './nginx.ts';

const missing = missingNginx();

const test = base.extend<object, { nginx: Nginx }>({
  nginx: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      await using nginx = await Nginx.start({ site: builtSite });
      await use(nginx);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ nginx }, use) => use(nginx.url),
});

test.skip(missing !== undefined, missing);
test.skip(({ browserName }) => browserName !== 'chromium', 'The server is the same to all.');

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  /** Each header apart, as it was sent. */
  raw: readonly string[];
  body: Buffer;
}

/** As `fetch`, but what is compressed stays so. */
const get = (url: string, encoding = 'identity'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    httpRequest(url, { headers: { 'Accept-Encoding': encoding } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          raw: response.rawHeaders,
          body: Buffer.concat(parts),
        }),
      );
    })
      .on('error', reject)
      .end();
  });

const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** A hashed file that each page loads. */
async function hashedFile(): Promise<string> {
  const html = await readFile(join(builtSite, 'index.html'), 'utf8');
  return /\/(_astro\/page\.[\w-]+\.js)/.exec(html)![1]!;
}

test('pages come compressed ahead, as the browser takes them', async ({ nginx }) => {
  const path = 'day/0/';
  const raw = await readFile(join(builtSite, path, 'index.html'));
  const whole = await get(nginx.url + path);
  expect(whole.headers['content-encoding']).toBeUndefined();
  expect(whole.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(whole.body.equals(raw)).toBe(true);

  const brotli = await get(nginx.url + path, 'gzip, deflate, br');
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotli.headers.vary).toContain('Accept-Encoding');
  expect(brotliDecompressSync(brotli.body).equals(raw)).toBe(true);
  expect(brotli.body.equals(await readFile(join(builtSite, path, 'index.html.br')))).toBe(true);

  const gzip = await get(nginx.url + path, 'gzip');
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.body).equals(raw)).toBe(true);
  expect((await get(`${nginx.url}${path}index.html.br`)).status).toBe(404);
});

test('every kind of response has its headers', async ({ nginx }) => {
  const { worker } = JSON.parse(
    await readFile(join(import.meta.dirname, '../../.cache/engine/manifest.json'), 'utf8'),
  ) as { worker: string };
  const kinds: [path: string, cache: string, policy?: string][] = [
    ['', 'no-cache'],
    ['day/0/', 'no-cache'],
    ['nowhere/', 'no-cache'],
    ['layers/catalog.json', 'no-cache'],
    [await hashedFile(), immutable],
    [`engine/${worker}`, immutable, scriptPolicies['/engine/*']],
    ['preview-service-worker.js', 'no-cache', scriptPolicies['/preview-service-worker.js']],
  ];
  for (const [path, cache, policy] of kinds) {
    const { headers, raw } = await get(nginx.url + path);
    const policies = raw.filter((_, index) => raw[index - 1] === 'Content-Security-Policy');
    expect(headers, path).toMatchObject({
      ...lower(siteHeaders),
      'content-security-policy': policies.join(', '),
      'cache-control': cache,
    });
    expect(policies, path).toEqual([
      siteHeaders['Content-Security-Policy'],
      ...(policy ? [policy] : []),
    ]);
  }
});

test('a folder is redirected to, and what is missing has the page that helps', async ({
  nginx,
}) => {
  const folder = await get(`${nginx.url}day/0`);
  expect([folder.status, folder.headers.location]).toEqual([301, '/day/0/']);
  const missing = await get(`${nginx.url}nowhere/`);
  expect(missing.status).toBe(404);
  expect(missing.body.equals(await readFile(join(builtSite, '404.html')))).toBe(true);
});

test('a day runs, isolated, with its preview', async ({ page }) => {
  const day = await DayPage.open(page, 9);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await day.run();
  await expect(day.frame.getByRole('heading', { name: 'Link shortener' })).toBeVisible();
  await day.sendAll();
});
