/** The binding against the native one: the same scenarios through Node's own `lib/fs.js`. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from './fs/scenarios.test-helper.ts';

const runner = fileURLToPath(new URL('./fs/run-scenarios.test-helper.ts', import.meta.url));

type Record = [scenario: string, label: string, outcome: unknown];

async function run(mode: 'native' | 'engine'): Promise<Record[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--expose-internals', runner, mode],
    { maxBuffer: 1 << 28 },
  );
  return JSON.parse(stdout) as Record[];
}

describe('the fs binding', () => {
  const results: { native: Record[]; engine: Record[] } = { native: [], engine: [] };
  beforeAll(async () => {
    [results.native, results.engine] = await Promise.all([run('native'), run('engine')]);
  }, 60_000);

  it.each(Object.keys(scenarios))('does what native Node does: %s', (name) => {
    const of = (records: Record[]) => {
      let context = '';
      return records
        .filter(([scenario]) => scenario === name)
        .map(([, label, outcome]) => {
          if (!label.startsWith('  ')) context = label;
          return [label.startsWith('  ') ? `${context}:${label}` : label, outcome];
        });
    };
    const native = of(results.native);
    expect(native.length).toBeGreaterThan(0);
    expect(of(results.engine)).toEqual(native);
  });
});
