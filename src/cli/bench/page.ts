/** The built site in a browser, driven as a reader would: a day's page and its Run button. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { chromiumArguments, findBrowser } from '../browsers.mjs';

interface RunnerElement extends HTMLElement {
  request(request: object): Promise<{ status: number; body: ReadableStream }>;
}

/** A browser with a profile of its own, so that nothing is cached that this run has not fetched. */
export class Profile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  #context: BrowserContext | undefined;

  async open(url: string): Promise<Page> {
    const executablePath = findBrowser('chromium');
    this.#context ??= await chromium.launchPersistentContext(this.#folder, {
      args: chromiumArguments,
      ...(executablePath && { executablePath }),
    });
    const page = await this.#context.newPage();
    await page.goto(url, { waitUntil: 'load' });
    return page;
  }

  async close(): Promise<void> {
    await this.#context?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Milliseconds from the click on Run to the first 200. */
export const clickToFirst200 = (page: Page, path: string): Promise<number> =>
  page.evaluate(async (target) => {
    const runner = document.querySelector('example-runner') as RunnerElement;
    const started = performance.now();
    runner.querySelector<HTMLElement>('[data-part="run"]')!.click();
    const request = { method: 'GET', port: 3000, path: target, headers: [] };
    const response = await runner.request(request);
    await new Response(response.body).arrayBuffer();
    if (response.status !== 200) throw new Error(`The example answered ${response.status}`);
    return performance.now() - started;
  }, path);

/** Requests per second with this many in flight. */
export const load = (
  page: Page,
  path: string,
  connections: number,
  requests: number,
): Promise<number> =>
  page.evaluate(
    async ([target, inFlight, total]) => {
      const runner = document.querySelector('example-runner') as RunnerElement;
      let left = total;
      const client = async (): Promise<void> => {
        while (left-- > 0) {
          const request = { method: 'GET', port: 3000, path: target, headers: [] };
          const response = await runner.request(request);
          const reader = response.body.getReader();
          while (!(await reader.read()).done);
        }
      };
      const started = performance.now();
      await Promise.all(Array.from({ length: inFlight }, client));
      return total / ((performance.now() - started) / 1000);
    },
    [path, connections, requests] as const,
  );

/** Bytes that the page and its workers hold, after a garbage collection. */
export const memory = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    // Chromium, in isolated pages: https://wicg.github.io/performance-measure-memory/
    const { bytes } = await (
      performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
      }
    ).measureUserAgentSpecificMemory();
    return bytes;
  });

/** Shows interest as a pointer does, and waits until the worker has loaded all that it can. */
export async function prewarm(page: Page): Promise<void> {
  await page.locator('example-runner').dispatchEvent('pointerenter');
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>('example-runner')?.dataset.loaded === 'true',
  );
  await page.waitForFunction(() => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const layers = entries.filter(({ name }) => name.includes('/layers/day'));
    return layers.some(({ responseEnd }) => responseEnd > 0);
  });
  // The worker tells nobody that it waits; a benchmark may give it a moment.
  await page.waitForTimeout(1500);
}
