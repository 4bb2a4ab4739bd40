/**
 * Attacks by the pages of a program, on the journal around them. With one origin some succeed: they are
 * expected to, as SECURITY.md says, so that whoever mends one has to say so. With two, none may.
 */
import { test as base, expect, type Frame, type Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { HostedSite, hostings, type Hosting } from './origins.ts';

const test = base.extend<object, { sites: (hosting: Hosting) => Promise<HostedSite> }>({
  sites: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the pattern
    async ({}, use) => {
      await using stack = new AsyncDisposableStack();
      const started = new Map<Hosting, Promise<HostedSite>>();
      await use((hosting) => {
        let site = started.get(hosting);
        if (!site) {
          site = HostedSite.start(hosting).then((one) => stack.use(one));
          started.set(hosting, site);
        }
        return site;
      });
    },
    { scope: 'worker' },
  ],
});

const program = (name: string): string => `
import { createServer } from 'node:http';
createServer((req, res) => {
  if (req.url === '/worker.js') {
    res.setHeader('Content-Type', 'text/javascript');
    res.end('addEventListener("fetch", () => {})');
    return;
  }
  res.setHeader('Content-Type', 'text/html');
  res.end('<h1>${name}</h1>' + (req.headers.authorization ?? ''));
}).listen(3000);
`;

async function runProgram(
  page: Page,
  site: HostedSite,
  name: string,
): Promise<{ day: DayPage; frame: Frame }> {
  const day = await DayPage.open(page, 0, site.url);
  await day.edit('app.ts', program(name));
  await day.run();
  await expect(day.frame.getByRole('heading')).toHaveText(name);
  const frame = page.frames().find((one) => one.url().includes('/preview/'))!;
  return { day, frame };
}

/** What the journal has at its origin, and what a preview must not find. */
const plant = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    localStorage.setItem('planted', 'yes');
    document.cookie = 'planted=yes; path=/';
    await (await caches.open('planted')).put('/planted', new Response('yes'));
    await new Promise((resolve) => {
      indexedDB.open('planted', 1).onsuccess = resolve;
    });
  });

