import type { Page } from '@playwright/test';

/** Collects, from now on, the URLs that a page, its frames and its workers ask of other origins. */
export function recordForeign(page: Page, siteUrl: string): readonly string[] {
  const { origin } = new URL(siteUrl);
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) foreign.push(request.url());
  });
  return foreign;
}
