import type { Page } from '@playwright/test';

/** Makes WebContainers in the page boot from the site's own host in place of StackBlitz. */
export async function useOwnHost(page: Page): Promise<void> {
  await page.addInitScript(() => {
    (globalThis as { WEBCONTAINER_API_IFRAME_URL?: string }).WEBCONTAINER_API_IFRAME_URL =
      location.origin;
  });
  // Under a base path, the host's origin has to send there what asks for `/headless`.
  await page.route(/^https?:\/\/[^/]+\/headless\?/, (route) => {
    const base = new URL(page.url()).pathname.replace(/day\/\d+\/$/, '');
    if (base === '/') return route.continue();
    const Location = `${base}headless/${new URL(route.request().url()).search}`;
    return route.fulfill({ status: 308, headers: { Location } });
  });
}
