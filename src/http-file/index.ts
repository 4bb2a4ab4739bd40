/** `.http` files: parse, fill in, send, test. `node-send.ts` is apart, so that pages do not load it. */
export { HttpFileError } from './errors.ts';
export type {
  HttpFile,
  HttpFileAssertion,
  HttpFileBodyLine,
  HttpFileRequest,
  HttpFileVariable,
} from './file.ts';
export {
  applyDraft,
  checkDraft,
  DRAFT_FIELDS,
  draftOf,
  requestOf,
  sameDraft,
  splitUrl,
  type DraftField,
  type DraftProblem,
  type RequestDraft,
} from './draft.ts';
export { METHODS } from './methods.ts';
export { parseHttpFile } from './parse.ts';
export { createScope, type Scope, type ScopeOptions } from './scope.ts';
export { prepareRequest, type PreparedRequest, type ReadFile } from './prepare.ts';
export { receive, type ReceivedResponse } from './receive.ts';
export { evaluateAssertions } from './assertions.ts';
export {
  REQUEST_STATUSES,
  type AssertionResult,
  type RequestResult,
  type RequestStatus,
} from './result.ts';
export { runFile, runRequest, type RunOptions, type Send, type SendOptions } from './run.ts';
export { writeHttpFile } from './write.ts';
