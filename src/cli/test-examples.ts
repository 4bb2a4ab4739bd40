/**
 * Every day's requests on plain Node: `node src/cli/test-examples.ts [--json file] [day …]`.
 * With `--json`, the results are also written to a file, as a list of `TestResult`.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './project.mjs';
import { runNativeRequests } from './native-requests.ts';
import type { TestResult } from './test-result.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
});

const daysThere = async (): Promise<number[]> => {
  const names = await readdir(join(root, 'examples'));
  return names
    .flatMap((name) => /^day(\d+)$/.exec(name)?.slice(1).map(Number) ?? [])
    .sort((a, b) => a - b);
};

const waiting = positionals.length > 0 ? positionals.map(Number) : await daysThere();
const byDay = new Map<number, TestResult[]>(waiting.map((day) => [day, []]));
const next = async (): Promise<void> => {
  for (let day = waiting.shift(); day !== undefined; day = waiting.shift()) {
    byDay.set(day, await runNativeRequests(day));
  }
};
// Two at once: most of the time goes to starting processes.
await Promise.all([next(), next()]);

const results = [...byDay.values()].flat();
for (const [day, ofDay] of byDay) {
  const failed = ofDay.filter(({ status }) => status === 'failed');
  console.log(`day ${day}: ${ofDay.length - failed.length} of ${ofDay.length} as expected`);
  for (const { name, detail } of failed) {
    console.log(`  ✗ ${name}\n${(detail ?? '').replace(/^/gm, '      ')}`);
  }
}
if (values.json) await writeFile(values.json, JSON.stringify(results));
if (results.length === 0) console.error('There is no example to test.');
process.exitCode = results.length === 0 || results.some((r) => r.status === 'failed') ? 1 : 0;
