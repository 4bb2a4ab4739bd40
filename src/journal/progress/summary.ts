/** @param counts Of the written days, how many are opened, run, and checked. */
export const summary = (written: number, [opened, run, checked]: readonly number[]): string =>
  `Of ${written} written days you have opened ${opened}, run ${run}, and seen all checks pass of ${checked}.`;
