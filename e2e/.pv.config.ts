import { defineConfig } from '@playwright/test';
export default defineConfig({
  testDir: './preview', outputDir: '/tmp/pv/results', workers: 1, timeout: 20_000, expect: { timeout: 6000 }, reporter: 'line', fullyParallel: false,
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: { executablePath: '/usr/bin/chromium', args: '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ') } } },
    { name: 'firefox', use: { browserName: 'firefox', channel: 'moz-firefox', launchOptions: { executablePath: '/usr/bin/firefox-esr' } } },
  ],
});
