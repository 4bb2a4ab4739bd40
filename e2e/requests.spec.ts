/** The Requests tab as an instrument: edit, send, read, copy, look back. */
import type { Locator, Page } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { DayPage } from './day-page.ts';
import { expectNoSidewaysScroll } from './overflow.ts';
import { expect, test } from './test.ts';

/** Answers with what a console has trouble with, and with what it was asked. */
const program = `import { createServer } from 'node:http';
const json = (res, text) => res.setHeader('Content-Type', 'application/json').end(text);
const routes = {
  '/numbers': (req, res) => json(res, '{"big":12345678901234567890,"huge":1e400,"list":[1,[2,{"deep":null}]],"__proto__":"own"}'),
  '/large': (req, res) => json(res, JSON.stringify(Array.from({ length: 12000 }, (_, id) => ({ id, text: 'x'.repeat(60) })))),
  '/events': (req, res) => {
    res.setHeader('Content-Type', 'text/event-stream');
    res.write('event: tick\\nid: 7\\ndata: first\\n\\n');
    globalThis.stream = res;
  },
  '/more': (req, res) => { globalThis.stream.write('data: <b>second</b>\\n\\n'); res.end(); },
  '/login': (req, res) => {
    res.setHeader('Set-Cookie', ['sid=s3cret; Path=/; HttpOnly; SameSite=Lax', 'theme=dark; Max-Age=3600']);
    res.end();
  },
  '/page': (req, res) => res.setHeader('Content-Type', 'text/html').end('<img src=x onerror="document.title=1"><script>document.title=2</script>'),
};
createServer((req, res) => {
  const route = routes[req.url];
  if (route) return route(req, res);
  let body = '';
  req.on('data', (chunk) => (body += chunk)).on('end', () =>
    json(res, JSON.stringify({ method: req.method, url: req.url, test: req.headers['x-test'] ?? null, cookie: req.headers.cookie ?? null, body })));
}).listen(3000);
`;

/** The console of day 1 with a program that answers anything. */
async function openConsole(page: Page): Promise<DayPage> {
  const day = await DayPage.open(page, 1);
  await day.edit('server.ts', program);
  await day.run();
  await day.openTab('Requests');
  return day;
}

const field = (item: Locator, name: string): Locator => item.getByLabel(name, { exact: true });

/** Adds a request of the reader's and fills in its form. */
async function addOwn(day: DayPage, path: string, title = path): Promise<Locator> {
  const own = day.root.getByRole('list', { name: 'Your requests' }).locator('li.request');
  const item = own.nth(await own.count());
  await day.button('New request').click();
  await expect(field(item, 'Title')).toBeFocused();
  await field(item, 'Title').fill(title);
  await field(item, 'Path and query').fill(path);
  return item;
}

const send = (item: Locator): Promise<void> => item.getByRole('button', { name: /^Send / }).click();

const summary = (day: DayPage): Locator => day.root.locator('[data-part="requests-summary"]');

test('a request of the day is edited, sent, and given back to its author', async ({ page }) => {
  const day = await openConsole(page);
  const item = day.requests.nth(5);
  const toggle = item.getByRole('button', { name: /^(GET|POST|PUT|PATCH) / });
  const written = (await toggle.textContent())!;
  await toggle.click();
  await item.getByRole('button', { name: 'Edit', exact: true }).click();
  await field(item, 'Method').selectOption('PUT');
  await field(item, 'Path and query').fill('/echo?a=1');
  await field(item, 'Headers, one a line').fill('X-Test: one\nnonsense');
  await field(item, 'Body').fill('line 1\n# not a comment');

  const headers = field(item, 'Headers, one a line');
  await expect(headers).toHaveAttribute('aria-invalid', 'true');
  await expect(headers).toHaveAccessibleDescription(/Line 2 is no header/);
  await item.getByRole('button', { name: /^Send / }).click();
  await expect(headers).toBeFocused();
  await expect(item).toHaveAttribute('data-state', 'unsent');

  await headers.fill('X-Test: one');
  await expect(headers).not.toHaveAttribute('aria-invalid');
  await field(item, 'Body').press('Control+Enter');
  const body = item.getByRole('group', { name: 'Response body' });
  await expect(body).toContainText('"method": "PUT"');
  await expect(body).toContainText('"url": "/echo?a=1"');
  await expect(body).toContainText('"test": "one"');
  await expect(body).toContainText(String.raw`"body": "line 1\n# not a comment"`);
  await expect(item.getByRole('button', { name: /edited$/ })).toBeVisible();
  await expect(field(item, 'Body')).toBeFocused();

  await item.getByRole('button', { name: 'Back to the author’s' }).click();
  await expect(item.getByRole('button', { name: 'Done' })).toBeFocused();
  await item.getByRole('button', { name: 'Done' }).click();
  await expect(toggle).toHaveText(written);
});

