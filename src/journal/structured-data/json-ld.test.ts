import { describe, expect, it } from 'vitest';
import { dayJsonLd, pageJsonLd, websiteJsonLd, type DayFacts, type Website } from './json-ld.ts';

const site: Website = {
  name: 'Journal',
  description: 'Of 100 days',
  address: (path) => `https://journal.example/base/${path}`,
  author: {},
};
const signed: Website = { ...site, author: { name: 'Ada Example' } };
const day: DayFacts = { day: 4, title: 'Files', description: 'Send them', skills: ['Node.js'] };
const posting = (website: Website, facts: DayFacts) =>
  (dayJsonLd(website, facts)['@graph'] as Record<string, unknown>[])[0]!;

describe('a day', () => {
  it('says no more than what is known', () => {
    expect(posting(site, day)).toEqual({
      '@type': ['BlogPosting', 'LearningResource'],
      headline: 'Day 4: Files',
      description: 'Send them',
      url: 'https://journal.example/base/day/4/',
      inLanguage: 'en',
      isAccessibleForFree: true,
      isPartOf: { '@type': 'WebSite', name: 'Journal', url: 'https://journal.example/base/' },
      teaches: ['Node.js'],
    });
  });

  it('names its author once there is one', () => {
    expect(posting(signed, day)).toMatchObject({
      author: {
        '@type': 'Person',
        name: 'Ada Example',
        url: 'https://journal.example/base/portfolio/',
      },
    });
  });

  const [early, late] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-02-01T00:00:00Z')];
  it.each([
    ['changed later', early, late, [early.toISOString(), late.toISOString()]],
    ['written ahead', late, early, [late.toISOString(), undefined]],
    ['without a date of its own', undefined, late, [undefined, late.toISOString()]],
  ])('has its dates: %s', (_, published, modified, dates) => {
    const { datePublished, dateModified } = posting(site, { ...day, published, modified });
    expect([datePublished, dateModified]).toEqual(dates);
  });

  it('lies below the home page and the list of days', () => {
    const [, place] = dayJsonLd(site, day)['@graph'] as [unknown, { itemListElement: unknown[] }];
    expect(place.itemListElement).toEqual([
      { '@type': 'ListItem', position: 1, name: 'Journal', item: site.address('') },
      { '@type': 'ListItem', position: 2, name: 'All days', item: site.address('days/') },
      { '@type': 'ListItem', position: 3, name: 'Day 4: Files', item: site.address('day/4/') },
    ]);
  });
});

it('a list names its pages in their order', () => {
  const pages = ['day/9/', 'day/19/'];
  expect(
    pageJsonLd(site, { type: 'CollectionPage', name: 'Projects', path: 'projects/', pages }),
  ).toMatchObject({
    '@graph': [
      {
        '@type': 'CollectionPage',
        mainEntity: {
          '@type': 'ItemList',
          itemListElement: [
            { position: 1, url: 'https://journal.example/base/day/9/' },
            { position: 2, url: 'https://journal.example/base/day/19/' },
          ],
        },
      },
      { '@type': 'BreadcrumbList' },
    ],
  });
});

it('a list of what nobody has written yet is no list', () => {
  const list = pageJsonLd(site, { type: 'CollectionPage', name: 'A', path: 'a/', pages: [] });
  expect(JSON.stringify(list)).not.toContain('"ItemList"');
});

it('the home page is the website', () => {
  expect(websiteJsonLd(signed)).toMatchObject({
    '@context': 'https://schema.org',
    '@type': 'WebSite',
    url: 'https://journal.example/base/',
    author: { name: 'Ada Example' },
  });
});
