import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { immutable, immutablePaths } from './isolation-headers.ts';
import { policiesOf, scriptPolicies, siteHeaders } from './security-headers.ts';

type Rules = Record<string, Record<string, string>>;

/** Netlify's and Cloudflare's format: a path, then its headers indented. */
function readHeadersFile(): Rules {
  const rules: Rules = {};
  let headers: Record<string, string> = {};
  for (const line of readFileSync('public/_headers', 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith(' ')) {
      headers = rules[line.trim()] = {};
      continue;
    }
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return rules;
}

function readVercel(): Rules {
  const { headers } = JSON.parse(readFileSync('vercel.json', 'utf8')) as {
    headers: { source: string; headers: { key: string; value: string }[] }[];
  };
  return Object.fromEntries(
    headers.map((rule) => [
      rule.source.replace('(.*)', '*'),
      Object.fromEntries(rule.headers.map(({ key, value }) => [key, value])),
    ]),
  );
}

function readRender(): Rules {
  const { services } = parse(readFileSync('render.yaml', 'utf8')) as {
    services: { headers: { path: string; name: string; value: string }[] }[];
  };
  const rules: Rules = {};
  for (const { path, name, value } of services[0]?.headers ?? []) {
    rules[path] = { ...rules[path], [name]: value };
  }
  return rules;
}

describe.each([
  ['public/_headers', readHeadersFile],
  ['vercel.json', readVercel],
  ['render.yaml', readRender],
])('%s', (_, read) => {
  it('sends the headers of every response', () => {
    expect(read()['/*']).toEqual(siteHeaders);
  });

  it('keeps the programs of readers and the service worker to their own policies', () => {
    const rules = read();
    for (const [path, policy] of Object.entries(scriptPolicies)) {
      expect(rules[path]).toMatchObject({ 'Content-Security-Policy': policy });
    }
  });

  it('lets browsers keep hashed files', () => {
    for (const path of immutablePaths) {
      expect(read()[`/${path}/*`]).toMatchObject({ 'Cache-Control': immutable });
    }
  });
});

describe('policiesOf', () => {
  it.each([
    ['/', undefined, ["frame-ancestors 'self'"]],
    ['/day/0/', 'https://a.example/x', ["frame-ancestors 'self' https://a.example"]],
    ['/engine/worker.1.js', undefined, ["frame-ancestors 'self'", scriptPolicies['/engine/*']]],
    [
      '/preview-service-worker.js',
      undefined,
      ["frame-ancestors 'self'", scriptPolicies['/preview-service-worker.js']],
    ],
    ['/preview-service-worker.js.map', undefined, ["frame-ancestors 'self'"]],
  ])('%s', (path, siteUrl, policies) => {
    expect(policiesOf(path, siteUrl)).toEqual(policies);
  });
});
