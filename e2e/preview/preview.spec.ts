/** The preview by itself: service worker, page and injected script, with functions for servers. */
import type { Server } from 'node:http';
import { expect, test, type Frame, type Page } from '@playwright/test';
import type { Harness } from './page.ts';
import { startServer } from './server.ts';

declare const harness: Harness;

for (const [name, base, isolated] of [
  ['at the root', '/', false],
  ['below a sub-path, isolated', '/journal/', true],
] as const) {
  test.describe(name, () => {
    let server: Server;
    let url: string;
    test.beforeAll(async () => {
      ({ server, url } = await startServer(base, isolated));
    });
    test.afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    let nextId = 1;
    const start = async (page: Page, id = `c${nextId++}`): Promise<string> => {
      await page.goto(url);
      return await page.evaluate((id) => harness.start(id), id);
    };
    /** Opens the path in a frame of the page that runs the container. */
    const open = async (page: Page, path: string, id?: string): Promise<Frame> => {
      const root = await start(page, id);
      await page.evaluate((address) => harness.frame(address), root + path);
      return page.frames()[1]!;
    };
    const text = (frame: Frame, path: string, init?: object): Promise<string> =>
      frame.evaluate(
        async ([path, init]) => {
          const response = await fetch(path as string, init as RequestInit);
          return `${response.status} ${await response.text()}`;
        },
        [path, init] as const,
      );

    test('serves a page, its script and what it asks for by root-relative URLs', async ({
      page,
    }) => {
      const frame = await open(page, '', 'first');
      await expect(frame.locator('h1')).toHaveText('first');
      expect(await frame.title()).toBe('ran');
      await expect(frame.locator('body')).toHaveCSS('background-color', 'rgb(1, 2, 3)');
      expect(await text(frame, '/_astro/x')).toBe('200 first /_astro/x');
      expect(await text(frame, '/missing')).toBe('404 no /missing');
      expect(await frame.evaluate(() => document.documentElement.innerHTML)).not.toContain(
        '__preview',
      );
    });

    test("leaves the journal's own requests alone", async ({ page }) => {
      await start(page);
      const own = async (): Promise<unknown> =>
        page.evaluate(async (base) => {
          const worker = new Worker(`${base}outer.js`);
          const answer = new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
          worker.postMessage(1);
          return [await answer, await (await fetch('/_astro/x')).text()];
        }, base);
      const expected = ['inner journal /_astro/x', 'journal /_astro/x'];
      expect(await own()).toEqual(expected);
      await page.reload();
      expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
      expect(await own()).toEqual(expected);
    });

    test('follows links, also above the root and with the address of the server', async ({
      page,
    }) => {
      const frame = await open(page, '');
      await frame.locator('#link').click();
      await expect(frame.locator('h1')).toHaveText('page');
      expect(await frame.locator('#referer').textContent()).toBe('http://localhost:3000/');
      expect(frame.url()).toMatch(/preview\/c\d+\/3000\/page\?x=1$/);
      await frame.locator('a').click();
      await frame.locator('#absolute').click();
      await expect(frame.locator('h1')).toHaveText('page');
    });

    test('follows what scripts do to the address', async ({ page }) => {
      const frame = await open(page, '');
      await frame.evaluate(() => history.pushState(null, '', '/deep/er?q'));
      expect(frame.url()).toMatch(/\/3000\/deep\/er\?q$/);
      await frame.evaluate(() => void (location.href = '/page'));
      await expect(frame.locator('h1')).toHaveText('page');
      expect(frame.url()).toMatch(/\/3000\/page$/);
    });

    test('submits forms', async ({ page }) => {
      const frame = await open(page, '');
      await frame.evaluate(() => document.querySelector('form')!.requestSubmit());
      await expect(frame.locator('#body')).toHaveText('name=Ada');
      await expect(frame.locator('#origin')).toHaveText('http://localhost:3000');
      const second = await open(page, '');
      await second.evaluate(() => document.querySelector('form')!.submit());
      await expect(second.locator('#body')).toHaveText('name=Ada');
    });

    test('keeps cookies through a login and its redirect', async ({ page }) => {
      const frame = await open(page, 'login');
      await frame.locator('button').click();
      await expect(frame.locator('#cookie')).toHaveText('sid=42; csrf=abc');
      expect(frame.url()).toMatch(/\/3000\/me$/);
      expect(await frame.evaluate(() => document.cookie)).toBe('csrf=abc');
      const written = await frame.evaluate(async () => {
        document.cookie = 'theme=dark';
        const echo = await (await fetch('/echo')).json();
        return [document.cookie, echo.headers.find(([name]: string[]) => name === 'Cookie')[1]];
      });
      expect(written).toEqual(['csrf=abc; theme=dark', 'sid=42; csrf=abc; theme=dark']);
      const set = await frame.evaluate(async () => {
        await fetch('/token');
        return document.cookie;
      });
      expect(set).toBe('csrf=abc; theme=dark; token=t1');
      expect(await page.evaluate(() => document.cookie)).toBe('journal=secret');
    });

    test('gives the program the headers of its own origin', async ({ page }) => {
      const frame = await open(page, 'page?from');
      const { headers, length } = await frame.evaluate(async () => {
        const response = await fetch('/echo?x', { method: 'POST', body: 'héllo' });
        return (await response.json()) as { headers: [string, string][]; length: number };
      });
      const fields = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
      expect(length).toBe(6);
      expect(fields.get('content-length')).toBe('6');
      expect(fields.get('host')).toBe('localhost:3000');
      expect(fields.get('origin')).toBe('http://localhost:3000');
      expect(fields.get('referer')).toBe('http://localhost:3000/page?from');
      expect(fields.get('sec-fetch-site')).toBe('same-origin');
      expect(fields.get('accept-encoding')).toContain('gzip');
      expect(JSON.stringify(headers)).not.toContain('journal');
      expect(JSON.stringify(headers)).not.toContain('/preview/');
    });

    test('follows redirects of fetch', async ({ page }) => {
      const frame = await open(page, '', 'redirects');
      expect(await text(frame, '/redirect?to=/api')).toBe('200 redirects /api');
      expect(await text(frame, '/redirect?to=http://localhost:3000/api')).toBe(
        '200 redirects /api',
      );
      const manual = await frame.evaluate(async () => {
        const { type } = await fetch('/redirect', { redirect: 'manual' });
        return type;
      });
      expect(manual).toBe('opaqueredirect');
    });

    test('uploads files', async ({ page }) => {
      const frame = await open(page, '');
      const echoed = await frame.evaluate(async () => {
        const form = new FormData();
        form.set('file', new File(['contents'], 'note.txt', { type: 'text/plain' }));
        return await (await fetch('/echo', { method: 'POST', body: form })).json();
      });
      expect(echoed.body).toContain('filename="note.txt"');
      expect(echoed.body).toContain('contents');
    });

    test('streams events, and tells the program when the page leaves', async ({ page }) => {
      const frame = await open(page, '');
      const received = await frame.evaluate(async () => {
        const source = new EventSource('/events');
        const all: string[] = [];
        await new Promise<void>((resolve) => {
          source.onmessage = ({ data }) => all.push(data as string) === 2 && resolve();
        });
        source.close();
        return all;
      });
      expect(received).toEqual(['one', 'two']);
      await expect.poll(() => page.evaluate(() => harness.events)).toContain('abort /events');
    });

    test('passes on bodies: encoded, empty and large', async ({ page }) => {
      const frame = await open(page, '');
      expect(await text(frame, '/gzip')).toBe('200 unpacked');
      expect(await text(frame, '/status?code=204')).toBe('204 ');
      expect(await text(frame, '/status?code=304')).toBe('304 ');
      expect(await text(frame, '/echo', { method: 'HEAD' })).toBe('404 ');
      const size = await frame.evaluate(async () => (await (await fetch('/big')).blob()).size);
      expect(size).toBe(3_000_000);
    });

    for (const id of ['#attachment', '#download']) {
      test(`downloads ${id}`, async ({ page }) => {
        const frame = await open(page, '');
        const downloading = page.waitForEvent('download');
        await frame.locator(id).click();
        const download = await downloading;
        const chunks: Buffer[] = [];
        for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
        expect(Buffer.concat(chunks).toString()).toBe('a,b\n1,2\n');
        // Firefox counts on when it has saved the name before.
        expect(download.suggestedFilename()).toMatch(/^report(\(\d+\))?\.csv$/);
      });
    }

    test('bridges WebSockets', async ({ page }) => {
      const frame = await open(page, '');
      const log = await frame.evaluate(async () => {
        document.cookie = 'who=me';
        const socket = new WebSocket(`ws://${location.host}/chat?room=1`, ['v1', 'v2']);
        socket.binaryType = 'arraybuffer';
        const next = (type: string): Promise<MessageEvent & CloseEvent> =>
          new Promise((resolve) =>
            socket.addEventListener(type, (event) => resolve(event as never), { once: true }),
          );
        const states: unknown[] = [socket.readyState];
        await next('open');
        states.push(socket.readyState, socket.protocol, socket instanceof WebSocket);
        const handshake = JSON.parse((await next('message')).data as string);
        states.push(handshake.path, Object.fromEntries(handshake.headers));
        socket.send('text');
        states.push((await next('message')).data);
        socket.send(new Uint8Array([1, 2, 3]).subarray(1));
        states.push([...new Uint8Array((await next('message')).data as ArrayBuffer)]);
        socket.send(new Blob(['blob']));
        socket.send('after');
        states.push(((await next('message')).data as ArrayBuffer).byteLength);
        states.push((await next('message')).data);
        socket.close(3001, 'bye');
        states.push(socket.readyState);
        const { code, reason, wasClean } = await next('close');
        states.push([code, reason, wasClean], socket.readyState);
        return states;
      });
      expect(log).toEqual([
        0,
        1,
        'v1',
        true,
        '/chat?room=1',
        expect.objectContaining({ Origin: 'http://localhost:3000', Cookie: 'who=me' }),
        'text',
        [2, 3],
        4,
        'after',
        2,
        [3001, 'bye', true],
        3,
      ]);
      const refused = await frame.evaluate(async () => {
        const socket = new WebSocket('/refused');
        const events: string[] = [];
        socket.onerror = () => events.push('error');
        await new Promise<void>((resolve) => {
          socket.onclose = ({ code }) => resolve(void events.push(`close ${code}`));
        });
        return events;
      });
      expect(refused).toEqual(['error', 'close 1006']);
    });

    test('runs under a strict policy that also forbids framing', async ({ page }) => {
      const frame = await open(page, 'strict');
      await expect.poll(() => frame.evaluate(() => 'strict' in window)).toBe(true);
      expect(await frame.evaluate(() => (window as never as { strict: string }).strict)).toBe(
        '|preview',
      );
    });

    test("recognizes the program's workers", async ({ page }) => {
      const frame = await open(page, '', 'workers');
      const answer = await frame.evaluate(
        () =>
          new Promise((resolve) => {
            new Worker('/worker.js').onmessage = ({ data }) => resolve(data);
          }),
      );
      expect(answer).toBe('workers /api');
    });

    test('refuses a service worker of the program', async ({ page }) => {
      const frame = await open(page, '');
      const name = await frame.evaluate(() =>
        navigator.serviceWorker.register('/x.js').then(String, (error: Error) => error.name),
      );
      expect(name).toBe('NotSupportedError');
    });

    test('keeps two tabs with two containers apart', async ({ page, context }) => {
      const other = await context.newPage();
      const frame = await open(page, '', 'left');
      const otherFrame = await open(other, '', 'right');
      expect(await text(frame, '/api')).toBe('200 left /api');
      expect(await text(otherFrame, '/api')).toBe('200 right /api');
      const stolen = await frame.evaluate(
        (address) =>
          fetch(address).then(
            (r) => r.status,
            (error: Error) => error.name,
          ),
        `${base}preview/right/3000/api`,
      );
      expect(stolen).toBe('TypeError');
      await other.close();
    });

    test('works in a tab of its own', async ({ page, context }) => {
      const root = await start(page, 'tabbed');
      const tab = await context.newPage();
      await tab.goto(`${root}login`);
      await tab.locator('button').click();
      await expect(tab.locator('#cookie')).toHaveText('sid=42; csrf=abc');
      await tab.close();
    });

    test('says what is wrong', async ({ page, context }) => {
      const root = await start(page, 'wrong');
      const tab = await context.newPage();
      const problem = async (address: string): Promise<string> => {
        const response = await tab.goto(address);
        return `${response!.status()} ${await tab.locator('h1').textContent()}`;
      };
      expect(await problem(root.replace('/3000/', '/4000/'))).toBe('502 Nothing listens here');
      expect(await problem(`${root}broken`)).toBe('502 The connection broke');
      expect(await problem(`${root}status?code=700`)).toBe('502 The answer cannot be shown');
      const stopping = problem(`${root}silence`);
      await page.waitForFunction(() => harness.events !== undefined);
      await expect
        .poll(async () => {
          await page.evaluate(() => harness.stop('wrong'));
          return Promise.race([stopping, Promise.resolve('pending')]);
        })
        .toBe('503 The program has stopped');
      await page.evaluate(() => harness.remove('wrong'));
      expect(await problem(root)).toBe('503 The program has stopped');
      expect(await problem(root.replace('wrong', 'nobody'))).toBe(
        '503 Nothing runs behind this preview',
      );
      await tab.close();
    });

    test('fails what waits when the program stops', async ({ page }) => {
      const frame = await open(page, '', 'stopping');
      const waiting = frame.evaluate(async () => {
        const socket = new WebSocket('/chat');
        await new Promise((resolve) => (socket.onmessage = resolve));
        const closed = new Promise<number>((resolve) => {
          socket.onclose = ({ code }) => resolve(code);
        });
        const failed = fetch('/silence').catch((error: Error) => error.name);
        document.title = 'waiting';
        return [await failed, await closed];
      });
      await expect.poll(() => frame.title()).toBe('waiting');
      const settled = waiting.then((value) => JSON.stringify(value));
      await expect
        .poll(async () => {
          await page.evaluate(() => harness.stop('stopping'));
          return Promise.race([settled, Promise.resolve('pending')]);
        })
        .toBe('["TypeError",1006]');
    });
  });
}
