// @ts-check
/** The counts of a test run, and how they are shown. */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} [seconds]
 * @property {string[]} [notes] Why something failed or was skipped, one sentence each.
 */

/** @param {Step[]} steps */
export const totals = (steps) => {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    steps.reduce((total, step) => total + step[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
};

/**
 * A table of steps, the notes, and as the last line `N passed, N failed, N skipped`.
 *
 * @param {Step[]} steps
 */
export const formatSummary = (steps) => {
  const head = ['', 'passed', 'failed', 'skipped', 'seconds'];
  const rows = steps.map(({ name, passed, failed, skipped, seconds }) => [
    `${failed > 0 ? '✗' : passed > 0 ? '✓' : '–'} ${name}`,
    ...[passed, failed, skipped].map(String),
    seconds === undefined ? '' : seconds.toFixed(1),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const notes = steps.flatMap(({ name, notes = [] }) => notes.map((note) => `${name}: ${note}`));
  const { passed, failed, skipped } = totals(steps);
  return [
    ...lines,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
};
