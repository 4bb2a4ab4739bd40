import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { immutable, immutablePaths, isolationHeaders } from './isolation-headers.ts';

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
  it('isolates every page', () => {
    expect(read()['/*']).toEqual(isolationHeaders);
  });

  it('lets browsers keep hashed files', () => {
    for (const path of immutablePaths) {
      expect(read()[`/${path}/*`]).toEqual({ 'Cache-Control': immutable });
    }
  });
});
