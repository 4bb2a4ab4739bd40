/** Programs of the examples' folder in the embedded engine, in a browser, over layers built for them. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { buildLayers, type BuildResult } from '../../engine/layers/build.ts';
import { openBrowser, openHarness, type BrowserName } from '../harness/browser.ts';
import type { HarnessRun } from '../harness/page.ts';
import { serveHarness, type Harness } from '../harness/server.ts';
import { root } from '../project.mjs';

const examplesFolder = join(root, 'examples');
/** Milliseconds for one run. */
const limit = 600_000;

export class PageProgram implements AsyncDisposable {
  readonly #programs: readonly (readonly string[])[];
  readonly #layers: BuildResult['manifest'];
  readonly #harness: Harness;
  readonly #browser: Browser;

  private constructor(
    programs: readonly (readonly string[])[],
    layers: BuildResult['manifest'],
    harness: Harness,
    browser: Browser,
  ) {
    this.#programs = programs;
    this.#layers = layers;
    this.#harness = harness;
    this.#browser = browser;
  }

  /** @param programs The files of each, below `examples`, the one that is started first. */
  static async open(
    programs: readonly (readonly string[])[],
    browser: BrowserName,
  ): Promise<PageProgram> {
    const outputFolder = await mkdtemp(join(tmpdir(), 'program-layers-'));
    const harness = await serveHarness();
    try {
      // Built as those of the days are: what a layer leaves out is missing here too.
      const { manifest } = await buildLayers({
        examplesFolder,
        days: programs.map((files, day) => ({ day, files })),
        outputFolder,
      });
      for (const file of await readdir(outputFolder)) {
        harness.add(`/layers/${file}`, await readFile(join(outputFolder, file)));
      }
      return new PageProgram(programs, manifest, harness, await openBrowser(browser));
    } catch (error) {
      harness.close();
      throw error;
    } finally {
      await rm(outputFolder, { recursive: true });
    }
  }

  /**
   * Runs a program in a page of its own until it ends.
   *
   * @param index Of the program.
   */
  async run(
    index: number,
    args: readonly string[],
  ): Promise<{ code: number | 'timeout'; output: string }> {
    const files = this.#programs[index]!;
    const page = await openHarness(this.#browser, this.#harness.url);
    try {
      const sources = await Promise.all(
        files.map(async (path) => [path, await readFile(join(examplesFolder, path), 'utf8')]),
      );
      return await page.evaluate(
        ({ args, options }) => {
          const { run } = globalThis as unknown as { run: HarnessRun };
          return run(args, options);
        },
        {
          args: [files[0]!, ...args],
          options: {
            layers: this.#layers.days[index]!.map(
              (id) => new URL(`/layers/${id}.js`, this.#harness.url).href,
            ),
            files: Object.fromEntries(sources) as Record<string, string>,
            timeout: limit,
          },
        },
      );
    } finally {
      await page.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#harness.close();
  }
}
