import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The module reads its settings when it is loaded. */
const load = async () => {
  vi.resetModules();
  return import('./runtime-host.ts');
};

const key = 'WEBCONTAINER_API_IFRAME_URL';
const page = globalThis as { [key]?: string };

beforeEach(() => vi.stubGlobal('location', new URL('https://journal.example/day/0/')));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  delete page[key];
});

describe('where the runtime is', () => {
  it.each<[setting: string | undefined, given: string | undefined, url: string | undefined]>([
    [undefined, undefined, undefined],
    ['/', undefined, 'https://journal.example/'],
    ['https://host.example', undefined, 'https://host.example/'],
    ['/', 'https://given.example', 'https://given.example'],
  ])('setting %j, page %j → %j', async (setting, given, url) => {
    if (setting) vi.stubEnv('WEBCONTAINER_HOST', setting);
    if (given) page[key] = given;
    const { runtimeHostName, setRuntimeHost } = await load();
    setRuntimeHost();
    expect(page[key]).toBe(url);
    expect(runtimeHostName()).toBe(url ? new URL(url).host : 'stackblitz.com');
  });

  it.each<[host: string | undefined, url: string, expected: boolean]>([
    [undefined, 'https://stackblitz.com/headless', true],
    [undefined, 'https://x.webcontainer.io/', true],
    [undefined, 'https://stackblitz.com.example/', false],
    [undefined, 'https://journal.example/', false],
    [undefined, '', false],
    ['https://host.example/x', 'https://host.example/headless', true],
    ['https://host.example', 'https://host.example:8443/', false],
    ['https://host.example', 'https://stackblitz.com/', false],
  ])('host %j: %j is the runtime: %j', async (host, url, expected) => {
    if (host) page[key] = host;
    const { isRuntimeUrl } = await load();
    expect(isRuntimeUrl(url)).toBe(expected);
  });
});
