/** Where a day's example lies as JSON. */
import { createHash } from 'node:crypto';
import type { Example } from '../runner/example.ts';

/**
 * A hash of all that is in it, so that a page never gets the files of another build than its own, and
 * caches keep them for ever. In the dev server every page has the latest.
 */
export const exampleVersion = (example: Example): string =>
  import.meta.env.DEV
    ? 'dev'
    : createHash('sha256').update(JSON.stringify(example)).digest('hex').slice(0, 10);

/** The path inside the site, as in `examples/0.1f2e3d4c5b.json`. */
export const exampleAddress = (example: Example): string =>
  `examples/${example.day}.${exampleVersion(example)}.json`;
