/** Browser tests of the built site. `npm test` sets `PORT` and the browsers; without it, they are found. */
import { existsSync } from 'node:fs';
import { defineConfig, firefox } from '@playwright/test';
import { chromiumArguments, findBrowser } from '../src/cli/browsers.mjs';
import { asBase } from '../src/journal/site.ts';

const port = process.env.PORT ?? '4873';
const url = `http://localhost:${port}${asBase(process.env.BASE_PATH)}`;

const chromiumPath = findBrowser('chromium');
const firefoxPath = findBrowser('firefox');
const hasFirefox = firefoxPath !== undefined || existsSync(firefox.executablePath());

/**
 * What Firefox runs unless `BROWSERS=all` asks for everything: what depends on the browser and not only on the
 * page, and of the days one of each kind. All of it in both takes an hour on two cores; a change of what is left
 * out here is to be tried with `all`.
 */
const inFirefox = [
  'days',
  'preview',
  'isolation',
  'webcontainers',
  'editor',
  'offline/offline',
  'offline/deploy',
  'security/preview',
  'security/program',
].map((name) => `${import.meta.dirname}/${name}.spec.ts`);
const notInFirefox = /day (?!(?:0|30|47|61):)\d+: runs/;

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // Firefox over WebDriver BiDi, on two busy cores, takes a minute for a day.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  // No traces: recording each test takes a quarter of its time. `--trace on` makes one where it is needed.
  use: { baseURL: url },
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        launchOptions: {
          args: chromiumArguments,
          ...(chromiumPath ? { executablePath: chromiumPath } : {}),
        },
      },
    },
    ...(hasFirefox
      ? [
          {
            name: 'firefox',
            ...(process.env.BROWSERS !== 'all' && {
              testMatch: inFirefox,
              grepInvert: notInFirefox,
            }),
            use: {
              browserName: 'firefox' as const,
              // A system Firefox is not Playwright's patched build: it is driven over WebDriver BiDi.
              ...(firefoxPath
                ? { channel: 'moz-firefox', launchOptions: { executablePath: firefoxPath } }
                : {}),
            },
          },
        ]
      : []),
  ],
  webServer: {
    command: 'node src/cli/serve.ts --exact',
    cwd: '..',
    env: { PORT: port },
    url,
    reuseExistingServer: false,
    timeout: 20_000,
  },
});
