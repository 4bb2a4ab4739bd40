/** What is there of each day, and whether readers see it. */
import { isDue, dateOfDay, type Schedule } from '../journal/publishing/schedule.ts';

/** In the order in which a day comes into being. */
export const dayStates = [
  'planned',
  'no write-up',
  'no example',
  'draft',
  'to come',
  'published',
] as const;
export type DayState = (typeof dayStates)[number];

export interface DayFiles {
  hasExample: boolean;
  /** The whole file; `undefined` where there is none. */
  writeUp: string | undefined;
}

const frontMatter = /^---\r?\n[^]*?\r?\n---/;
const draftLine = /^draft:[ \t]*true[ \t]*(?:#.*)?\r?\n/m;

export const isDraft = (writeUp: string): boolean =>
  draftLine.test(frontMatter.exec(writeUp)?.[0] ?? '');

/**
 * Takes the mark of a draft out of a write-up's front matter.
 * @example withoutDraft('---\ntitle: A\ndraft: true\n---\n') // => '---\ntitle: A\n---\n'
 */
export const withoutDraft = (writeUp: string): string =>
  writeUp.replace(frontMatter, (fields) => fields.replace(draftLine, ''));

/** What the built site makes of a day, with the settings of a schedule. */
export function stateOf(
  day: number,
  { hasExample, writeUp }: DayFiles,
  schedule: Schedule,
): DayState {
  if (writeUp === undefined) return hasExample ? 'no write-up' : 'planned';
  if (!hasExample) return 'no example';
  if (isDraft(writeUp)) return 'draft';
  return isDue(day, schedule) ? 'published' : 'to come';
}

/** @returns A line of the list: number, title, date and state. */
export function listLine(
  { day, title }: { day: number; title: string },
  files: DayFiles,
  schedule: Schedule,
): string {
  const state = stateOf(day, files, schedule);
  const date = dateOfDay(day, schedule);
  return [
    String(day).padStart(4),
    title.padEnd(32),
    ...(date ? [date] : []),
    state === 'planned' ? '' : state,
  ]
    .join('  ')
    .trimEnd();
}

/** Which settings the dates and states of the list follow from, and where they come from. */
export function settingsLine({ startDate, publish, today, timeZone }: Schedule): string {
  if (!startDate) {
    return 'No START_DATE is set here, so days have no dates: what is written and no draft is published.';
  }
  return publish === 'all'
    ? `With START_DATE=${startDate} and PUBLISH=all, as set here: what is written and no draft is published, before its date too.`
    : `With START_DATE=${startDate} and PUBLISH=until-today, as set here: days appear on their date; today is ${today} (${timeZone}).`;
}
