/**
 * Takes the pictures of the READMEs anew, from the site as it is built: `npm run build && npm run pictures`.
 * It is no test: whoever changes the look runs it, and looks at what it made.
 */
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import tests from '../playwright.config.ts';

const { webServer } = tests;

export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: 'pictures.ts',
  projects: tests.projects!.filter(({ name }) => name === 'chromium'),
  // Relative to this file, and not to the other one.
  webServer: { ...webServer, cwd: join(import.meta.dirname, '../..') } as typeof webServer,
  outputDir: '../../test-results',
});
