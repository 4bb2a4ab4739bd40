import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { invalidHtml } from './html.ts';
import { checkLinks } from './links.ts';
import { builtPages } from './pages.ts';
import { formatProblems } from './problem.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title></head><body>${body}</body></html>`;

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

describe('builtPages', () => {
  it('names pages as they are linked', async () => {
    await write({ 'index.html': '', 'day/0/index.html': '', '404.html': '', 'x.js': '' });
    expect((await builtPages(folder)).map(({ path }) => path)).toEqual([
      '/',
      '/404.html',
      '/day/0/',
    ]);
  });
});

describe('invalidHtml', () => {
  it.each([
    ['a block in a phrase', '<code><div>1</div></code>', 'element-permitted-content'],
    ['an id twice', '<p id="a">1</p><p id="a">2</p>', 'no-dup-id'],
    ['a label of nothing', '<p aria-labelledby="none">1</p>', 'no-missing-references'],
    ['an element left open', '<section><p>1</p>', 'close-order'],
  ])('finds %s', async (_, body, rule) => {
    await write({ 'index.html': page(body) });
    const problems = await invalidHtml(folder, await builtPages(folder));
    expect(problems.map(({ message }) => message).join()).toContain(rule);
  });

  it('finds nothing in a valid page', async () => {
    await write({ 'index.html': page('<p>1</p>') });
    expect(await invalidHtml(folder, await builtPages(folder))).toEqual([]);
  });
});

describe('checkLinks', () => {
  const check = async (base?: string): Promise<string[]> =>
    (await checkLinks(folder, await builtPages(folder), base)).problems.map(
      ({ page: from, message }) => `${from} ${message}`,
    );

  it.each([
    ['a page that is not there', '<a href="/none/">x</a>', '/none/: answered with 404'],
    [
      'an anchor on another page',
      '<a href="/b/#none">x</a>',
      "/b/#none: Fragment identifier '#none'",
    ],
    ['an anchor on the same page', '<a href="#none">x</a>', "/#none: Fragment identifier '#none'"],
    ['a folder without its slash', '<a href="/b">x</a>', '/b: '],
    ['an image', '<img src="/none.png" alt="">', '/none.png: answered with 404'],
    ['a script', '<script src="/none.js"></script>', '/none.js: answered with 404'],
  ])('finds %s', async (_, body, message) => {
    // The anchor that is there comes first: what is known of a page must not stand for all its anchors.
    await write({
      'index.html': page(`<a href="/b/#there">x</a>${body}`),
      'b/index.html': page('<h2 id="there">x</h2>'),
    });
    const problems = await check();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`/ broken link to ${message}`);
  });

  it('asks no other site', async () => {
    await write({ 'index.html': page('<a href="https://example.invalid/">x</a>') });
    expect(await check()).toEqual([]);
  });

  it('finds links that leave the base path', async () => {
    await write({
      'index.html': page('<a href="/b/">x</a><a href="/repo/b/">x</a>'),
      'b/index.html': page(''),
    });
    expect(await check('/repo/')).toEqual(['/repo/ broken link to /b/: answered with 404']);
  });
});

describe('formatProblems', () => {
  it('says each message once', () => {
    const problems = ['/a/', '/b/', '/c/'].map((path) => ({ page: path, message: 'wrong' }));
    expect(formatProblems(problems, 2)).toBe('wrong\n    on /a/, /b/ and 1 more');
  });
});
