/**
 * The test function of all specs here: a script error on any page fails the test, and nothing beyond
 * the site's own server is ever reached, so that no test depends on the network.
 */
import { test as base } from '@playwright/test';

interface Guards {
  /** Origins other than the site's that a test may call. */
  foreignOrigins: string[];
  guards: undefined;
}

export const test = base.extend<Guards>({
  foreignOrigins: [[], { option: true }],
  guards: [
    async ({ context, baseURL, foreignOrigins }, use) => {
      const problems: string[] = [];
      const own = new Set([new URL(baseURL ?? '').origin, ...foreignOrigins]);
      context.on('weberror', (error) =>
        problems.push(error.error().stack ?? String(error.error())),
      );
      context.on('request', (request) => {
        const { protocol, origin, href } = new URL(request.url());
        if (/^https?:$/.test(protocol) && !own.has(origin)) problems.push(`Requested ${href}`);
      });
      await use(undefined);
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
