import type { HttpFileAssertion, HttpFileRequest } from './file.ts';
import type { PreparedRequest } from './prepare.ts';
import type { ReceivedResponse } from './receive.ts';

/** How a request ended, from best to worst. */
export const REQUEST_STATUSES = ['passed', 'skipped', 'failed', 'error'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

export interface AssertionResult extends Pick<HttpFileAssertion, 'source' | 'line'> {
  passed: boolean;
  /** The value compared with, where the predicate takes one. */
  expected?: unknown;
  /** The value found. */
  actual?: unknown;
  /** Why it did not pass, as a sentence. */
  message?: string | undefined;
}

export interface RequestResult {
  request: HttpFileRequest;
  /** `failed`: an assertion did not pass. `error`: the request could not be sent or read. */
  status: RequestStatus;
  /** What was sent, as far as it came to that. */
  prepared?: PreparedRequest | undefined;
  response?: ReceivedResponse | undefined;
  assertions: AssertionResult[];
  /** For `error`; also why a request was skipped. */
  error?: Error | undefined;
  /** Milliseconds from sending to the end of the body; 0 when nothing was sent. */
  duration: number;
}
