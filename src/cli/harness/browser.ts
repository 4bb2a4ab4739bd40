/** A browser on the harness page. */
import { chromium, firefox, type Browser, type Page } from 'playwright';
import { chromiumArguments, findBrowser } from '../browsers.mjs';

export const browserNames = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof browserNames)[number];

/** @throws Error that says what to install. */
export async function openBrowser(name: BrowserName): Promise<Browser> {
  const executablePath = findBrowser(name);
  const path = executablePath ? { executablePath } : {};
  if (name === 'chromium') return chromium.launch({ ...path, args: chromiumArguments });
  if (!executablePath) throw new Error('Firefox is not installed: apt-get install firefox-esr');
  return firefox.launch({ ...path, channel: 'moz-firefox' });
}

export async function openHarness(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(`The page threw: ${error.message}`));
  await page.goto(url);
  await page.waitForFunction(() => 'run' in globalThis);
  return page;
}
