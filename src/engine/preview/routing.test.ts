import { describe, expect, it } from 'vitest';
import {
  parsePreview,
  previewSpace,
  route,
  toPreviewUrl,
  toProgramUrl,
  type Route,
  type RoutedRequest,
} from './routing.ts';

const site = 'https://site.test';
const space = previewSpace(`${site}/journal/`);
const page = `${space}c1/3000/shop/cart?x=1`;
const server = { containerId: 'c1', port: 3000 };

describe('parsePreview', () => {
  it.each([
    [`${space}c1/3000/a?b`, { ...server, path: '/a?b' }],
    [`${space}c1/3000/a#b`, { ...server, path: '/a' }],
    [`${space}c1/3000`, { ...server, path: '' }],
    [`${space}c1/3000?q`, { ...server, path: '?q' }],
    [`${space}c1/0/`, undefined],
    [`${space}c1/65536/`, undefined],
    [`${space}c1/30a0/`, undefined],
    [`${space}c1/`, undefined],
    [space, undefined],
    [`${site}/preview/c1/3000/`, undefined],
    ['https://other.test/journal/preview/c1/3000/', undefined],
  ])('%s', (url, expected) => expect(parsePreview(space, url)).toEqual(expected));
});

describe('route', () => {
  const request = (overrides: Partial<RoutedRequest>): RoutedRequest => ({
    url: `${site}/`,
    mode: 'cors',
    method: 'GET',
    destination: '',
    referrer: '',
    hasClient: true,
    client: undefined,
    ...overrides,
  });
  const answer = (path: string, source: object | null = server): Route =>
    ({ kind: 'answer', address: { ...server, path }, source: source ?? undefined }) as Route;
  const navigate = { mode: 'navigate', destination: 'document', hasClient: false };

  it.each<[string, Partial<RoutedRequest>, Partial<Route>]>([
    ['a preview by its URL', { ...navigate, url: page }, answer('/shop/cart?x=1', null)],
    [
      'a preview without its slash',
      { ...navigate, url: `${space}c1/3000` },
      { kind: 'redirect', location: `${space}c1/3000/` },
    ],
    [
      "a journal page's frame",
      { ...navigate, url: page, referrer: `${site}/journal/day/1/` },
      answer('/shop/cart?x=1', null),
    ],
    ['a root-relative URL, by client', { url: `${site}/api?q`, client: server }, answer('/api?q')],
    ['a root-relative URL, by referrer', { url: `${site}/api`, referrer: page }, answer('/api')],
    [
      "a path of the journal's, asked for by a preview",
      { url: `${site}/journal/_astro/x.js`, client: server },
      answer('/journal/_astro/x.js'),
    ],
    [
      'what a style sheet asks for',
      { url: `${site}/a.png`, client: server, referrer: `${site}/style.css` },
      answer('/a.png'),
    ],
    [
      'a path above the root',
      { url: `${space}c1/style.css`, client: server },
      answer('/style.css'),
    ],
    [
      'the server by its own address',
      { url: 'http://localhost:3000/api', client: server },
      answer('/api'),
    ],
    [
      'another port by its own address',
      { url: 'http://localhost:4000/api', client: server },
      { kind: 'pass' },
    ],
    ['another site', { url: 'https://other.test/', client: server }, { kind: 'pass' }],
    [
      'a navigation, by referrer',
      { ...navigate, url: `${site}/login?x`, referrer: page },
      { kind: 'redirect', location: `${space}c1/3000/login?x` },
    ],
    [
      'a navigation of the journal',
      { ...navigate, url: `${site}/journal/`, referrer: `${site}/journal/day/1/` },
      { kind: 'pass' },
    ],
    ['a navigation without a referrer', { ...navigate, url: `${site}/journal/` }, { kind: 'pass' }],
    [
      "a known client's of the journal",
      { url: `${site}/journal/engine/a.js`, client: 'journal' },
      { kind: 'pass' },
    ],
    [
      "the journal's request to a preview",
      { url: page, client: 'journal' },
      answer('/shop/cart?x=1', null),
    ],
    ["an unknown client's", { url: `${site}/x` }, { kind: 'look-up' }],
    ['the script of a worker', { url: `${site}/w.js`, destination: 'worker' }, { kind: 'pass' }],
    [
      "the script of a preview's worker",
      { url: `${site}/w.js`, destination: 'worker', referrer: page },
      answer('/w.js'),
    ],
    ['no client at all', { url: `${site}/x`, hasClient: false }, { kind: 'pass' }],
    ["another container's server", { url: `${space}c2/3000/`, client: server }, { kind: 'forbid' }],
    [
      "another container's page",
      { ...navigate, url: `${space}c2/3000/`, referrer: page },
      { kind: 'forbid' },
    ],
    [
      'a cookie',
      { url: `${space}c1/~cookie`, method: 'POST', client: server },
      { kind: 'document-cookie', source: server },
    ],
    [
      "another container's cookie",
      { url: `${space}c2/~cookie`, method: 'POST', client: server },
      answer('/journal/preview/c2/~cookie'),
    ],
  ])('%s', (_, overrides, expected) => {
    expect(route(space, request(overrides))).toMatchObject(expected);
  });
});

describe('toPreviewUrl', () => {
  const address = { ...server, path: '/shop/cart?x=1' };
  const root = `${space}c1/3000`;
  it.each([
    ['/login', `${root}/login`],
    ['login?x#y', `${root}/shop/login?x#y`],
    ['../../..', `${root}/`],
    ['?page=2', `${root}/shop/cart?page=2`],
    ['http://localhost:3000/a', `${root}/a`],
    ['http://127.0.0.1:4000/a', `${space}c1/4000/a`],
    ['//localhost:3000/a', `${root}/a`],
    ['http://localhost/a', `${space}c1/80/a`],
    ['https://github.com/login', 'https://github.com/login'],
    ['//example.com/', '//example.com/'],
    ['mailto:a@b', 'mailto:a@b'],
    ['/journal/preview/c1/3000/me', '/journal/preview/c1/3000/me'],
  ])('%s', (url, expected) => expect(toPreviewUrl(space, address, url)).toBe(expected));
});

it('knows what a preview is to its program', () => {
  expect(toProgramUrl(space, page)).toBe('http://localhost:3000/shop/cart?x=1');
  expect(toProgramUrl(space, `${site}/journal/`)).toBeUndefined();
});
