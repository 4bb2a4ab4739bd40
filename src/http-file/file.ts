/** What a `.http` file says, before any variable has a value. Lines are counted from 1. */

export interface HttpFileVariable {
  name: string;
  /** The text after `=`, `{{…}}` not yet replaced. */
  value: string;
  line: number;
}

/** One line of a body, or a file whose bytes stand in its place. */
export type HttpFileBodyLine =
  | string
  | {
      file: string;
      line: number;
      /** Whether `{{…}}` in the file is replaced (`<@`). */ template: boolean;
    };

export const ASSERTION_TYPES = ['status', 'header', 'body', 'js', 'duration'] as const;
export type AssertionType = (typeof ASSERTION_TYPES)[number];

export interface HttpFileAssertion {
  /** The line as written, without `??`. */
  source: string;
  line: number;
  type: AssertionType;
  /** What follows the type: a header's name, an expression. */
  subject?: string | undefined;
  /** The predicate by its first name, such as `==` or `contains`. */
  predicate: string;
  /** The text after the predicate, `{{…}}` not yet replaced. */
  expected: string;
}

export interface HttpFileRequest {
  /** From `# @name`: an identifier under which later requests find the response. */
  name?: string | undefined;
  /** From `### title` or `# @title`. */
  title?: string | undefined;
  /** From `# @description`, or the comment directly above the request line. */
  description?: string | undefined;
  tags: string[];
  method: string;
  url: string;
  headers: { name: string; value: string; line: number }[];
  body: HttpFileBodyLine[];
  /** Between body lines: CRLF in `multipart/form-data`, LF otherwise. */
  lineEnding: '\r\n' | '\n';
  assertions: HttpFileAssertion[];
  /** Variables written above the request line. */
  variables: HttpFileVariable[];
  /** Requests that must have run before (`# @ref`), or must run again (`# @force-ref`). */
  refs: { name: string; force: boolean; line: number }[];
  /** `# @disabled`: true, or an expression. */
  disabled?: true | string | undefined;
  /** `# @no-redirect`, which every request that is answered by a redirect must have. */
  noRedirect: boolean;
  noCookieJar: boolean;
  /** `# @timeout`, in milliseconds. */
  timeout?: number | undefined;
  /** `# @sleep` before the request, in milliseconds. */
  sleep?: number | undefined;
  /** `# @stream`: how many events (`text/event-stream`) or lines to read before the body is closed. */
  stream?: number | undefined;
  /** Line of the request line. */
  line: number;
}

export interface HttpFile {
  variables: HttpFileVariable[];
  requests: HttpFileRequest[];
}
