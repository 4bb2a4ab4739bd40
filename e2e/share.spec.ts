/** The example taken out of the page: as a zip, to StackBlitz, and as a link with the reader's edits. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { linkTo } from './edits-link.ts';
import { DayPage } from './day-page.ts';
import { expect, test } from './test.ts';

const edited = (words: string) => `import { createServer } from 'node:http';
createServer((_, response) => void response.end('${words}')).listen(Number(process.env.PORT ?? 3000), () => {
  console.log('Listening');
});
`;

async function openShare(day: DayPage): Promise<void> {
  await day.openMenu('Share');
  await expect(day.button('Download')).toBeVisible();
}

/** The zip of a day, by the button. */
async function download(page: Page, day: DayPage): Promise<Record<string, Uint8Array>> {
  await openShare(day);
  const [file] = await Promise.all([page.waitForEvent('download'), day.button('Download').click()]);
  expect(file.suggestedFilename()).toBe(`100-days-of-backend-day-${day.day}.zip`);
  return unzipSync(await readFile(await file.path()));
}

test.describe('the zip', () => {
  test('holds the example with the edits, and exact versions', async ({ page, browserName }) => {
    test.skip(browserName === 'firefox', 'Playwright has no downloads of a stock Firefox.');
    const day = await DayPage.open(page, 0);
    await day.edit('app.ts', edited('mine'));
    const files = await download(page, day);
    const root = '100-days-of-backend-day-0';
    const text = (path: string) => strFromU8(files[`${root}/${path}`]!);
    expect(text('day0/app.ts')).toBe(edited('mine'));
    expect(text('day0/requests.http')).toContain('###');
    expect(text('.nvmrc')).toBe('24\n');
    expect(text('README.md')).toContain('npm start');
    const manifest = JSON.parse(text('package.json')) as Record<string, Record<string, string>>;
    expect(manifest['scripts']!['start']).toBe('cd day0 && node app.ts');
    expect(manifest['dependencies']!['express']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Object.keys(files).filter((path) => path.includes('databases'))).toEqual([]);
  });

  for (const dayNumber of [0, 47]) {
    test(`of day ${dayNumber} runs by npm install and npm start`, async ({ page, browserName }) => {
      test.skip(browserName === 'firefox', 'Playwright has no downloads of a stock Firefox.');
      test.setTimeout(300_000);
      const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/';
      const isReachable = await fetch(new URL('express', registry), {
        signal: AbortSignal.timeout(15_000),
      }).then(
        ({ ok }) => ok,
        () => false,
      );
      test.skip(!isReachable, `The registry ${registry} cannot be reached.`);
      const files = await download(page, await DayPage.open(page, dayNumber));
      const folder = await mkdtemp(join(tmpdir(), 'download-'));
      const cwd = join(folder, `100-days-of-backend-day-${dayNumber}`);
      let server: ChildProcess | undefined;
      try {
        for (const [path, contents] of Object.entries(files)) {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), contents);
        }
        const install = spawn('npm', ['install', '--no-audit', '--no-fund'], {
          cwd,
          stdio: 'inherit',
        });
        expect(await once(install, 'exit')).toEqual([0, null]);
        const port = 4628;
        server = spawn('npm', ['start'], {
          cwd,
          env: { ...process.env, PORT: String(port) },
          detached: true,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let output = '';
        for await (const chunk of server.stdout!) {
          output += String(chunk);
          if (/listening/i.test(output)) break;
        }
        expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
      } finally {
        // With npm, the shell and node, which are a group of their own.
        if (server?.pid) process.kill(-server.pid);
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

test('StackBlitz is sent the files, with the edits, in a tab of its own', async ({
  browser,
  baseURL,
}) => {
  // A context of its own: the guards allow one origin.
  const context = await browser.newContext({ baseURL: baseURL! });
  const asked: string[] = [];
  await context.route('https://stackblitz.com/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: '<title>StackBlitz</title>' });
  });
  const page = await context.newPage();
  // Firefox does not tell what a request carries: the form does, when it is sent.
  await page.addInitScript(() => {
    const { submit } = HTMLFormElement.prototype;
    HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
      (globalThis as { sent?: object }).sent = Object.fromEntries(new FormData(this));
      submit.call(this);
    };
  });
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', edited('mine'));
  await openShare(day);
  await Promise.all([context.waitForEvent('page'), day.button('Open in StackBlitz').click()]);
  await expect.poll(() => asked.length).toBe(1);
  const [url = ''] = asked;
  expect(url).toContain('https://stackblitz.com/run?');
  expect(decodeURIComponent(url)).toContain('day0/app.ts');
  const fields = await page.evaluate(
    () => (globalThis as { sent?: Record<string, string> }).sent ?? {},
  );
  const sent = new Map(Object.entries(fields));
  expect(sent.get('project[template]')).toBe('node');
  expect(sent.get('project[files][day0/app.ts]')?.replaceAll('\r\n', '\n')).toBe(edited('mine'));
  expect(sent.get('project[files][package.json]')).toContain('"start": "cd day0 && tsx app.ts"');
  await context.close();
});

const noticeOf = (day: DayPage) => day.root.locator('.link-notice');

/** What the editor shows: a text area before the first edit, and after it an editable element. */
const codeOf = (day: DayPage): Promise<string> =>
  day
    .editor('app.ts')
    .evaluate((editor) =>
      editor instanceof HTMLTextAreaElement ? editor.value : (editor as HTMLElement).innerText,
    );

/** As from an address that was pasted: a page that is there already would only follow the fragment. */
async function openLink(page: Page, dayNumber: number, fragment: string): Promise<DayPage> {
  await page.goto('about:blank');
  return DayPage.open(page, dayNumber, '', fragment);
}

test.describe('a link with edits', () => {
  test('is copied by one reader, and read and kept by another', async ({
    page,
    browser,
    baseURL,
  }) => {
    // The clipboard as a page sees it that may not write to it; what it would get is the same.
    await page.addInitScript(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined });
    });
    let day = await DayPage.open(page, 0);
    await day.edit('app.ts', edited('from a friend'));
    await openShare(day);
    await day.button('Copy link').click();
    const field = day.root.getByRole('textbox', { name: 'Link', exact: true });
    await expect(field).toHaveValue(/\/day\/0\/#edits=1\.[\w-]+$/);
    const link = new URL(await field.inputValue());

    const context = await browser.newContext({ baseURL: baseURL! });
    const other = await context.newPage();
    const requests: string[] = [];
    other.on('request', (request) => requests.push(request.url()));
    day = await openLink(other, 0, link.hash);
    await expect(noticeOf(day)).toContainText('This link brings 1 changed file: app.ts.');
    await expect(noticeOf(day)).toContainText('Read it before you run it.');
    await expect.poll(() => codeOf(day)).toContain(`end('from a friend')`);
    // It is shown, and nothing else.
    await day.expectState('idle');
    expect(requests.join(' ')).not.toContain(link.hash.slice(8, 40));
    await day.button('Keep').click();
    await expect(noticeOf(day)).toBeEmpty();
    expect(new URL(other.url()).hash).toBe('');
    await day.run();
    await expect(day.frame.getByText('from a friend')).toBeVisible();
    // What was kept is there without the link.
    await other.reload();
    await day.button('Run').focus();
    await expect.poll(() => codeOf(day)).toContain(`end('from a friend')`);
    await context.close();
  });

  test('can be discarded', async ({ page }) => {
    const link = linkTo({ day: 0, files: { 'app.ts': edited('theirs') } });
    const day = await openLink(page, 0, link);
    await expect.poll(() => codeOf(day)).toContain(`end('theirs')`);
    await day.button('Discard').click();
    await expect.poll(() => codeOf(day)).not.toContain(`end('theirs')`);
    await expect(noticeOf(day)).toBeEmpty();
    expect(new URL(page.url()).hash).toBe('');
    await day.run();
    await expect(day.frame.getByRole('heading', { name: 'Hello, backend' })).toBeVisible();
  });

  test("leaves the reader's own edits until they say otherwise", async ({ page }) => {
    const day = await DayPage.open(page, 0);
    await day.edit('app.ts', edited('mine'));
    const link = linkTo({ day: 0, files: { 'app.ts': edited('theirs') } });
    const follow = () => page.evaluate((hash) => void (location.hash = hash), link);
    await follow();
    await expect(noticeOf(day)).toContainText('you have edits of your own');
    await expect.poll(() => codeOf(day)).toContain(`end('mine')`);
    await day.button('Stay with mine').click();
    await expect(noticeOf(day)).toBeEmpty();
    await expect.poll(() => codeOf(day)).toContain(`end('mine')`);

    await follow();
    await day.button("Show the link's").click();
    await expect.poll(() => codeOf(day)).toContain(`end('theirs')`);
    await day.button('Discard').click();
    await expect.poll(() => codeOf(day)).toContain(`end('mine')`);
  });

  for (const [name, fragment, says] of [
    ['malformed', '#edits=1.%3Cscript%3E', 'cut off or changed'],
    ['of another day', linkTo({ day: 9, files: { 'app.ts': '' } }), 'belong to day 9'],
    ['of a later version', '#edits=7.abc', 'newer version'],
    ['of no file of the example', linkTo({ day: 0, files: { '../x.ts': '' } }), 'does not have'],
    ['of nothing', linkTo({ day: 0, files: {} }), 'changes nothing'],
    [
      'that grows without end',
      linkTo({ day: 0, files: { 'app.ts': ' '.repeat(20_000_000) } }),
      'more than an example can have',
    ],
    ['that is huge', `#edits=1.${'a'.repeat(150_000)}`, 'more than an example can have'],
  ] as const) {
    test(`${name} is refused in words, and nothing is lost`, async ({ page }) => {
      const day = await DayPage.open(page, 0);
      await day.edit('app.ts', edited('mine'));
      await page.evaluate((hash) => void (location.hash = hash), fragment);
      await expect(noticeOf(day)).toContainText(says);
      await expect(noticeOf(day)).toContainText('Nothing of yours was changed.');
      await expect.poll(() => codeOf(day)).toContain(`end('mine')`);
      await day.button('Dismiss').click();
      await expect(noticeOf(day)).toBeEmpty();
      expect(new URL(page.url()).hash).toBe('');
    });
  }

  test('moves nothing in the page when it is opened', async ({ page }) => {
    const day = await DayPage.open(page, 0);
    await day.button('Run').focus();
    await expect(day.root).toHaveAttribute('data-loaded', 'true');
    const places = () =>
      page.evaluate(() =>
        [
          'example-runner',
          '.toolbar',
          '.code-pane',
          '.code:not([hidden])',
          '.result-pane',
          '.sl-markdown-content h2',
        ].map((selector) => {
          const { x, y, width, height } = document.querySelector(selector)!.getBoundingClientRect();
          return { selector, x, y: Math.round(y + scrollY), width, height };
        }),
      );
    const before = await places();
    const link = linkTo({ day: 0, files: { 'app.ts': edited('theirs') } });
    await page.evaluate((hash) => void (location.hash = hash), link);
    await expect(noticeOf(day)).toContainText('Read it');
    expect(await places()).toEqual(before);
  });
});
