/**
 * Compares the embedded databases of `examples/databases` with the real servers:
 *
 *     npm run test:databases                         all of them, in plain Node
 *     npm run test:databases -- redis mysql          some
 *     npm run test:databases -- --in chromium        in the engine too, in this browser (or firefox)
 *     npm run test:databases -- --record             keeps the real servers' answers in answers.json
 *     npm run test:databases -- --only "a name"      one case, with all answers printed
 *     npm run test:databases -- --json results.json  also writes the results for `npm test`
 *
 * The days that use these databases are run against the real servers too, on plain Node.
 *
 * Where a real server is not installed, its answers are those of `answers.json`. A difference that
 * `differences.json` does not list is a fault, and so is a listed one that is gone.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { browserNames } from '../harness/browser.ts';
import { root } from '../project.mjs';
import type { TestResult } from '../test-result.ts';
import { compare, type Answers, type Differences } from './compare.ts';
import { answersInNode } from './in-node.ts';
import { PageAnswers } from './in-page.ts';
import { testRealDays } from './real-days.ts';
import type { Answered } from './records.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: 'string', multiple: true, default: [] },
    record: { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
});
const places = options.in.map((given) => {
  const place = browserNames.find((name) => name === given);
  if (!place) throw new Error(`--in ${given}: it is ${browserNames.join(' or ')}.`);
  return place;
});
const flags = options.only ? ['--only', options.only] : [];
const folderOf = (name: string): string => join(root, 'examples/databases', name, 'comparison');

const names = (await readdir(join(root, 'examples/databases'))).filter(
  (name) =>
    existsSync(join(folderOf(name), 'index.ts')) &&
    (positionals.length === 0 || positionals.includes(name)),
);
if (names.length === 0) {
  console.error(`No comparison of ${positionals.join(', ') || 'any database'} was found.`);
  process.exit(1);
}

const rows = [['database', 'stand-in', 'where', 'compared with', 'same', 'listed', 'faults']];
const results: TestResult[] = [];

async function readJson<Value>(path: string, otherwise: Value): Promise<Value> {
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Value) : otherwise;
}

/** The real server's answers, or those that were recorded. */
async function realAnswers(name: string): Promise<{ target: string; answers: Answers }> {
  const path = join(folderOf(name), 'answers.json');
  const real = await answersInNode(name, [...flags, '--real']);
  if (real.target === null) {
    return { target: 'recorded answers', answers: await readJson<Answers>(path, {}) };
  }
  if (options.record && !options.only) {
    const config = await resolveConfig(path);
    const json = JSON.stringify(real.answers);
    await writeFile(path, await format(json, { ...config, filepath: path }));
  }
  return { target: real.target, answers: real.answers };
}

async function check(
  name: string,
  where: string,
  standIn: Answered,
  real: { target: string; answers: Answers },
): Promise<void> {
  const differences = Object.entries(
    await readJson<Differences>(join(folderOf(name), 'differences.json'), {}),
  ).filter(([title]) => !options.only || title === options.only);
  const findings = compare(standIn.answers, real.answers, Object.fromEntries(differences));
  if (findings.cases === 0) throw new Error(`${standIn.database} has no such case.`);
  if (options.only) {
    const { answers } = standIn;
    console.log(JSON.stringify({ [where]: answers, [real.target]: real.answers }, null, 2));
  }
  // A fault may name a case that there is none of.
  for (const title of new Set([...Object.keys(standIn.answers), ...findings.faults.keys()])) {
    const fault = findings.faults.get(title);
    results.push({
      name: `${standIn.database} (${where}): ${title}`,
      status: fault ? 'failed' : 'passed',
      ...(fault && { detail: fault }),
    });
  }
  for (const [title, fault] of findings.faults) {
    console.error(`✗ ${standIn.database}, ${where}: ${title}: ${fault}`);
  }
  rows.push([
    standIn.database,
    standIn.target ?? '',
    where,
    real.target,
    `${findings.same}/${findings.cases}`,
    String(findings.listed.length),
    String(findings.faults.size),
  ]);
}

async function attempt(name: string, where: string, ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    const { message } = error as Error;
    console.error(`✗ ${name}, ${where}: ${message}`);
    results.push({ name: `${name} (${where})`, status: 'failed', detail: message });
  }
}

const real = new Map<string, Awaited<ReturnType<typeof realAnswers>>>();
for (const name of names) {
  await attempt(name, 'Node', async () => {
    real.set(name, await realAnswers(name));
    await check(name, 'Node', await answersInNode(name, flags), real.get(name)!);
  });
}
for (const place of places) {
  await using pages = await PageAnswers.open(names, place);
  for (const name of names) {
    const answers = real.get(name);
    if (!answers) continue;
    await attempt(name, place, async () => {
      await check(name, place, await pages.answers(name, flags), answers);
    });
  }
}

if (!options.only) {
  const days = await testRealDays(names);
  for (const { name, detail } of days.filter(({ status }) => status === 'failed')) {
    console.error(`✗ ${name}\n${detail ?? ''}`);
  }
  const sent = days.filter(({ status }) => status !== 'skipped').length;
  console.log(`${sent} requests of days were sent to programs with real servers.`);
  results.push(...days);
}

const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) console.log(row.map((cell, at) => cell.padEnd(widths[at]!)).join('  '));
if (options.json) await writeFile(options.json, JSON.stringify(results));
const count = (wanted: TestResult['status']): number =>
  results.filter(({ status }) => status === wanted).length;
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
process.exitCode = count('failed') > 0 ? 1 : 0;
