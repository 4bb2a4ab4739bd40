/**
 * What a `comparison/index.ts` below this folder exports as `comparison`: cases that are run against the
 * stand-in and the real server alike. `npm run test:databases` finds and runs them.
 */
export interface Comparison<Case extends { name: string } = { name: string }> {
  /** As people write it: "Redis". */
  database: string;
  cases: readonly Case[];
  standIn(): Promise<Target<Case>>;
  /** The real server on a port and in a folder of its own; undefined where it is not installed. */
  real(): Promise<Target<Case> | undefined>;
}

/** A server under comparison. */
export interface Target<Case> {
  /** Its name and version, for the table: "Redis 7.0.15". */
  name: string;
  /** As the environment variable of the database takes it; of a real server. */
  url?: string;
  /** What the case gives, as JSON; what differs from run to run (an id, a time) is masked. */
  run(testCase: Case): Promise<unknown>;
  close(): Promise<void>;
}
