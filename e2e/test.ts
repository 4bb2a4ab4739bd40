/**
 * The test function of all specs here: a script error on any page fails the test, and nothing beyond
 * the site's own server is ever reached, so that no test depends on the network.
 */
import { test as base } from '@playwright/test';

interface Guards {
  /** An error of the program under test: Firefox counts those of a page's workers as the page's. */
  programError: RegExp | undefined;
  guards: undefined;
}

/** What Firefox reports of a load that a page gave up, as its frame was taken away or the page left. */
const abandonedLoad =
  /^(Failed to load |error loading dynamically imported module|NetworkError when attempting to fetch)/;

export const test = base.extend<Guards>({
  programError: [undefined, { option: true }],
  guards: [
    async ({ context, baseURL, programError }, use) => {
      const problems: string[] = [];
      const own = new URL(baseURL ?? '').origin;
      context.on('weberror', (webError) => {
        const { message, stack } = webError.error();
        if (abandonedLoad.test(message) || programError?.test(message)) return;
        problems.push(`${message}\n${stack ?? ''}`);
      });
      context.on('request', (request) => {
        const { protocol, origin, href } = new URL(request.url());
        if (/^https?:$/.test(protocol) && origin !== own) problems.push(`Requested ${href}`);
      });
      await use(undefined);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
