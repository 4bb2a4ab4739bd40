import type { Fn } from '../../core/node-data.ts';

/** What Node's per-context scripts export; filled by the bootstrap. */
export const perContext = {
  /** `DOMException` as Node defines it in JavaScript. */
  domException: {} as Record<string, unknown>,
  messagePort: {} as { emitMessage: Fn },
};
