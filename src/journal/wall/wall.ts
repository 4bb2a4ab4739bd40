/** The wall: a square for each of the 100 days, a row for each phase. What it says, apart from how it looks. */
import { isProject, type JournalDay } from '../all-days.ts';
import { phases } from '../curriculum.ts';
import { dayHref, dayLabel } from '../written-days.ts';

/** A written day runs now; a planned one has no page yet. */
export const squareStates = ['written', 'planned'] as const;
export type SquareState = (typeof squareStates)[number];

export interface Square {
  day: number;
  /** What the square stands for, in words: `Day 42: Locking`, or `Day 41: JSONB, planned`. */
  name: string;
  state: SquareState;
  /** Address of the day's page; none where the day is only planned. */
  href: string | undefined;
  /** The last of a row: what the phase leads to. */
  isProject: boolean;
}

export interface WallRow {
  phase: number;
  name: string;
  squares: Square[];
}

/** @example squareOf(planned).name // => 'Day 41: MySQL schema and upserts, planned' */
export function squareOf(day: JournalDay): Square {
  const isWritten = day.written !== undefined;
  return {
    day: day.day,
    name: isWritten ? dayLabel(day) : `${dayLabel(day)}, planned`,
    state: isWritten ? 'written' : 'planned',
    href: isWritten ? dayHref(day.day) : undefined,
    isProject: isProject(day),
  };
}

/** The rows from the first phase to the last. */
export const wallRows = (days: readonly JournalDay[]): WallRow[] =>
  phases.map(({ phase, name }) => ({
    phase,
    name,
    squares: days.filter((day) => day.phase === phase).map(squareOf),
  }));
