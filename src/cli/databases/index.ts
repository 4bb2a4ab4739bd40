/**
 * Compares the embedded databases of `examples/databases` with the real servers:
 *
 *     npm run test:databases                      all of them
 *     npm run test:databases -- redis mysql       some
 *     npm run test:databases -- --record          and keeps the real servers' answers in answers.json
 *     npm run test:databases -- --only "a name"   one case, with both answers printed
 *
 * Where a real server is not installed, its answers are those of `answers.json`. A difference that
 * `differences.json` does not list is a fault, and so is a listed one that is gone.
 */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { root } from '../project.mjs';
import {
  answersOf,
  compare,
  type Answers,
  type Comparison,
  type Differences,
  type Target,
} from './compare.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'boolean' }, only: { type: 'string' } },
});
const databasesFolder = join(root, 'examples/databases');

async function readJson<Value>(path: string, otherwise: Value): Promise<Value> {
  return existsSync(path) ? (JSON.parse(await readFile(path, 'utf8')) as Value) : otherwise;
}

async function ask(cases: Comparison['cases'], target: Target): Promise<Answers> {
  try {
    return await answersOf(cases, target);
  } finally {
    await target.close();
  }
}

async function check(folder: string): Promise<{ row: string[]; faults: string[] }> {
  const module = (await import(pathToFileURL(join(folder, 'index.ts')).href)) as {
    comparison: Comparison;
  };
  const { comparison } = module;
  const cases = comparison.cases.filter(({ name }) => !options.only || name === options.only);
  if (cases.length === 0) throw new Error(`${comparison.database} has no such case.`);
  const real = await comparison.real();
  const answersFile = join(folder, 'answers.json');
  const recorded = await readJson<Answers>(answersFile, {});
  const realAnswers = real ? await ask(cases, real) : recorded;
  const standIn = await comparison.standIn();
  const standInAnswers = await ask(cases, standIn);
  if (options.only)
    console.log(JSON.stringify({ standIn: standInAnswers, real: realAnswers }, null, 2));
  if (options.record && real && !options.only) {
    const json = JSON.stringify(realAnswers);
    const config = await resolveConfig(answersFile);
    await writeFile(answersFile, await format(json, { ...config, filepath: answersFile }));
  }
  const differences = await readJson<Differences>(join(folder, 'differences.json'), {});
  const relevant = Object.entries(differences).filter(
    ([name]) => !options.only || name === options.only,
  );
  const { same, listed, faults } = compare(
    standInAnswers,
    realAnswers,
    Object.fromEntries(relevant),
  );
  for (const difference of listed) console.log(`${comparison.database} differs: ${difference}`);
  return {
    row: [
      comparison.database,
      standIn.name,
      real?.name ?? 'recorded answers',
      `${same}/${cases.length}`,
      String(listed.length),
      String(faults.length),
    ],
    faults: faults.map((fault) => `${comparison.database}: ${fault}`),
  };
}

const names = (await readdir(databasesFolder)).filter(
  (name) =>
    existsSync(join(databasesFolder, name, 'comparison/index.ts')) &&
    (positionals.length === 0 || positionals.includes(name)),
);
if (names.length === 0) {
  console.error(`No comparison of ${positionals.join(', ') || 'any database'} was found.`);
  process.exit(1);
}

const rows = [['database', 'stand-in', 'compared with', 'same', 'listed', 'faults']];
const allFaults: string[] = [];
for (const name of names) {
  const { row, faults } = await check(join(databasesFolder, name, 'comparison'));
  rows.push(row);
  allFaults.push(...faults);
}
for (const fault of allFaults) console.error(`Fault: ${fault}`);
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) console.log(row.map((cell, at) => cell.padEnd(widths[at]!)).join('  '));
console.log(allFaults.length === 0 ? '0 failed' : `${allFaults.length} failed`);
// A server or a driver that is still open must not keep a finished comparison from ending.
process.exit(allFaults.length === 0 ? 0 : 1);
