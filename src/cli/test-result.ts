/** One line of a summary: what was tested, and how it ended. */
export interface TestResult {
  name: string;
  status: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  detail?: string;
}
