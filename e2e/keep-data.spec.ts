/** "Keep data": what an example's database holds stays over a reload, if the reader asks for it. */
import { gunzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

interface Runner extends HTMLElement {
  request(request: object): Promise<{ status: number; body: ReadableStream }>;
}

/** For each database a day, something that it stores, and where that is seen again. */
const examples = [
  { day: 30, write: '/shelves', body: { name: 'Kept here' }, read: '/shelves' },
  { day: 40, write: '/people', body: { name: 'Kept here' }, read: '/people' },
  {
    day: 44,
    write: '/recipes',
    body: { title: 'Kept here', minutes: 5, ingredients: [] },
    read: '/recipes',
  },
  {
    day: 72,
    write: '/games/pong/plays',
    body: { player: 'Kept here', points: 999 },
    read: '/games/pong/board?count=3',
  },
];

const send = (page: Page, method: string, path: string, body?: object): Promise<string> =>
  page.evaluate(
    async ({ method, path, body }) => {
      const runner = document.querySelector('example-runner') as Runner;
      const response = await runner.request({
        ...{ method, path, port: 3000 },
        headers: body ? [['Content-Type', 'application/json']] : [],
        ...(body && { body: new TextEncoder().encode(JSON.stringify(body)) }),
      });
      return new Response(response.body).text();
    },
    { method, path, body },
  );

/** What this browser keeps for a day. */
async function keptBytes(page: Page, day: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    (key) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('example-data', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('folders');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const getting = opening.result.transaction('folders').objectStore('folders').get(key);
          getting.onsuccess = () => {
            opening.result.close();
            const reader = new FileReader();
            reader.onload = () => resolve((reader.result as string).replace(/^.*,/, ''));
            reader.readAsDataURL(new Blob([(getting.result as Uint8Array<ArrayBuffer>) ?? '']));
          };
        };
      }),
    `day${day}`,
  );
  return Buffer.from(base64, 'base64');
}

/** Whether it holds the text: as it is, in base64, or in an archive. */
async function keeps(page: Page, day: number, text: string): Promise<boolean> {
  const bytes = await keptBytes(page, day);
  if (bytes.includes(text) || bytes.includes(btoa(text))) return true;
  const archive = bytes.indexOf('1f8b08', 0, 'hex');
  return archive >= 0 && gunzipSync(bytes.subarray(archive)).includes(text);
}

for (const { day, write, body, read } of examples) {
  test(`day ${day}: data stay over a reload if asked, until Reset`, async ({ page }) => {
    test.slow(); // The program starts three times.
    let opened = await DayPage.open(page, day);
    const box = opened.root.getByRole('checkbox', { name: 'Keep data' });
    await opened.root.dispatchEvent('pointerenter');
    await box.check();
    await opened.run();
    expect(await send(page, 'GET', read)).not.toContain('Kept here');
    await send(page, 'POST', write, body);
    await expect.poll(() => keeps(page, day, 'Kept here'), { timeout: 30_000 }).toBe(true);

    opened = await DayPage.open(page, day);
    await opened.root.dispatchEvent('pointerenter');
    await expect(box).toBeChecked();
    await opened.run();
    expect(await send(page, 'GET', read)).toContain('Kept here');

    await opened.reset();
    await expect.poll(() => keptBytes(page, day)).toHaveLength(0);
    await opened.run();
    expect(await send(page, 'GET', read)).not.toContain('Kept here');
    await box.uncheck();
    await expect.poll(() => keptBytes(page, day)).toHaveLength(0);
  });
}