test('JSON keeps every digit and folds; HTML stays text; the raw text is one click away', async ({
  page,
}) => {
  const day = await openConsole(page);
  const item = await addOwn(day, '/numbers');
  await send(item);
  const body = item.getByRole('group', { name: 'Response body' });
  await expect(body).toContainText('"big": 12345678901234567890');
  await expect(body).toContainText('"huge": 1e400');
  await expect(body).toContainText('"__proto__": "own"');
  await expect(body.getByText('null', { exact: true })).toBeVisible();
  const list = body.locator('summary').filter({ hasText: '"list"' });
  await list.focus();
  await list.press('Enter');
  await expect(body.getByText('null', { exact: true })).toBeHidden();
  await expect(list).toContainText('2 items');
  await item.getByRole('button', { name: 'Raw' }).click();
  await expect(item.locator('pre').filter({ hasText: '"huge":1e400' })).toBeVisible();

  const title = await page.title();
  await field(item, 'Path and query').fill('/page');
  await send(item);
  await expect(item.locator('pre').filter({ hasText: '<script>' })).toBeVisible();
  expect(await page.title()).toBe(title);
  await expect(item.locator('.response img')).toHaveCount(0);
});

test('a megabyte of JSON is shown without a long pause, and the rest on demand', async ({
  page,
  browserName,
}) => {
  const day = await openConsole(page);
  const item = await addOwn(day, '/large');
  await page.evaluate(() => {
    const store = window as unknown as { pauses: number[] };
    store.pauses = [];
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      store.pauses.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await send(item);
  const body = item.getByRole('group', { name: 'Response body' });
  await expect(body.locator('summary').first()).toBeVisible();
  await expect(body.getByText('"id": 99', { exact: false })).toHaveCount(0);
  const more = body.getByRole('button', { name: /Show 100 more of 11,900/ });
  await more.click();
  await expect(body.getByRole('button', { name: /Show 100 more of 11,800/ })).toBeVisible();
  const longest = await page.evaluate(() =>
    Math.max(...(window as unknown as { pauses: number[] }).pauses),
  );
  console.log(
    `${browserName}: the longest frame while 1 MB of JSON came: ${Math.round(longest)} ms`,
  );
});

test('Send all is cancelled between two answers, and can be done again', async ({ page }) => {
  const day = await DayPage.open(page, 1);
  await day.edit(
    'server.ts',
    `import { createServer } from 'node:http';
let asked = 0;
createServer((req, res) => (req.url !== '/notes' || ++asked !== 1) && res.end('answer')).listen(3000);
`,
  );
  await day.run();
  await day.openTab('Requests');
  const count = await day.requests.count();
  await day.button('Send all').click();
  await expect(day.root.getByText(`Sending 2 of ${count}…`)).toBeVisible();
  await day.button('Cancel').click();
  await expect(summary(day)).toContainText(`Cancelled after 1 of ${count} requests`);
  await expect(day.requests.nth(1)).toHaveAttribute('data-state', 'cancelled');
  await day.button('Send all').click();
  await expect(summary(day)).toContainText(/^\d+ of \d+ assertions passed/);
});

test('events of a stream are listed as they come, until it is cancelled', async ({ page }) => {
  const day = await openConsole(page);
  const stream = await addOwn(day, '/events');
  await send(stream);
  const events = stream.getByRole('list', { name: 'Events' });
  await expect(events.getByRole('listitem')).toHaveCount(1);
  await expect(events).toContainText(/\+\d+ ms.*tick.*id 7.*first/);
  const more = await addOwn(day, '/more');
  await send(more);
  await expect(events.getByRole('listitem')).toHaveCount(2);
  await expect(events).toContainText('<b>second</b>');
  await stream.getByRole('button', { name: 'Cancel GET /events' }).click();
  await expect(stream).toHaveAttribute('data-state', 'cancelled');
  await expect(stream).toContainText('not complete');
  await expect(stream.getByRole('button', { name: 'Send GET /events' })).toBeFocused();
});

test('cookies of the jar are shown, sent, and taken away', async ({ page }) => {
  const day = await openConsole(page);
  const item = await addOwn(day, '/login');
  await send(item);
  await expect(item).toHaveAttribute('data-state', 'passed');
  await day.button('Cookies 2').click();
  const cookies = day.root.getByRole('list', { name: 'Cookies' }).getByRole('listitem');
  await expect(cookies.nth(0)).toContainText('sid=s3cret');
  await expect(cookies.nth(0)).toContainText(
    'localhost/ · until the program is reset · HttpOnly · SameSite=Lax',
  );
  await expect(cookies.nth(1)).toContainText('(60 min)');
  await day.button('Delete cookie sid').click();
  await expect(day.button('Delete cookie theme')).toBeFocused();
  await day.button('List').click();
  await field(item, 'Path and query').fill('/echo');
  await send(item);
  await expect(item.getByRole('group', { name: 'Response body' })).toContainText(
    '"cookie": "theme=dark"',
  );
  await day.button('Cookies 1').click();
  await day.button('Delete all').click();
  await expect(cookies).toHaveCount(0);
  await day.reset();
  await expect(day.button('Cookies')).toBeVisible();
});

test('what was sent can be looked at and sent again', async ({ page }) => {
  const day = await openConsole(page);
  const item = await addOwn(day, '/echo');
  await field(item, 'Method').selectOption('POST');
  await field(item, 'Body').fill('{{$uuid}}');
  await send(item);
  await expect(item).toHaveAttribute('data-state', 'passed');
  await day.button('History 1').click();
  const past = day.root.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(past).toContainText(/\d\d:\d\d:\d\d POST \/echo 200/);
  const again = past.first().getByRole('button', { name: 'Send again POST /echo' });
  await again.click();
  await expect(day.button('History 2')).toBeVisible();
  await expect(summary(day)).toHaveText('Sent again: 200 OK');
  await expect(past.last().getByRole('button', { name: /^Send again/ })).toBeFocused();
  const bodies = [];
  for (const row of [past.first(), past.last()]) {
    await row.locator('summary').first().click();
    const body = row.getByRole('group', { name: 'Response body' });
    await expect(body).toContainText('"body"');
    bodies.push(await body.textContent());
  }
  expect(bodies[0]).toBe(bodies[1]);
  await day.button('Clear history').click();
  await expect(past).toHaveCount(0);
});

test('a request of the reader’s own is kept in this browser until it is deleted', async ({
  page,
}) => {
  const day = await openConsole(page);
  const item = await addOwn(day, '/echo?mine=1', 'My own');
  await field(item, 'Port').fill('70000');
  await expect(field(item, 'Port')).toHaveAccessibleDescription(/1 to 65535/);
  await field(item, 'Port').fill('3000');
  await send(item);
  await expect(item).toHaveAttribute('data-state', 'passed');
  await page.reload();
  await day.button('Run').focus();
  await day.openTab('Requests');
  const kept = day.root.getByRole('list', { name: 'Your requests' }).getByRole('listitem');
  await expect(kept).toContainText('GET /echo?mine=1 My own');
  await kept.getByRole('button', { name: /^GET / }).click();
  await kept.getByRole('button', { name: 'Duplicate' }).click();
  await expect(kept).toHaveCount(2);
  await kept.last().getByRole('button', { name: 'Delete' }).click();
  await expect(kept.getByRole('button', { name: /^GET / })).toBeFocused();
  await kept.getByRole('button', { name: 'Delete' }).click();
  await expect(day.button('New request')).toBeFocused();
  expect(await page.evaluate(() => localStorage.getItem('own-requests:day1'))).toBeNull();
});

test('a browser that keeps nothing is said, and the request is sent all the same', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith('own-requests:')) throw new DOMException('full', 'QuotaExceededError');
      setItem.call(this, key, value);
    };
  });
  const day = await openConsole(page);
  await addOwn(day, '/echo');
  await expect(summary(day)).toContainText('no room left');
});

