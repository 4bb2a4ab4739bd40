/** Asks the databases of `examples/databases` in the embedded engine, in a browser. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { buildLayers, type BuildResult } from '../../engine/layers/build.ts';
import { openBrowser, openHarness, type BrowserName } from '../harness/browser.ts';
import type { HarnessRun } from '../harness/page.ts';
import { serveHarness, type Harness } from '../harness/server.ts';
import { root } from '../project.mjs';
import { readRecords, type Answered } from './records.ts';

const examplesFolder = join(root, 'examples');
const program = 'databases/answers.ts';
/** Milliseconds for all cases of a database. */
const limit = 600_000;

/** A browser with the engine and the layers of some databases. */
export class PageAnswers implements AsyncDisposable {
  readonly #names: readonly string[];
  readonly #layers: BuildResult['manifest'];
  readonly #harness: Harness;
  readonly #browser: Browser;

  private constructor(
    names: readonly string[],
    layers: BuildResult['manifest'],
    harness: Harness,
    browser: Browser,
  ) {
    this.#names = names;
    this.#layers = layers;
    this.#harness = harness;
    this.#browser = browser;
  }

  static async open(names: readonly string[], browser: BrowserName): Promise<PageAnswers> {
    const outputFolder = await mkdtemp(join(tmpdir(), 'database-layers-'));
    const harness = await serveHarness();
    try {
      // Built as those of the days are: what a layer leaves out is missing here too.
      const { manifest } = await buildLayers({
        examplesFolder,
        days: names.map((name, day) => ({
          day,
          files: [program, `databases/${name}/comparison/index.ts`],
        })),
        outputFolder,
      });
      for (const file of await readdir(outputFolder)) {
        harness.add(`/layers/${file}`, await readFile(join(outputFolder, file)));
      }
      return new PageAnswers(names, manifest, harness, await openBrowser(browser));
    } catch (error) {
      harness.close();
      throw error;
    } finally {
      await rm(outputFolder, { recursive: true });
    }
  }

  /** @param flags As `answers.ts` takes them. */
  async answers(name: string, flags: readonly string[]): Promise<Answered> {
    const page = await openHarness(this.#browser, this.#harness.url);
    try {
      const day = this.#names.indexOf(name);
      const files = [program, `databases/${name}/comparison/index.ts`];
      const sources = await Promise.all(
        files.map(async (path) => [path, await readFile(join(examplesFolder, path), 'utf8')]),
      );
      const { code, output } = await page.evaluate(
        ({ args, options }) => {
          const { run } = globalThis as unknown as { run: HarnessRun };
          return run(args, options);
        },
        {
          args: [program, name, ...flags],
          options: {
            layers: this.#layers.days[day]!.map(
              (id) => new URL(`/layers/${id}.js`, this.#harness.url).href,
            ),
            files: Object.fromEntries(sources) as Record<string, string>,
            timeout: limit,
          },
        },
      );
      return readRecords(output + (code === 0 ? '' : `\nThe program's exit code: ${code}`));
    } finally {
      await page.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#harness.close();
  }
}
