/** The preview: a program's pages behave in it as they do in a tab of their own. */
import { readFile } from 'node:fs/promises';
import { DayPage, runDay } from './day-page.ts';
import { expect, test } from './test.ts';

test('root-relative links, the address bar, Back and Reload', async ({ page }) => {
  const day = await runDay(page, 1);
  const { frame, path } = day;
  await expect(frame.getByRole('heading', { name: 'Notes' })).toBeVisible();
  await expect(path).toHaveValue('/');
  await expect(day.button('Back')).toBeDisabled();

  await frame.getByRole('link', { name: 'JSON' }).click();
  await expect(frame.locator('body')).toContainText('"id":1');
  await expect(path).toHaveValue('/notes/1');

  await day.button('Back').click();
  await expect(frame.getByRole('heading', { name: 'Notes' })).toBeVisible();
  await expect(path).toHaveValue('/');
  await expect(day.button('Back')).toBeDisabled();

  // Redirects end at the address that they lead to.
  await frame.getByRole('link', { name: 'old address' }).click();
  await expect(path).toHaveValue('/notes/1');

  await path.fill('notes?search=tea');
  await path.press('Enter');
  await expect(frame.locator('body')).toContainText('"total"');
  await expect(path).toHaveValue('/notes?search=tea');

  await day.button('Reload').click();
  await expect(frame.locator('body')).toContainText('"total"');
  await expect(path).toHaveValue('/notes?search=tea');

  await path.fill('/nowhere');
  await path.press('Enter');
  await expect(frame.locator('body')).toContainText('No route for GET /nowhere');
});

test('Reload shows what has changed on the server', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    "import { createServer } from 'node:http';\nlet visits = 0;\ncreateServer((req, res) => {\n  if (req.url === '/') visits++;\n  res.end(`visit ${visits}`);\n}).listen(3000);",
  );
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('visit 1');
  await day.button('Reload').click();
  await expect(day.frame.locator('body')).toHaveText('visit 2');
});

test('a form is styled by the static file, posted, redirected, and refused with the reason', async ({
  page,
}) => {
  const day = await runDay(page, 9);
  const { frame } = day;
  // Of public/style.css, by way of express.static.
  await expect(frame.locator('form')).toHaveCSS('display', 'flex');
  await expect(frame.locator('form')).toHaveCSS('gap', '12px');

  await frame.getByLabel('Address').fill('https://example.com/a?b=c');
  await frame.getByLabel('Expires').selectOption('in an hour');
  await frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(frame.getByRole('cell', { name: 'https://example.com/a?b=c' })).toBeVisible();
  await expect(day.path).toHaveValue('/');

  await frame.getByLabel('Address').fill('ftp://example.com/');
  await frame.getByRole('button', { name: 'Shorten' }).click();
  await expect(frame.getByRole('alert')).toContainText('http:// or https://');
});

test('a new tab shows the preview while the program runs, and says when it does not', async ({
  page,
  context,
}) => {
  const day = await runDay(page, 1);
  const opening = context.waitForEvent('page');
  await day.root.getByRole('link', { name: 'Open in a new tab' }).click();
  const tab = await opening;
  await expect(tab.getByRole('heading', { name: 'Notes' })).toBeVisible();
  await tab.getByRole('link', { name: 'text', exact: true }).click();
  await expect(tab).toHaveURL(/\/notes\/1\.txt$/);
  await expect(tab.locator('body')).toContainText(/\w/);

  await day.stop();
  await tab.reload();
  await expect(tab.getByRole('heading')).toHaveText(/Nothing listens here|The program has stopped/);
  await day.run();
  await tab.reload();
  await expect(tab.getByRole('heading')).toHaveCount(0);
  await expect(tab.locator('body')).toContainText(/\w/);

  await page.close();
  await tab.reload();
  await expect(tab.getByRole('heading')).toHaveText('Nothing runs behind this preview');
});