for (const hosting of hostings) {
  const isWalled = hosting !== 'one origin';
  const reach = isWalled ? 'is kept from' : 'is known to reach';

  test(`${hosting}: a preview ${reach} what the journal keeps`, async ({ page, sites }) => {
    const site = await sites(hosting);
    const { frame } = await runProgram(page, site, 'attacker');
    await plant(page);
    await page.evaluate(() => {
      const channel = new BroadcastChannel('attack');
      channel.onmessage = () => Object.assign(globalThis, { heard: true });
    });
    const reached = await frame.evaluate(async () => {
      const attempt = async (action: () => unknown): Promise<boolean> => {
        try {
          return Boolean(await action());
        } catch {
          return false;
        }
      };
      // Functions that no script of the preview has replaced.
      const clean = document.body.appendChild(document.createElement('iframe')).contentWindow!;
      new BroadcastChannel('attack').postMessage('from the preview');
      const { Document, ServiceWorkerContainer } = clean as Window & typeof globalThis;
      const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')!;
      const names = async (): Promise<(string | undefined)[]> =>
        (await indexedDB.databases()).map(({ name }) => name);
      return {
        page: await attempt(() => parent.document.querySelector('example-runner')),
        storageOfPage: await attempt(() => parent.localStorage.getItem('planted')),
        localStorage: await attempt(() => localStorage.getItem('planted')),
        cookies: await attempt(() => /planted/.test(cookie.get!.call(document) as string)),
        indexedDB: await attempt(async () => (await names()).includes('planted')),
        caches: await attempt(() => caches.has('planted')),
        ownServiceWorker: await attempt(() =>
          ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, 'worker.js'),
        ),
      };
    });
    expect(reached).toEqual({
      page: !isWalled,
      storageOfPage: !isWalled,
      localStorage: !isWalled,
      cookies: !isWalled,
      indexedDB: !isWalled,
      caches: !isWalled,
      // A service worker's script is never asked of another service worker: it must be a file of the site.
      ownServiceWorker: false,
    });
    const heard = () =>
      page.evaluate(() => (globalThis as unknown as { heard?: boolean }).heard === true);
    await expect.poll(heard).toBe(!isWalled);
    const scopes = (): Promise<string[]> =>
      page.evaluate(async () =>
        (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
      );
    // With two origins it is the journal's own, for reading without a network; previews have theirs.
    await expect.poll(scopes).toEqual([site.url]);
  });

  test(`${hosting}: a preview ${isWalled ? 'cannot' : 'is known to'} lead the journal away`, async ({
    page,
    sites,
  }) => {
    const site = await sites(hosting);
    const { day, frame } = await runProgram(page, site, 'attacker');
    const before = page.url();
    const elsewhere = `${site.url}days/`;
    const refused = await frame.evaluate((url) => {
      try {
        top!.location.href = url;
        return 'nothing thrown';
      } catch (error) {
        return (error as Error).name;
      }
    }, elsewhere);
    expect(refused).toBe('SecurityError');
    // Whoever reaches the page has its ways, too.
    const clicked = await frame.evaluate((url) => {
      try {
        const link = parent.document.createElement('a');
        link.href = url;
        parent.document.body.append(link);
        link.click();
        return 'nothing thrown';
      } catch (error) {
        return (error as Error).name;
      }
    }, elsewhere);
    expect(clicked).toBe(isWalled ? 'SecurityError' : 'nothing thrown');
    if (!isWalled) return page.waitForURL(elsewhere);
    await day.stop();
    expect(page.url()).toBe(before);
  });

  test(`${hosting}: a preview ${isWalled ? 'cannot frame' : 'is known to frame'} the journal`, async ({
    page,
    sites,
  }) => {
    const site = await sites(hosting);
    const { frame } = await runProgram(page, site, 'attacker');
    const target = `${site.url}day/1/`;
    await frame.evaluate(async (target) => {
      const inner = document.createElement('iframe');
      inner.referrerPolicy = 'no-referrer';
      inner.src = target;
      const loaded = new Promise((resolve) => inner.addEventListener('load', resolve));
      document.body.append(inner);
      await loaded;
    }, target);
    const inner = frame.childFrames().at(-1)!;
    const runners = await inner
      .locator('example-runner')
      .count()
      .catch(() => 0);
    expect(runners > 0).toBe(!isWalled);
  });

  test(`${hosting}: forged messages get no answer`, async ({ page, sites }) => {
    const site = await sites(hosting);
    const { frame } = await runProgram(page, site, 'attacker');
    const containerId = /preview\/([^/]+)/.exec(frame.url())![1]!;
    await page.evaluate(() => {
      const heard = new Promise<void>((resolve) =>
        addEventListener('message', ({ data }) => data?.type === 'last' && resolve()),
      );
      Object.assign(globalThis, { heard });
    });
    const answered = frame.evaluate(async (containerId) => {
      const answers: unknown[] = [];
      const forge = (target: Window, message: object): void => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => answers.push(data);
        target.postMessage(message, '*', [port2]);
      };
      const request = { method: 'GET', path: '/', headers: [['Authorization', 'forged']] };
      const forged = [
        { type: 'preview:connect' },
        { type: 'preview:owner' },
        { type: 'preview:serves', containerIds: [] },
        { type: 'preview:request', containerId, port: 3000, request },
        {
          type: 'preview:document-cookie',
          containerId,
          url: 'http://localhost:3000/',
          text: 'a=b',
        },
        { type: 'preview:stopped', containerId },
        { type: 'init' },
      ];
      // The journal, and every frame in it: the bridge is one of them.
      const targets = [parent, ...Array.from({ length: parent.length }, (_, at) => parent[at]!)];
      for (const target of targets) {
        if (target === self) continue;
        for (const message of forged) forge(target, message);
      }
      // A bridge of one's own.
      const bridge = document.createElement('iframe');
      bridge.referrerPolicy = 'no-referrer';
      bridge.src = `${location.origin}/preview-bridge/`;
      const loaded = new Promise((resolve) => bridge.addEventListener('load', resolve));
      document.body.append(bridge);
      await loaded;
      for (const message of forged) forge(bridge.contentWindow!, message);
      // What would be answered is answered before a request has gone all the way, twice.
      for (let turn = 0; turn < 2; turn++) await (await fetch('/')).text();
      parent.postMessage({ type: 'last' }, '*');
      return answers;
    }, containerId);
    expect(await answered).toEqual([]);
    await page.evaluate(() => (globalThis as unknown as { heard: Promise<void> }).heard);
    await expect(page.getByRole('region', { name: /^Run day 0/ })).toHaveAttribute(
      'data-state',
      'ready',
    );
  });

  test(`${hosting}: a program does not learn of another's requests`, async ({ page, sites }) => {
    const site = await sites(hosting);
    const { frame } = await runProgram(page, site, 'attacker');
    // A frame of the same origin that is no preview: the service worker takes it for a page.
    await frame.evaluate(async () => {
      const disguise = document.createElement('iframe');
      disguise.referrerPolicy = 'no-referrer';
      disguise.src = `${location.origin}/preview-bridge/`;
      const loaded = new Promise((resolve) => disguise.addEventListener('load', resolve));
      document.body.append(disguise);
      await loaded;
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      const { serviceWorker } = disguise.contentWindow!.navigator;
      serviceWorker.addEventListener('message', ({ data, ports }) => {
        heard.push(JSON.stringify(data));
        // Claims everything that it has heard of.
        ports[0]?.postMessage({ owner: true, containerIds: [data.containerId, undefined, '*'] });
      });
      serviceWorker.startMessages();
    });
    const other = await page.context().newPage();
    const victim = await runProgram(other, site, 'victim');
    const victimId = /preview\/([^/]+)/.exec(victim.frame.url())![1]!;
    await victim.day.button('Reload').click();
    await expect(victim.day.frame.getByRole('heading')).toHaveText('victim');
    const heard = await frame.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    expect(heard.join()).not.toContain(victimId);
    // Nor is its server reached by who knows the address.
    const asked = await frame.evaluate(
      async ([origin, id]) =>
        fetch(`${origin}/preview/${id}/3000/`).then(
          (response) => response.status,
          (error: Error) => error.name,
        ),
      [site.previewOrigin, victimId] as const,
    );
    expect(asked).toBe('TypeError');
    await other.close();
  });
}

