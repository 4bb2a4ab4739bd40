/**
 * Prints what a database answers to each case of its comparison:
 *
 *     node answers.ts <name> [--real] [--only "a case"]
 *
 * Each answer is a record of JSON (RFC 7464), apart from whatever else a driver prints.
 */
import { parseArgs } from 'node:util';
import type { Comparison } from './comparison.ts';

/** For one case. */
const seconds = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { real: { type: 'boolean' }, only: { type: 'string' } },
});
const [name] = positionals;
const { comparison } = (await import(`./${name}/comparison/index.ts`)) as {
  comparison: Comparison;
};

const say = (record: unknown): void => console.log(`\u001e${JSON.stringify(record)}`);

const target = values.real ? await comparison.real() : await comparison.standIn();
say({ database: comparison.database, target: target?.name ?? null });
if (target) {
  // One after the other: the cases of one server share its databases.
  for (const testCase of comparison.cases) {
    if (values.only && testCase.name !== values.only) continue;
    const answer = await withinTime(target.run(testCase));
    say({ name: testCase.name, answer: answer ?? null });
  }
  await target.close();
}
say({ end: true });
// A server or a driver that is still open must not keep a finished comparison from ending.
process.exit(0);

async function withinTime(answer: Promise<unknown>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const late = { failed: `no answer in ${seconds} s` };
  const timer = setTimeout(() => resolve(late), seconds * 1000);
  try {
    return await Promise.race([answer, promise]);
  } catch (error) {
    return { failed: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
