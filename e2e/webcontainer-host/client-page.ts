/** An app written for the WebContainer API, on the site's origin: a blank page with the package's client. */
import type { Page } from '@playwright/test';
import { build } from 'esbuild';
import type { WebContainer } from '@webcontainer/api';
import { isolationHeaders } from '../../src/journal/integrations/isolation-headers.ts';

declare global {
  /** Of the app's page; functions given to `page.evaluate` see it. */
  var api: typeof import('@webcontainer/api');
  var container: WebContainer;
  var WEBCONTAINER_API_IFRAME_URL: string | undefined;
}

let bundle: Promise<string> | undefined;

const bundled = (): Promise<string> =>
  (bundle ??= build({
    stdin: { contents: `export * from '@webcontainer/api';`, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'iife',
    globalName: 'api',
    write: false,
  }).then(({ outputFiles }) => outputFiles[0]!.text));

/** Opens the app, which takes its runtime from the site's own host. */
async function openClientPage(page: Page): Promise<void> {
  const script = await bundled();
  await page.route('**/client-app/*', (route) => {
    const isScript = route.request().url().endsWith('.js');
    return route.fulfill({
      headers: isolationHeaders,
      contentType: isScript ? 'text/javascript' : 'text/html',
      body: isScript
        ? `globalThis.WEBCONTAINER_API_IFRAME_URL = location.origin;\n${script};globalThis.api = api;`
        : '<!doctype html><title>App</title><body><script src="app.js"></script>',
    });
  });
  await page.goto('client-app/index.html');
}

/** Opens the app and boots its `container`. */
export async function bootClientPage(page: Page): Promise<void> {
  await openClientPage(page);
  await page.evaluate(async () => {
    globalThis.container = await api.WebContainer.boot({
      coep: 'require-corp',
      workdirName: 'app',
    });
  });
}
