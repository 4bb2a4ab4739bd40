// @ts-check
/** Counts and reasons from the JSON reports of Vitest, Playwright and the examples' tests. */

/** @typedef {Omit<import('./summary.mjs').Step, 'name'> & { notes: string[] }} Counts */

/** @returns {Counts} */
const none = () => ({ passed: 0, failed: 0, skipped: 0, notes: [] });

/**
 * Vitest's `--reporter=json`, which follows Jest's format.
 *
 * @param {{ success: boolean, numTotalTests: number, testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} report
 * @returns {Counts}
 */
export const countVitest = (report) => {
  const counts = none();
  for (const file of report.testResults) {
    // A file that cannot be loaded has failed without a test of its own.
    if (
      file.status === 'failed' &&
      file.assertionResults.every(({ status }) => status !== 'failed')
    ) {
      counts.failed++;
      counts.notes.push(`failed: ${file.name}`);
    }
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') counts.passed++;
      else if (status === 'failed') {
        counts.failed++;
        counts.notes.push(`failed: ${fullName}`);
      } else {
        counts.skipped++;
        counts.notes.push(`skipped: ${fullName}`);
      }
    }
  }
  return counts;
};

/**
 * @typedef {object} PlaywrightTest
 * @property {'expected' | 'unexpected' | 'flaky' | 'skipped'} status
 * @property {string} projectName
 * @property {{ type: string, description?: string }[]} annotations
 *
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, tests: PlaywrightTest[] }[]} [specs]
 */

/**
 * Playwright's `--reporter=json`. A flaky test counts as failed: it did fail.
 *
 * @param {{ suites: PlaywrightSuite[], errors?: { message?: string }[] }} report
 * @returns {Counts}
 */
export const countPlaywright = (report) => {
  const counts = none();
  /** @type {Map<string, number>} */
  const reasons = new Map();
  /** @param {PlaywrightSuite} suite */
  const visit = (suite) => {
    suite.suites?.forEach(visit);
    for (const { title, tests } of suite.specs ?? []) {
      for (const { status, projectName, annotations } of tests) {
        if (status === 'expected') counts.passed++;
        else if (status === 'skipped') {
          counts.skipped++;
          const reason = annotations.find(
            ({ type, description }) => /^(skip|fixme)$/.test(type) && description,
          )?.description;
          const note = `skipped in ${projectName}: ${reason ?? title}`;
          reasons.set(note, (reasons.get(note) ?? 0) + 1);
        } else {
          counts.failed++;
          counts.notes.push(
            `${status === 'flaky' ? 'flaky' : 'failed'} in ${projectName}: ${title}`,
          );
        }
      }
    }
  };
  report.suites.forEach(visit);
  for (const [note, times] of reasons) {
    counts.notes.push(times > 1 ? `${note} (${times} tests)` : note);
  }
  for (const { message } of report.errors ?? []) {
    counts.failed++;
    counts.notes.push(`failed: ${message?.split('\n')[0] ?? 'an error outside the tests'}`);
  }
  return counts;
};

/**
 * @param {import('./test-result.ts').TestResult[]} results
 * @returns {Counts}
 */
export const countResults = (results) => {
  const counts = none();
  for (const { name, status, detail } of results) {
    counts[status]++;
    if (status !== 'passed') {
      counts.notes.push(`${status}: ${name}${detail ? ` (${detail.split('\n')[0]})` : ''}`);
    }
  }
  return counts;
};
