/** Attacks by a program on the journal: from the worker that runs it, and by what it prints and answers. */
import type { Page } from '@playwright/test';
import { DayPage } from '../day-page.ts';
import { expect, test } from '../test.ts';

async function runProgram(page: Page, source: string, last: string): Promise<DayPage> {
  const day = await DayPage.open(page, 0);
  await day.edit('app.ts', source);
  await day.button('Run').click();
  await day.openTab('Logs');
  await expect(day.log).toContainText(last, { timeout: 60_000 });
  return day;
}

/**
 * Walks everything that a program can get hold of, from its globals and from Node's modules, over
 * properties, getters' functions and prototypes, and names what it finds of the browser's that has power
 * over the journal's origin.
 */
const walker = `
import { builtinModules, createRequire } from 'node:module';
const powers = /^(?:IDB|Cache|ServiceWorker|StorageManager|FileSystem(?:Handle|Directory|File|Sync)|LockManager|WorkerLocation|XMLHttpRequest|EventSource|WebTransport|Notification|PushManager|BackgroundFetch|Clipboard|USB|Serial|HID|WorkerNavigator)/;
const nativeNames = new Set(['importScripts', 'postMessage', 'getDirectory', 'requestFileSystem']);
const isNative = (fn) => /\\{\\s*\\[native code\\]\\s*\\}$/.test(Function.prototype.toString.call(fn));
// Node has a LockManager of its own, for one.
const isOfBrowser = (value) => {
  const made = typeof value === 'function' ? value : value.constructor;
  return typeof made === 'function' && isNative(made);
};
process.on('unhandledRejection', () => {});
const seen = new Set();
const found = new Set();
const queue = [];
const add = (value, path) => {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  queue.push([value, path]);
};
add(globalThis, 'globalThis');
add(process, 'process');
add((function () { return this; }).call(undefined), 'this');
add((0, eval)('this'), 'eval');
add(new Function('return this')(), 'Function');
const require = createRequire(import.meta.url);
for (const name of builtinModules) {
  try { add(require(name), name); } catch {}
}
let visited = 0;
while (queue.length > 0 && visited < 400000) {
  const [value, path] = queue.pop();
  visited++;
  let tag = '';
  try { tag = Object.prototype.toString.call(value).slice(8, -1); } catch {}
  const name = typeof value === 'function' ? (() => { try { return String(value.name); } catch { return ''; } })() : tag;
  if (powers.test(name) && isOfBrowser(value)) found.add(name + ' at ' + path);
  if (typeof value === 'function' && nativeNames.has(name) && isNative(value)) found.add(name + '() at ' + path);
  let keys = [];
  try { keys = Reflect.ownKeys(value); } catch {}
  for (const key of keys) {
    let descriptor;
    try { descriptor = Reflect.getOwnPropertyDescriptor(value, key); } catch {}
    if (!descriptor) continue;
    const at = path.length > 120 ? path : path + '.' + String(key);
    if ('value' in descriptor) add(descriptor.value, at);
    else {
      add(descriptor.get, at + '(get)');
      add(descriptor.set, at + '(set)');
      try { add(Reflect.apply(descriptor.get, value, []), at); } catch {}
    }
  }
  try { add(Object.getPrototypeOf(value), path + '.__proto__'); } catch {}
}
const names = ['indexedDB', 'caches', 'importScripts', 'navigator.serviceWorker', 'navigator.storage', 'XMLHttpRequest', 'Worker', 'SharedWorker', 'localStorage', 'document', 'window', 'parent', 'self'];
for (const name of names) {
  let value;
  try { value = name.split('.').reduce((object, key) => object?.[key], globalThis); } catch {}
  if (value !== undefined && value !== globalThis) found.add(name);
}
// It has come far, and knows what is native when it sees it.
const far = { readFileSync: require('node:fs').readFileSync, listen: require('node:net').Server.prototype.listen, max: Math.max, Response };
const missed = Object.keys(far).filter((name) => !seen.has(far[name]));
if (!isNative(Math.max) || isNative(far.readFileSync)) missed.push('native');
console.log('missed: ' + JSON.stringify(missed));
console.log(visited + ' visited');
console.log('found: ' + JSON.stringify([...found]));
console.log('walked');
`;

