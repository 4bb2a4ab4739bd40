/** Processes of the engine: children, signals, IPC, servers of other processes, cluster. */
import { expect, test } from '@playwright/test';
import { encodeSnapshot } from '../../src/engine/fs/snapshot.ts';
import { serveHarness, type Harness } from '../../src/cli/harness/server.ts';
import type { HarnessRun } from '../../src/cli/harness/page.ts';
import { programs } from './programs.ts';

let harness: Harness;

test.beforeAll(async () => {
  harness = await serveHarness();
  const entries = Object.entries(programs).map(([name, { source }]) => ({
    path: name,
    mode: 0o100644,
    bytes: new TextEncoder().encode(source),
  }));
  harness.add('/programs.bin', encodeSnapshot(entries));
});
test.afterAll(() => harness.close());

for (const [name, { prints, code = 0 }] of Object.entries(programs)) {
  test(name, async ({ page }) => {
    await page.goto(harness.url);
    await page.waitForFunction(() => 'run' in globalThis);
    const result = await page.evaluate(
      (file) =>
        (globalThis as unknown as { run: HarnessRun }).run([file], { snapshot: '/programs.bin' }),
      name,
    );
    expect(result).toEqual({ code, output: `${prints.join('\n')}\n` });
  });
}
