import { describe, expect, it } from 'vitest';
import { asBase, asEngine, asPreviewOrigin, framedOrigins } from './site.ts';

describe('asBase', () => {
  it.each([
    [undefined, '/'],
    ['', '/'],
    ['/', '/'],
    ['journal', '/journal/'],
    ['/journal', '/journal/'],
    ['/a/b/', '/a/b/'],
  ])('%j → %j', (path, base) => {
    expect(asBase(path)).toBe(base);
  });
});

describe('asPreviewOrigin', () => {
  const site = 'https://backend.example.org/journal';
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['https://previews.example.org', 'https://previews.example.org'],
    ['https://previews.example.org/', 'https://previews.example.org'],
    ['http://localhost:4322', 'http://localhost:4322'],
  ])('%j → %j', (value, origin) => {
    expect(asPreviewOrigin(value, site)).toBe(origin);
  });

  it.each([
    ['no origin', 'previews.example.org', site, /without a path/],
    ['another scheme', 'ftp://previews.example.org', site, /without a path/],
    ['a path', 'https://previews.example.org/x', site, /without a path/],
    ["the site's own", 'https://backend.example.org', site, /must be another/],
    ['an unknown site', 'https://previews.example.org', undefined, /needs SITE_URL/],
  ])('refuses %s', (_, value, siteUrl, message) => {
    expect(() => asPreviewOrigin(value, siteUrl)).toThrow(message);
  });
});

describe('framedOrigins', () => {
  it.each([
    [{}, []],
    [{ webcontainerHost: '/' }, []],
    [
      { previewOrigin: 'https://p.example', webcontainerHost: 'https://h.example/host/' },
      ['https://p.example', 'https://h.example'],
    ],
  ])('%j', (settings, origins) => {
    const none = { previewOrigin: undefined, webcontainerHost: undefined };
    expect(framedOrigins({ ...none, ...settings })).toEqual(origins);
  });
});

describe('asEngine', () => {
  it.each([
    [undefined, 'embedded'],
    ['', 'embedded'],
    ['embedded', 'embedded'],
    ['webcontainers', 'webcontainers'],
    ['auto', 'auto'],
  ])('%j → %j', (value, engine) => {
    expect(asEngine(value)).toBe(engine);
  });

  it('names what it could be', () => {
    expect(() => asEngine('abacus')).toThrow(/abacus.*embedded, webcontainers, auto/);
  });
});