test.describe('everything within reach', () => {
  // Getters that were asked without their object; Firefox counts it as the page's error.
  test.use({ programError: /must be of type|Illegal|incompatible|does not implement/ });
  test('a program gets hold of nothing that has power over the journal’s origin', async ({
    page,
  }) => {
    const day = await runProgram(page, walker, 'walked');
    await expect(day.log).toContainText('missed: []');
    await expect(day.log).toContainText('found: []');
  });
});

test('a channel of a program is not the browser’s: another tab does not hear it', async ({
  page,
  context,
}) => {
  const other = await context.newPage();
  await other.goto('');
  await other.evaluate(() => {
    const heard: unknown[] = [];
    const channel = new BroadcastChannel('attack');
    channel.onmessage = ({ data }) => heard.push(data);
    Object.assign(globalThis, { heard, channel });
  });
  await runProgram(
    page,
    `const channel = new BroadcastChannel('attack');
    channel.postMessage('from the program');
    setTimeout(() => { channel.close(); console.log('posted'); });`,
    'posted',
  );
  // A message of the page's own, after which the program's would have come.
  await page.evaluate(() => new BroadcastChannel('attack').postMessage('from the page'));
  const heard = (): Promise<unknown[]> =>
    other.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard);
  await expect.poll(heard).toEqual(['from the page']);
});

/** Markup and terminal codes in every place from where text gets into the panel. */
const hostile = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=2</script>';
const injector = `
import { createServer } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
const hostile = ${JSON.stringify(hostile)};
const file = hostile.replaceAll('/', '_');
mkdirSync(file + ' folder');
writeFileSync(file + '.txt', hostile);
console.log(hostile);
console.error('\\x1b]8;;javascript:globalThis.hit=3\\x07link\\x1b]8;;\\x07');
console.log('\\x1b]0;' + hostile + '\\x07\\x1b[31m' + hostile + '\\x1b[0m\\x1b[2J\\x1b[H\\x9b31m\\x1b]52;c;aGl0\\x07');
console.log('\\x1b[38;5;999999999999m\\x1b[' + '1;'.repeat(10000) + 'mlong\\x1b[');
createServer((req, res) => {
  res.setHeader('X-Hostile', hostile);
  res.setHeader('Set-Cookie', 'a=' + hostile.replaceAll(';', ''));
  res.setHeader('Content-Type', 'text/html');
  // Not of the page that the preview opens, which would be saved instead of shown.
  if (req.url !== '/') {
    res.setHeader('Content-Disposition', 'attachment; filename="<img src=x onerror=hit>.html"');
  }
  res.end(hostile);
}).listen(3000, () => console.log('injected'));
`;

test('markup and terminal codes of a program stay text, wherever they are shown', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const day = await runProgram(page, injector, 'injected');
  await expect(day.log).toContainText(hostile);
  await day.openTab('Requests');
  const item = day.requests.filter({ hasText: '/bare' }).first();
  await item.getByRole('button', { name: /^Send\b/ }).click();
  await expect(item).toHaveAttribute('data-state', /passed|failed/);
  await item.evaluate((item) => {
    for (const details of item.querySelectorAll('details')) details.open = true;
  });
  await expect(item).toContainText(hostile);
  const link = item.getByRole('link', { name: /^Download / });
  await expect(link).toHaveText('Download img src=x onerror=hit.html');
  await expect(link).toHaveAttribute('href', /^blob:/);
  await day.openTab('Terminal');
  const terminal = day.root.getByRole('tabpanel', { name: 'Terminal 1' });
  await expect(terminal.getByRole('list')).toContainText('$');
  await terminal.getByRole('textbox').focus();
  await page.keyboard.type('ls -a');
  await page.keyboard.press('Enter');
  await expect(terminal.getByRole('list')).toContainText('onerror');
  const inserted = await day.root.evaluate((root) =>
    [...root.querySelectorAll('img, script, a[href^="javascript" i], [onerror]')].map(
      (element) => element.outerHTML,
    ),
  );
  expect(inserted).toEqual([]);
  expect(await page.evaluate(() => (globalThis as { hit?: number }).hit)).toBeUndefined();
});
