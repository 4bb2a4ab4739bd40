/** What a reader has done of the journal, as it is kept in their browser and in the file they export. */

/** From the first step to the last; a later one counts as the earlier ones too. */
export const marks = ['opened', 'run', 'checked'] as const;
export type Mark = (typeof marks)[number];

export const markWords: Record<Mark, string> = {
  opened: 'opened',
  run: 'run',
  checked: 'all checks passed',
};

/** When each was first done, in UTC as `Date.toISOString()` writes it. */
export type DayProgress = Partial<Record<Mark, string>>;

export interface Progress {
  version: 1;
  /** By number of the day. */
  days: Record<number, DayProgress>;
  /** The day whose page was opened last. */
  last?: { day: number; at: string };
}

export const nothingYet = (): Progress => ({ version: 1, days: {} });

/** How far a day is. @example stateOf({ opened: '…', run: '…' }) // => 'run' */
export const stateOf = (day: DayProgress | undefined): Mark | undefined =>
  marks.findLast((mark) => day?.[mark] !== undefined);

/** The record with one more mark. The time of one that is there already stays. */
export function withMark(progress: Progress, day: number, mark: Mark, at: string): Progress {
  const days = { ...progress.days, [day]: { [mark]: at, ...progress.days[day] } };
  return { ...progress, days, ...(mark === 'opened' && { last: { day, at } }) };
}

/** Says of a text why it is no progress. */
export class ProgressError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProgressError';
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) &&
  !isNaN(Date.parse(value));

/**
 * @param text JSON, of any origin. Fields that are not known are left out.
 * @throws ProgressError that says what is wrong with it.
 */
export function parseProgress(text: string): Progress {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ProgressError('It is not JSON.');
  }
  if (!isObject(json) || !isObject(json.days) || typeof json.version !== 'number')
    throw new ProgressError('It is not the progress of this journal.');
  if (json.version !== 1)
    throw new ProgressError(`It is of version ${json.version}, which this page does not know.`);
  const progress = nothingYet();
  for (const [key, value] of Object.entries(json.days)) {
    if (!/^\d\d?$/.test(key) || !isObject(value))
      throw new ProgressError(`"${key.slice(0, 20)}" is not a day of it.`);
    const day: DayProgress = {};
    for (const mark of marks) {
      const at = value[mark];
      if (at === undefined) continue;
      if (!isTime(at)) throw new ProgressError(`Day ${key} has no time in "${mark}".`);
      day[mark] = at;
    }
    if (stateOf(day)) progress.days[Number(key)] = day;
  }
  const { last } = json;
  if (isObject(last) && isTime(last.at) && progress.days[Number(last.day)])
    progress.last = { day: Number(last.day), at: last.at };
  return progress;
}

/**
 * The day to go on with: the one opened last until its checks have passed, then the first that is not opened
 * yet, looking after it first.
 *
 * @param written Numbers of the days that there are, in order.
 * @returns `undefined` where nothing was opened yet, or nothing is left.
 */
export function continueWith(progress: Progress, written: readonly number[]): number | undefined {
  const { last, days } = progress;
  if (!last) return undefined;
  if (written.includes(last.day) && !days[last.day]?.checked) return last.day;
  const unopened = written.filter((day) => !days[day]);
  return unopened.find((day) => day > last.day) ?? unopened[0];
}
