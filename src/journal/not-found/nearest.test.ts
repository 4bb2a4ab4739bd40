import { describe, expect, it } from 'vitest';
import { asWords, nearestPage } from './nearest.ts';

const pages = [
  { path: 'day/0', name: 'Day 0: Hello, backend' },
  { path: 'day/4', name: 'Day 4: Files and streams' },
  { path: 'day/9', name: 'Day 9: Project: link shortener' },
  { path: 'day/10', name: 'Day 10: Routers and layout' },
  { path: 'day/16', name: 'Day 16: Testing an API' },
  { path: 'day/84', name: 'Day 84: GraphQL' },
  { path: 'days', name: 'Days' },
  { path: 'phases', name: 'Phases' },
  { path: 'projects', name: 'Projects' },
  { path: 'portfolio', name: 'Portfolio' },
];

describe('asWords', () => {
  it.each([
    ['/Day/016.html', 'day-016'],
    ['day/16/index.html', 'day-16'],
    ['files%20and%20streams', 'files-and-streams'],
    ['50%', '50'],
    ['//', ''],
  ])('%s: %s', (address, words) => expect(asWords(address)).toBe(words));
});

describe('nearestPage', () => {
  it.each([
    ['days/16', 'day/16'],
    ['day/016/', 'day/16'],
    ['day16', 'day/16'],
    ['Day-16.html', 'day/16'],
    ['16', 'day/16'],
    ['examples/day9/app.ts', 'day/9'],
    ['dya/4', 'day/4'],
    ['day/0000', 'day/0'],
    ['portfolo', 'portfolio'],
    ['Portfolio.php', 'portfolio'],
    ['cv', 'portfolio'],
    ['phase', 'phases'],
    ['en/project', 'projects'],
    ['phase/3', 'phases'],
    ['graphql', 'day/84'],
    ['day/graphql', 'day/84'],
    ['testing-an-api', 'day/16'],
    ['blog/files-and-steams', 'day/4'],
    ['streams', 'day/4'],
    ['link-shortener', 'day/9'],
  ])('%s: %s', (address, path) => expect(nearestPage(address, pages)?.path).toBe(path));

  it.each([
    '',
    '/',
    'day/100',
    'day/77',
    '1234',
    'wp-login.php',
    'quite-something-else',
    '%zz',
    'x',
  ])('knows none near %s', (address) => expect(nearestPage(address, pages)).toBeUndefined());

  it('does not offer a page that the site does not have', () =>
    expect(nearestPage('cv', [{ path: 'days', name: 'Days' }])).toBeUndefined());
});
