/** The test function of this folder: each test has a server of its own, which it may let fail. */
import { test as base } from '../test.ts';
import { FailingSite } from './failing-site.ts';

interface Fixtures {
  /** Whether the host sends the isolation headers. */
  isolated: boolean;
  site: FailingSite;
}

export const test = base.extend<Fixtures>({
  isolated: [true, { option: true }],
  site: async ({ isolated }, use) => {
    await using site = await FailingSite.start({ isolated });
    await use(site);
  },
  baseURL: async ({ site }, use) => use(site.url),
});

export { expect } from '@playwright/test';
