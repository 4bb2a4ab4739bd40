/**
 * Days from the command line: `npm run day -- new 12`, `npm run day -- check 12`, `npm run day -- list`.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { phases, plannedDay, plannedDays, type PlannedDay } from '../journal/curriculum.ts';
import { writeUpPath } from '../journal/page-id.ts';
import { dayFolder } from '../runner/example.ts';
import { checkDay } from './day-check.ts';
import { newDayFiles } from './day-template.ts';
import { root, Stop } from './project.mjs';

const usage = `Usage:
  npm run day -- list         all days, and which are written
  npm run day -- new 12       write the files of day 12: example, requests, write-up
  npm run day -- check 12     check day 12: front matter, types, requests on Node, page in Chromium`;

const isThere = (path: string): boolean => existsSync(join(root, path));

const readDay = (command: string, text: string | undefined): PlannedDay => {
  const last = plannedDays.length - 1;
  if (text === undefined) {
    throw new Stop(`Which day? Give its number: npm run day -- ${command} 12`);
  }
  const planned = /^\d{1,3}$/.test(text) ? plannedDay(Number(text)) : undefined;
  if (!planned) {
    throw new Stop(
      `"${text}" is not a day. Days are numbers from 0 to ${last}; npm run day -- list shows them.`,
    );
  }
  return planned;
};

const list = (): void => {
  for (const { phase, name, days } of phases) {
    console.log(`\nPhase ${phase}: ${name}`);
    for (const { day, title } of days) {
      const example = isThere(`examples/${dayFolder(day)}`);
      const writeUp = isThere(writeUpPath(day));
      const state =
        example && writeUp ? '✓' : example ? 'no write-up' : writeUp ? 'no example' : '';
      console.log(`  ${String(day).padStart(2)}  ${title.padEnd(32)} ${state}`.trimEnd());
    }
  }
};

const create = async (planned: PlannedDay): Promise<void> => {
  const { day, title } = planned;
  const taken = [`examples/${dayFolder(day)}`, writeUpPath(day)].filter(isThere);
  if (taken.length > 0) {
    throw new Stop(
      `Day ${day} is there already (${taken.join(', ')}), and nothing was written. To check it: npm run day -- check ${day}`,
    );
  }
  for (const [path, text] of Object.entries(newDayFiles(planned))) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text, { flag: 'wx' });
    console.log(`  ${path}`);
  }
  console.log(`
Day ${day}, "${title}", is there. Next:
  1. Write the example, its requests, good and bad, and the text; npm run dev shows the page.
  2. npm run day -- check ${day}`);
};

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

const check = async ({ day, title }: PlannedDay): Promise<void> => {
  if (!isThere(`examples/${dayFolder(day)}`) && !isThere(writeUpPath(day))) {
    throw new Stop(
      `Day ${day}, "${title}", is not written yet. To begin it: npm run day -- new ${day}`,
    );
  }
  console.log(`Day ${day}: ${title}`);
  const results = await checkDay(day, ({ name, status, detail }) => {
    console.log(`${marks[status]} ${name}${detail ? `\n${detail.replace(/^/gm, '    ')}` : ''}`);
  });
  const count = (wanted: keyof typeof marks) =>
    results.filter(({ status }) => status === wanted).length;
  console.log(
    `\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`,
  );
  if (count('failed') > 0) process.exitCode = 1;
};

const main = async ([command, ...args]: string[]): Promise<void> => {
  if (args.length > 1) throw new Stop(`One day at a time, please.\n\n${usage}`);
  switch (command) {
    case 'list':
      return list();
    case 'new':
      return create(readDay(command, args[0]));
    case 'check':
      return check(readDay(command, args[0]));
    case undefined:
      throw new Stop(usage);
    default:
      throw new Stop(`There is no command "${command}".\n\n${usage}`);
  }
};

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
