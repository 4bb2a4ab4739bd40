/** Node's suite under plain Node: the measure. Outcomes are kept by the content of each test. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outcomeFolder, type RecordedOutcome } from '../outcomes.ts';
import { keyOf } from './collect.ts';
import { outcomeOf } from './read-outcome.ts';
import type { SuiteTest } from './rules.ts';

type Cache = Record<string, RecordedOutcome>;
const cacheFile = join(outcomeFolder, `node-native-${process.version}.cache.json`);

function readCache(): Cache {
  try {
    return JSON.parse(readFileSync(cacheFile, 'utf8')) as Cache;
  } catch {
    return {};
  }
}

function runOne(
  test: SuiteTest,
  cwd: string,
  limit: number,
  env: Record<string, string>,
): Promise<RecordedOutcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...test.flags, join(cwd, test.path)], {
      cwd,
      env: { ...process.env, NODE_OPTIONS: '', ...test.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what it leaves behind can be ended with it.
      detached: true,
    });
    let output = '';
    const read = (data: Buffer): void => {
      output = (output + data.toString()).slice(-20_000);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    let late = false;
    const endGroup = (): void => {
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // Nothing is left of it.
      }
    };
    const timer = setTimeout(() => {
      late = true;
      endGroup();
    }, limit);
    child.on('exit', (code) => {
      clearTimeout(timer);
      endGroup();
      const milliseconds = Math.round(performance.now() - started);
      resolve({ ...outcomeOf(late ? 'timeout' : (code ?? 'crash'), output), milliseconds });
    });
  });
}

/**
 * @param limit Milliseconds for each test.
 * @returns Outcomes by path; only what is not known yet is run.
 */
export async function runNatively(
  tests: readonly SuiteTest[],
  suiteFolder: string,
  limit: number,
  lanes: number,
): Promise<Map<string, RecordedOutcome>> {
  const cache = readCache();
  const missing = tests.filter((test) => !(keyOf(test) in cache));
  if (missing.length > 0) console.log(`Node ${process.version}: ${missing.length} tests to run`);
  const queue = [...missing];
  const save = (): void => {
    mkdirSync(outcomeFolder, { recursive: true });
    writeFileSync(cacheFile, JSON.stringify(cache));
  };
  let done = 0;
  const lane = async (index: number): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), 'node-suite-'));
    const env = {
      NODE_TEST_DIR: folder,
      TEST_THREAD_ID: String(index),
      NODE_COMMON_PORT: String(12_346 + 500 * index),
    };
    for (let test = queue.shift(); test; test = queue.shift()) {
      cache[keyOf(test)] = await runOne(test, suiteFolder, limit, env);
      if (++done % 100 === 0) {
        console.log(`  ${done} of ${missing.length}`);
        save();
      }
    }
    rmSync(folder, { recursive: true, force: true });
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  if (missing.length > 0) save();
  return new Map(tests.map((test) => [test.path, cache[keyOf(test)]!]));
}