test('a download keeps its name and its bytes', async ({ page }) => {
  const day = await runDay(page, 1);
  const downloading = page.waitForEvent('download');
  await day.frame.getByRole('link', { name: 'status codes' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('status-codes-day-1.csv');
  const example = await readFile(
    new URL('../examples/day1/status-codes.csv', import.meta.url),
    'utf8',
  );
  expect(await readFile(await download.path(), 'utf8')).toBe(example);
});

test('a body arrives in pieces, as the server sends them', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  // The second piece is sent only once the first was received: no clock decides.
  await day.edit(
    'app.ts',
    `import { createServer } from 'node:http';
import { once, EventEmitter } from 'node:events';
const received = new EventEmitter();
createServer(async (req, res) => {
  if (req.url === '/received') {
    received.emit('first');
    res.end();
  } else if (req.url === '/stream') {
    res.write('first');
    await once(received, 'first');
    res.end(' second');
  } else {
    res.setHeader('Content-Type', 'text/html');
    res.end(\`<p></p><script type="module">
      const text = new TextDecoder();
      const reader = (await fetch('/stream')).body.getReader();
      for (let next; !(next = await reader.read()).done; ) {
        document.querySelector('p').append(text.decode(next.value));
        await fetch('/received');
      }
      document.querySelector('p').append(' end');
    </script>\`);
  }
}).listen(3000);`,
  );
  await day.run();
  await expect(day.frame.locator('p')).toHaveText('first second end');
});

test('server-sent events, an upload and a script of the page', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    `import { createServer } from 'node:http';
createServer(async (req, res) => {
  if (req.url === '/events') {
    res.setHeader('Content-Type', 'text/event-stream');
    res.write('data: one\\n\\n');
    res.write('data: two\\n\\n');
  } else if (req.method === 'POST') {
    let size = 0;
    for await (const chunk of req) size += chunk.length;
    res.end(String(size));
  } else {
    res.setHeader('Content-Type', 'text/html');
    res.end(\`<p></p><output></output><script type="module">
      new EventSource('/events').onmessage = ({ data }) => document.querySelector('p').append(data + ' ');
      const body = new Uint8Array(3_000_000);
      const response = await fetch('/', { method: 'POST', body });
      document.querySelector('output').value = await response.text();
    </script>\`);
  }
}).listen(3000);`,
  );
  await day.run();
  await expect(day.frame.locator('p')).toHaveText('one two ');
  await expect(day.frame.locator('output')).toHaveText('3000000');
});

test('a download of 6 MB, a range of it, and an upload on day 4', async ({ page }) => {
  const day = await runDay(page, 4);
  const { frame } = day;
  await frame.getByRole('button', { name: 'Read' }).click();
  await expect(frame.locator('#range-answer')).toContainText('206 Partial Content');
  await expect(frame.locator('#range-answer')).toContainText('content-length: 96');

  await frame.getByLabel('File').setInputFiles({
    name: 'hello.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('hello'),
  });
  await frame.getByRole('button', { name: 'Send' }).click();
  await expect(frame.locator('#upload-answer')).toContainText(
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  );

  const downloading = page.waitForEvent('download');
  await frame.getByRole('link', { name: 'readings.csv' }).click();
  const bytes = await readFile(await (await downloading).path());
  expect(bytes.length).toBe(200_000 * 32);
});

test('cookies stay in the preview, and HttpOnly ones out of its scripts', async ({
  page,
  context,
}) => {
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    `import { createServer } from 'node:http';
createServer((req, res) => {
  res.setHeader('Set-Cookie', ['open=1', 'shut=2; HttpOnly']);
  res.setHeader('Content-Type', 'text/html');
  res.end(\`<p>\${req.headers.cookie ?? 'none'}</p><output></output>
    <script>document.querySelector('output').value = document.cookie</script>\`);
}).listen(3000);`,
  );
  await day.run();
  await expect(day.frame.locator('p')).toHaveText('none');
  await day.button('Reload').click();
  await expect(day.frame.locator('p')).toHaveText('open=1; shut=2');
  await expect(day.frame.locator('output')).toHaveText('open=1');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await context.cookies()).toEqual([]);
});

test('a program with two ports has a preview of each', async ({ page }) => {
  const day = await DayPage.open(page, 0);
  await day.edit(
    'app.ts',
    `import { createServer } from 'node:http';
for (const port of [3000, 4000]) createServer((req, res) => res.end(\`port \${port}\`)).listen(port);`,
  );
  await day.run();
  await expect(day.frame.locator('body')).toHaveText('port 3000');
  await day.root.getByLabel('Port', { exact: true }).selectOption('4000');
  await expect(day.frame.locator('body')).toHaveText('port 4000');
});