test('one origin: what a preview writes into the kept pages is not shown while the server answers', async ({
  page,
  sites,
}) => {
  const site = await sites('one origin');
  const { frame } = await runProgram(page, site, 'attacker');
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
    .toBe(true);
  await frame.evaluate(async () => {
    const scope = new URL('/', location.href).href;
    const forged = '<!doctype html><title>Day 1</title><h1>Forged</h1>';
    const headers = { 'Content-Type': 'text/html' };
    for (const name of [...(await caches.keys()), `kept for reading: ${scope} 1`]) {
      await (await caches.open(name)).put(`${scope}day/1/`, new Response(forged, { headers }));
    }
  });
  await page.goto(`${site.url}day/1/`);
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Forged');
  await expect(page.getByRole('region', { name: /^Run day 1: / })).toBeVisible();
});

test('two origins: nothing is kept for reading where previews are', async ({ page, sites }) => {
  const site = await sites('two origins');
  const { frame } = await runProgram(page, site, 'program');
  await expect
    .poll(() => page.evaluate(async () => (await caches.keys()).length))
    .toBeGreaterThan(0);
  const kept = (names: string[]): string[] =>
    names.filter((name) => name.startsWith('kept for reading'));
  expect(kept(await page.evaluate(() => caches.keys()))).not.toEqual([]);
  expect(kept(await frame.evaluate(() => caches.keys()))).toEqual([]);
});

test('two origins: the address bar follows the preview, and Back and Reload work', async ({
  page,
  sites,
}) => {
  const site = await sites('two origins');
  const { day, frame } = await runProgram(page, site, 'walker');
  expect(new URL(frame.url()).origin).toBe(site.previewOrigin);
  await frame.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/next?x=1';
    link.textContent = 'next';
    document.body.append(link);
  });
  await day.frame.getByRole('link', { name: 'next' }).click();
  await expect(day.path).toHaveValue('/next?x=1');
  await day.frame.locator('body').evaluate(() => history.pushState(null, '', '/pushed'));
  await expect(day.path).toHaveValue('/pushed');
  await day.button('Back').click();
  await expect(day.path).toHaveValue('/next?x=1');
  await day.button('Reload').click();
  await expect(day.frame.getByRole('heading')).toHaveText('walker');
  await day.stop();
});

test('two origins: a whole day works', async ({ page, sites }) => {
  const site = await sites('two origins');
  const day = await DayPage.open(page, 9, site.url);
  await day.run();
  await day.frame.getByLabel('Address').fill('https://example.com/far');
  await day.frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(day.frame.getByRole('cell', { name: 'https://example.com/far' })).toBeVisible();
  await day.sendAll();
});

test('two origins: a preview whose script never ends does not hold up the journal, and Run works again', async ({
  page,
  sites,
  browserName,
}) => {
  test.skip(browserName === 'firefox', 'Firefox runs both origins in one process.');
  const { day, frame } = await runProgram(page, await sites('two origins'), 'looper');
  const begun = page.waitForEvent('console', (message) => message.text() === 'begun');
  await frame.evaluate(() => {
    setTimeout(() => {
      console.log('begun');
      for (;;);
    });
  });
  await begun;
  await day.stop();
  await day.run();
  // The browser takes some seconds to end the process.
  await expect(day.frame.getByRole('heading')).toHaveText('looper', { timeout: 30_000 });
});
