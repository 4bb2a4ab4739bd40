import type { HttpFileRequest } from './file.ts';

/** A request of which nothing is known yet: an entry of a file begins as one, and so does a draft. */
export const emptyRequest = (title?: string): HttpFileRequest => ({
  title,
  tags: [],
  method: '',
  url: '',
  headers: [],
  body: [],
  lineEnding: '\n',
  assertions: [],
  variables: [],
  refs: [],
  noRedirect: false,
  noCookieJar: false,
  line: 0,
});