test('a request is copied as curl, fetch and .http; a clipboard that refuses is said', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const store = window as unknown as { copied: string | undefined; refuses: boolean };
    const writeText = async (text: string) => {
      if (store.refuses) throw new DOMException('no', 'NotAllowedError');
      store.copied = text;
    };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText } });
  });
  const day = await openConsole(page);
  const item = await addOwn(day, '/echo', 'Mine');
  await field(item, 'Headers, one a line').fill("X-Test: it's");
  const copied = async (format: string) => {
    await item.getByRole('button', { name: `Copy as ${format}` }).click();
    await expect(item.getByRole('status')).toHaveText(`Copied as ${format}`);
    return page.evaluate(() => (window as unknown as { copied: string }).copied);
  };
  expect(await copied('curl')).toContain(String.raw`--header 'X-Test: it'\''s'`);
  expect(await copied('fetch')).toContain(`["X-Test", "it's"]`);
  expect(await copied('.http')).toContain("GET http://localhost:3000/echo\nX-Test: it's");

  await page.evaluate(() => Object.assign(window, { refuses: true }));
  await item.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(item.getByRole('status')).toContainText('did not let the page copy');
  await expect(item.getByLabel('Text to copy')).toHaveValue(/^curl/);
});

test('Send all goes on after a failure, and leaves out the reader’s own', async ({ page }) => {
  const day = await openConsole(page);
  const own = await addOwn(day, '/never', 'Own');
  await day.button('Send all').click();
  await expect(summary(day)).toHaveText(/^\d+ of \d+ assertions passed$/);
  await expect(day.requests.first()).toHaveAttribute('data-state', 'failed');
  await expect(own).toHaveAttribute('data-state', 'unsent');
  await expect(day.requests.and(page.locator('[data-state="unsent"]'))).toHaveCount(1);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`form, history and cookies have no violation that axe finds, at 320 px in ${colorScheme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 720 });
    const day = await openConsole(page);
    const item = await addOwn(day, '/login', 'A long title that has to go on in the next line');
    await send(item);
    await expect(item).toHaveAttribute('data-state', 'passed');
    await field(item, 'Headers, one a line').fill('nonsense');
    await expectNoViolations(page, 'a form with a fault', { within: 'example-runner' });
    for (const view of ['History 1', 'Cookies 2']) {
      await day.button(view).click();
      await expectNoViolations(page, view, { within: 'example-runner' });
    }
    await expectNoSidewaysScroll(page);
  });
}
