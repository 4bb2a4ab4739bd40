/** Attacks by other windows: one that has opened the journal, and those that a preview opens. */
import { expect, test, type Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { SiteServer } from '../site-server.ts';
import { HostedSite } from './origins.ts';

/** Opens an address from a page of another origin, which keeps hold of the window. */
async function openFromElsewhere(page: Page, url: string): Promise<Page> {
  await page.route('http://attacker.localhost/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>attacker</h1>' }),
  );
  await page.goto('http://attacker.localhost/');
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((target) => {
      Object.assign(globalThis, { opened: window.open(target) });
    }, url),
  ]);
  await opened.waitForLoadState();
  return opened;
}

for (const isolated of [true, false]) {
  const how = isolated ? 'with' : 'without';
  test(`${how} isolation headers, a page that opened the journal has no hold of it`, async ({
    page,
  }) => {
    await using server = await SiteServer.start({ folder: 'dist', isolated });
    const opened = await openFromElsewhere(page, `${server.url}day/0/`);
    const day = DayPage.on(opened, 0);
    await day.run();
    await expect(day.frame.locator('body')).toContainText(/\w/);
    const frame = opened.frames().find((one) => one.url().includes('/preview/'))!;
    const containerId = /preview\/([^/]+)/.exec(frame.url())![1]!;
    // A message that comes after all forged ones, by the way that they take.
    await opened.evaluate(() => {
      const heard = new Promise<void>((resolve) =>
        addEventListener('message', ({ data }) => data?.type === 'last' && resolve()),
      );
      Object.assign(globalThis, { heard });
    });
    const found = await page.evaluate((id) => {
      const { opened } = globalThis as unknown as { opened: Window };
      const answers: unknown[] = [];
      Object.assign(globalThis, { answers });
      const request = { method: 'GET', path: '/', headers: [['Authorization', 'forged']] };
      const messages = [
        { type: 'preview:connect' },
        { type: 'preview:owner' },
        { type: 'preview:serves', containerIds: [] },
        { type: 'preview:request', containerId: id, port: 3000, request },
        { type: 'preview:stopped', containerId: id },
        { type: 'init' },
        { type: 'last' },
      ];
      const targets = [opened, ...Array.from({ length: opened.length }, (_, at) => opened[at]!)];
      for (const target of targets) {
        for (const message of messages) {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => answers.push(data);
          target.postMessage(message, '*', [port2]);
        }
      }
      try {
        return { isClosed: opened.closed, document: String(opened.document) };
      } catch (error) {
        return { isClosed: opened.closed, document: (error as Error).name };
      }
    }, containerId);
    // With the headers the window that is held is another, closed one.
    expect(found.isClosed).toBe(isolated);
    if (!isolated) {
      expect(found.document).toBe('SecurityError');
      await opened.evaluate(() => (globalThis as unknown as { heard: Promise<void> }).heard);
    }
    // What would be answered is answered before a request has gone all the way, twice.
    await day.sendAll();
    const answers = await page.evaluate(
      () => (globalThis as unknown as { answers: unknown[] }).answers,
    );
    expect(answers).toEqual([]);
    await day.expectState('ready');
  });
}

for (const isolated of [true, false]) {
  const how = isolated ? 'with' : 'without';
  test(`${how} isolation headers a preview gets no hold of a window that it opens`, async ({
    page,
  }) => {
    await using site = await HostedSite.start('two origins', isolated);
    const day = await DayPage.open(page, 0, site.url);
    await day.run();
    await expect(day.frame.locator('body')).toContainText(/\w/);
    const held = await day.frame.locator('body').evaluate(() => {
      try {
        return open('about:blank') !== null;
      } catch {
        // Firefox, where the sandbox forbids it.
        return false;
      }
    });
    expect(held).toBe(false);
  });
}

test('a preview is known to start a download by itself', async ({ page, browserName }) => {
  test.skip(
    browserName === 'firefox',
    'Over BiDi, Firefox does not report the download of a blob.',
  );
  await using site = await HostedSite.start('two origins');
  const day = await DayPage.open(page, 0, site.url);
  await day.run();
  await expect(day.frame.locator('body')).toContainText(/\w/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    day.frame.locator('body').evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['unasked']));
      link.download = 'unasked.txt';
      link.click();
    }),
  ]);
  expect(download.suggestedFilename()).toBe('unasked.txt');
});
