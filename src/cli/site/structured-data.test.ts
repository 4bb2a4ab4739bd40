import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtPages } from './pages.ts';
import { checkStructuredData, structuredDataFaults } from './structured-data.ts';

const website = { '@type': 'WebSite', name: 'Journal', url: 'https://journal.example/' };
const withContext = (data: object) => JSON.stringify({ '@context': 'https://schema.org', ...data });

describe('structuredDataFaults', () => {
  it.each([
    ['sound data', withContext(website), []],
    ['what is no JSON', '{', [expect.stringContaining('not JSON')]],
    ['another vocabulary', JSON.stringify(website), ['its @context is not https://schema.org']],
    ['a missing field', withContext({ ...website, name: undefined }), ['WebSite has no name']],
    ['an empty field', withContext({ ...website, description: '' }), ['description is empty']],
    ['a path', withContext({ ...website, url: '/day/0/' }), ['url is no whole address']],
    [
      'an invented date',
      withContext({ ...website, datePublished: 'soon' }),
      ['datePublished is no date'],
    ],
    [
      'a fault inside',
      withContext({
        '@graph': [
          website,
          { '@type': 'BreadcrumbList', itemListElement: [{ '@type': 'ListItem' }] },
        ],
      }),
      ['ListItem has no position'],
    ],
    [
      'one of two types',
      withContext({ ...website, '@type': ['WebSite', 'LearningResource'] }),
      ['LearningResource has no teaches'],
    ],
    [
      'an unknown type',
      withContext({ '@type': 'Website' }),
      [expect.stringContaining('Website is')],
    ],
  ])('%s', (_, text, faults) => {
    expect(structuredDataFaults(text)).toEqual(faults);
  });
});

it('checkStructuredData names the page, also of one that should have some', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'site-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const script = (text: string) => `<script type="application/ld+json">${text}</script>`;
  await writeFile(join(folder, 'index.html'), script(withContext(website)) + script('{}'));
  await writeFile(join(folder, 'a.html'), '<p>1</p>');
  expect(
    await checkStructuredData(folder, await builtPages(folder), (path) => path === '/a.html'),
  ).toEqual({
    checked: 2,
    problems: [
      { page: '/', message: 'structured data: its @context is not https://schema.org' },
      { page: '/a.html', message: 'structured data: there is none' },
    ],
  });
});
