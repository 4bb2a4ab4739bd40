/** Days from the command line: `npm run day -- new 12`, `check 12`, `publish 12`, `list`. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { phases, plannedDay, plannedDays, type PlannedDay } from '../journal/curriculum.ts';
import { writeUpPath } from '../journal/page-id.ts';
import { isIsoDate } from '../journal/publishing/calendar.ts';
import { readSchedule, type Schedule } from '../journal/publishing/schedule.ts';
import { dayFolder } from '../runner/example.ts';
import { checkDay } from './day-check.ts';
import { appearance, dateAdvice, publishCommands } from './day-publish.ts';
import {
  dayStates,
  isDraft,
  listLine,
  settingsLine,
  stateOf,
  withoutDraft,
  type DayFiles,
  type DayState,
} from './day-states.ts';
import { newDayFiles } from './day-template.ts';
import { root, Stop } from './project.mjs';

const usage = `Usage:
  npm run day -- list         all days, with their dates and what is there of them
  npm run day -- new 12       write the files of day 12: example, requests, write-up; a draft
  npm run day -- check 12     check day 12: front matter, types, requests on Node, page in Chromium
  npm run day -- publish 12   check day 12, take the mark of a draft off, and say when it appears
      --date 2026-01-31       … and what to set for it to have that date`;

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

const filesOf = (day: number): DayFiles => {
  const path = join(root, writeUpPath(day));
  return {
    hasExample: isThere(`examples/${dayFolder(day)}`),
    writeUp: existsSync(path) ? readFileSync(path, 'utf8') : undefined,
  };
};

/** The schedule of this shell. */
const schedule = (): Schedule => {
  try {
    return readSchedule(process.env);
  } catch (error) {
    throw new Stop((error as Error).message);
  }
};

const list = (): void => {
  const settings = schedule();
  console.log(settingsLine(settings));
  const states = new Map<DayState, number>();
  for (const { phase, name, days } of phases) {
    console.log(`\nPhase ${phase}: ${name}`);
    for (const day of days) {
      const files = filesOf(day.day);
      const state = stateOf(day.day, files, settings);
      states.set(state, (states.get(state) ?? 0) + 1);
      console.log(listLine(day, files, settings));
    }
  }
  const counts = dayStates.filter((state) => states.has(state)).reverse();
  console.log(`\n${counts.map((state) => `${states.get(state)} ${state}`).join(', ')}`);
  console.log('To begin a day: npm run day -- new 12. To publish one: npm run day -- publish 12.');
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
  2. npm run day -- check ${day}
  3. npm run day -- publish ${day}: it is a draft until then.`);
};

const marks = { passed: '✓', failed: '✗', skipped: '–' } as const;

/** @returns Whether nothing failed. */
const runChecks = async ({ day, title }: PlannedDay): Promise<boolean> => {
  console.log(`Day ${day}: ${title}`);
  const results = await checkDay(day, ({ name, status, detail }) => {
    console.log(`${marks[status]} ${name}${detail ? `\n${detail.replace(/^/gm, '    ')}` : ''}`);
  });
  const count = (wanted: keyof typeof marks) =>
    results.filter(({ status }) => status === wanted).length;
  console.log(
    `\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`,
  );
  return count('failed') === 0;
};

const notWritten = ({ day, title }: PlannedDay): Stop =>
  new Stop(`Day ${day}, "${title}", is not written yet. To begin it: npm run day -- new ${day}`);

const check = async (planned: PlannedDay): Promise<void> => {
  const { day } = planned;
  const { hasExample, writeUp } = filesOf(day);
  if (!hasExample && writeUp === undefined) throw notWritten(planned);
  const isSound = await runChecks(planned);
  if (!isSound) process.exitCode = 1;
  console.log(
    isSound
      ? `Next: npm run day -- publish ${day}`
      : `Mend what failed, then: npm run day -- check ${day}`,
  );
};

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** The checks see the day as readers will: without the mark of a draft, which comes back when they fail. */
const checkAsPublished = async (planned: PlannedDay, writeUp: string): Promise<boolean> => {
  const path = join(root, writeUpPath(planned.day));
  const restore = (): void => writeFileSync(path, writeUp);
  const interrupted = (): never => {
    restore();
    process.exit(130);
  };
  writeFileSync(path, withoutDraft(writeUp));
  // Not once: a group is often told twice, and the second time must not end it half way.
  for (const signal of stopSignals) process.on(signal, interrupted);
  let isSound = false;
  try {
    isSound = await runChecks(planned);
  } finally {
    for (const signal of stopSignals) process.off(signal, interrupted);
    if (!isSound) restore();
  }
  return isSound;
};

const publish = async (planned: PlannedDay, wanted: string | undefined): Promise<void> => {
  const { day, title } = planned;
  const settings = schedule();
  if (wanted !== undefined && !isIsoDate(wanted)) {
    throw new Stop(`"${wanted}" is no date. Give year, month and day: --date 2026-01-31`);
  }
  const { hasExample, writeUp } = filesOf(day);
  if (!hasExample && writeUp === undefined) throw notWritten(planned);
  if (!hasExample || writeUp === undefined) {
    const missing = hasExample ? writeUpPath(day) : `examples/${dayFolder(day)}/`;
    throw new Stop(`Day ${day} has no ${missing}. Write it, then: npm run day -- check ${day}`);
  }
  const wasDraft = isDraft(writeUp);
  const isSound = wasDraft ? await checkAsPublished(planned, writeUp) : await runChecks(planned);
  if (!isSound) {
    throw new Stop(
      `Day ${day} is not ready${wasDraft ? ', and still a draft' : ''}. Mend what failed, then: npm run day -- publish ${day}`,
    );
  }
  console.log(wasDraft ? `${writeUpPath(day)} is no draft any more.` : 'It was no draft.');
  console.log(appearance(day, settings));
  if (wanted !== undefined) console.log(dateAdvice(day, wanted, settings));
  console.log(
    `The host where the site is built has settings of its own.\n\nNext, where it is not done:\n${publishCommands(
      day,
      title,
    )
      .map((command) => `  ${command}`)
      .join('\n')}`,
  );
};

const main = async (argv: string[]): Promise<void> => {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      options: { date: { type: 'string' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Stop(`${(error as Error).message}\n\n${usage}`);
  }
  const { date } = parsed.values;
  const [command, ...args] = parsed.positionals;
  if (args.length > 1) throw new Stop(`One day at a time, please.\n\n${usage}`);
  if (date !== undefined && command !== 'publish') {
    throw new Stop(`--date belongs to publish.\n\n${usage}`);
  }
  switch (command) {
    case 'list':
      return list();
    case 'new':
      return create(readDay(command, args[0]));
    case 'check':
      return check(readDay(command, args[0]));
    case 'publish':
      return publish(readDay(command, args[0]), date);
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
