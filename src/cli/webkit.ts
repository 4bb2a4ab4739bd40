/**
 * Boots every day in WebKitGTK, through its page, as a reader would:
 *
 *     npm run test:webkit [-- <day> …]
 *
 * Playwright drives its own builds of WebKit only; this one drives the system's by WebDriver. Build the
 * site first. On Debian: `apt-get install webkit2gtk-driver xvfb`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  Builder,
  By,
  Capabilities,
  until,
  type WebDriver,
  type WebElement,
} from 'selenium-webdriver';
import { findProgram } from './browsers.mjs';
import { freePort } from './free-port.mjs';
import { root } from './project.mjs';
import { startStaticServer } from './static-server.ts';

/** Milliseconds that one step may take. */
const LIMIT = 120_000;

const stop = (message: string): never => {
  console.error(message);
  process.exit(1);
};

const driverPath =
  findProgram('WebKitWebDriver') ??
  stop('There is no WebKitWebDriver. On Debian: apt-get install webkit2gtk-driver xvfb');
const browserPath =
  globSync('/usr/{lib/*,libexec}/webkit*gtk-4*/MiniBrowser')[0] ??
  stop('There is no MiniBrowser of WebKitGTK. On Debian: apt-get install webkit2gtk-driver');
const folder = join(root, 'dist');
if (!existsSync(join(folder, 'examples'))) stop('There is no built site. Build it: npm run build');

const built = readdirSync(join(folder, 'examples'))
  .flatMap((name) => /^(\d+)\.\w+\.json$/.exec(name)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b);
if (built.length === 0) stop('The built site has no day. Build it: npm run build');
const wanted = process.argv.slice(2).map(Number);
const unknown = wanted.filter((day) => !built.includes(day));
if (unknown.length > 0) stop(`There is no day ${unknown.join(', ')}. Days: ${built.join(', ')}`);

/** Starts WebDriver, on a virtual screen where there is none. */
function startDriver(port: number): ChildProcess {
  const command = [driverPath, `--port=${port}`];
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    const xvfb =
      findProgram('xvfb-run') ?? stop('There is no screen. Install xvfb, or set DISPLAY.');
    command.unshift(xvfb, '-a');
  }
  return spawn(command[0]!, command.slice(1), { stdio: 'ignore', detached: true });
}

async function openBrowser(port: number): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: browserPath, args: ['--automation'] },
  });
  return new Builder()
    .usingServer(`http://127.0.0.1:${port}`)
    .withCapabilities(capabilities)
    .disableEnvironmentOverrides()
    .build();
}

/** The driver tells nobody when it listens. @throws Error when it does not within the limit. */
async function untilListening(port: number): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT);
  for (;;) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`, { signal: limit });
      return;
    } catch (error) {
      if (limit.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Clicks what the XPath finds, once it can be seen. */
async function click(browser: WebDriver, within: WebElement, xpath: string): Promise<void> {
  const element = await within.findElement(By.xpath(xpath));
  await browser.wait(until.elementIsVisible(element), LIMIT);
  await browser.executeScript('arguments[0].scrollIntoView({ block: "center" })', element);
  await element.click();
}

/** Runs a day and sends its requests. @returns What the request console says of them. */
async function runDay(browser: WebDriver, url: string): Promise<string> {
  await browser.get(url);
  const runner = await browser.wait(until.elementLocated(By.css('example-runner')), LIMIT);
  await runner.findElement(By.css('[data-part="run"]')).click();
  await browser.wait(async () => {
    const state = await runner.getAttribute('data-state');
    if (state === 'ready') return true;
    // A notice that it takes long is no end: the panel goes on waiting.
    if (state === 'loading' || state === 'starting') return false;
    const problems = await runner.findElements(By.css('[role="alert"]'));
    const texts = await Promise.all(problems.map((problem) => problem.getText()));
    const problem = texts.join(' ').trim();
    if (problem) throw new Error(`${state}: ${problem}`);
    return false;
  }, LIMIT);
  await click(browser, runner, './/*[@role="tab"][normalize-space()="Requests"]');
  await click(browser, runner, './/button[normalize-space()="Send all"]');
  const summary = (await browser.wait(async () => {
    const text = await runner.getText();
    return /\d+ of \d+ assertions? passed/.exec(text)?.[0] ?? false;
  }, LIMIT)) as string;
  const failed = await runner.findElements(By.css('.assertion[data-passed="false"]'));
  // Closed requests show no text, but hold it.
  const texts = failed.map((element) => element.getAttribute('textContent'));
  return [summary, ...(await Promise.all(texts))].join('\n  ');
}

const site = await startStaticServer({ folder, port: 0 });
const port = await freePort('127.0.0.1');
const driver = startDriver(port);
let passed = 0;
let failed = 0;
try {
  await untilListening(port);
  const browser = await openBrowser(port);
  try {
    await browser.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 1000 });
    for (const day of wanted.length > 0 ? wanted : built) {
      const outcome = await runDay(browser, `${site.url}day/${day}/`).catch((error: unknown) =>
        String(error),
      );
      const [, ticks, total] = /^(\d+) of (\d+)/.exec(outcome) ?? [];
      const isGood = ticks !== undefined && ticks === total;
      if (isGood) passed++;
      else failed++;
      console.log(`${isGood ? '✓' : '✗'} day ${day}: ${outcome}`);
    }
  } finally {
    await browser.quit();
  }
} finally {
  // The virtual screen is the driver's parent: the whole group ends.
  process.kill(-driver.pid!);
  site.server.close();
}
console.log(`\n${passed} passed, ${failed} failed, 0 skipped`);
if (failed > 0) process.exitCode = 1;
