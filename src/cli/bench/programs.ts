/**
 * Programs that time a part of themselves and print the milliseconds, in the engine and on plain Node.
 * The time is the program's own: how long a start takes is measured elsewhere.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, openHarness } from '../harness/browser.ts';
import { packFolder } from '../conformance/pack-folder.ts';
import type { HarnessRun } from '../harness/page.ts';
import { serveHarness } from '../harness/server.ts';

const folder = fileURLToPath(new URL('programs/', import.meta.url));

/** Names of the programs: files of the folder beside, without `.cjs`. */
export const programs = readdirSync(folder)
  .map((file) => basename(file, '.cjs'))
  .sort();

const milliseconds = (program: string, output: string): number => {
  const value = Number(output);
  if (!(value > 0)) throw new Error(`${program} printed no time, but: ${output}`);
  return value;
};

export interface ProgramBench {
  /** Milliseconds in the engine, in Chromium. */
  inEngine(program: string): Promise<number>;
  /** Milliseconds on plain Node. */
  onNode(program: string): number;
  close(): Promise<void>;
}

/** Opens a browser on a page that holds the engine and nothing else. */
export async function openProgramBench(): Promise<ProgramBench> {
  const harness = await serveHarness();
  harness.add('/programs', packFolder(folder, {}));
  const browser = await openBrowser('chromium');
  const page = await openHarness(browser, harness.url);
  return {
    async inEngine(program) {
      const { output } = await page.evaluate(
        (file) =>
          (globalThis as unknown as { run: HarnessRun }).run([file], { snapshot: '/programs' }),
        `${program}.cjs`,
      );
      return milliseconds(program, output);
    },
    onNode: (program) =>
      milliseconds(
        program,
        execFileSync(process.execPath, [join(folder, `${program}.cjs`)], { encoding: 'utf8' }),
      ),
    async close() {
      await browser.close();
      harness.close();
    },
  };
}
