/** A request as a person edits it in a form: text, before any variable has a value. */
import { emptyRequest } from './empty-request.ts';
import { messageOf } from './errors.ts';
import { compileExpression } from './expression.ts';
import type { HttpFileBodyLine, HttpFileRequest } from './file.ts';
import { METHODS } from './methods.ts';
import { BODY_FILE } from './parse.ts';

export interface RequestDraft {
  method: string;
  /** As in the file: `{{host}}/notes`, a path, or a URL of this machine. */
  url: string;
  /** `Name: value`, one a line. */
  headers: string;
  /** Lines of the body; `< ./file` stands for the bytes of a file of the example. */
  body: string;
}

export const DRAFT_FIELDS = ['method', 'url', 'headers', 'body'] as const;
export type DraftField = (typeof DRAFT_FIELDS)[number];

export interface DraftProblem {
  field: DraftField;
  /** What is wrong and what to write instead. */
  message: string;
}

const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[\t ]*:[\t ]*(.*?)[\t ]*$/u;
const PLACEHOLDER = /\{{2}\s*(.+?)\s*\}{2}/gu;
// RFC 9110, 5.5: a field value is printable and on one line; beyond Latin-1 it has no bytes.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const NOT_IN_HEADER = /[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]/u;

const linesOf = (text: string): string[] => text.split(/\r?\n/u);

/** @returns The origin as written (`{{host}}` counts as one), and path with query. */
export function splitUrl(url: string): { origin: string; path: string } {
  const origin = /^(?:\{\{\s*[\w.]+\s*\}\}|https?:\/\/[^/?#]*)/u.exec(url)?.[0] ?? '';
  return { origin, path: url.slice(origin.length) || '/' };
}

export function draftOf({ method, url, headers, body }: HttpFileRequest): RequestDraft {
  return {
    method,
    url,
    headers: headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    body: body
      .map((line) =>
        typeof line === 'string' ? line : `${line.template ? '<@' : '<'} ${line.file}`,
      )
      .join('\n'),
  };
}

export const sameDraft = (a: RequestDraft, b: RequestDraft): boolean =>
  DRAFT_FIELDS.every((field) => a[field] === b[field]);

function placeholderProblem(text: string): string | undefined {
  for (const [, source = ''] of text.matchAll(PLACEHOLDER)) {
    if (source.startsWith('$')) continue;
    try {
      compileExpression(source);
    } catch (error) {
      return `{{${source}}} is not an expression: ${messageOf(error)}`;
    }
  }
  return undefined;
}

function urlProblem(url: string): string | undefined {
  if (url.trim() === '') return 'Write a path, for instance /notes?limit=1.';
  if (/\s/u.test(url.replace(PLACEHOLDER, ''))) return 'A path has no spaces: write %20.';
  if (!/^(?:\/|\{\{|http:\/\/)/u.test(url)) return 'A path begins with /, for instance /notes.';
  const example = url.replace(PLACEHOLDER, 'x');
  const origin = /^(?:\/|x)/u.test(example) ? 'http://localhost/' : undefined;
  const parsed = URL.parse(example, origin);
  if (!parsed) return 'This is no URL of the example; write a path, for instance /notes.';
  if (!origin && !['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)) {
    return `${parsed.host} is not the example; write a path, or http://localhost and a port.`;
  }
  return undefined;
}

function headersProblem(text: string): string | undefined {
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '') continue;
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    const where = `Line ${index + 1}`;
    if (!name) return `${where} is no header; write "Name: value".`;
    if (NOT_IN_HEADER.test(value.replace(PLACEHOLDER, ''))) {
      return `${where}: the value of ${name} has a character that a header cannot carry.`;
    }
  }
  return undefined;
}

/** @returns What must be corrected before the draft can be a request, field by field. */
export function checkDraft(draft: RequestDraft): DraftProblem[] {
  const problems: Record<DraftField, string | undefined> = {
    method: METHODS.includes(draft.method) ? undefined : 'Choose a method.',
    url: urlProblem(draft.url) ?? placeholderProblem(draft.url),
    headers: headersProblem(draft.headers) ?? placeholderProblem(draft.headers),
    body: placeholderProblem(draft.body),
  };
  return DRAFT_FIELDS.flatMap((field) => {
    const message = problems[field];
    return message === undefined ? [] : [{ field, message }];
  });
}

function bodyLines(text: string, line: number): HttpFileBodyLine[] {
  if (text === '') return [];
  return linesOf(text).map((source) => {
    const file = BODY_FILE.exec(source);
    if (!file || (file[1] && file[1] !== '@')) return source;
    return { file: file[2]!, line, template: file[1] === '@' };
  });
}

/**
 * @param request What the draft does not say stays: name, title, assertions, variables, settings.
 * @param draft One that `checkDraft` finds nothing in.
 */
export function applyDraft(request: HttpFileRequest, draft: RequestDraft): HttpFileRequest {
  const { line } = request;
  const headers = linesOf(draft.headers).flatMap((source) => {
    const [, name, value = ''] = HEADER.exec(source) ?? [];
    return name ? [{ name, value, line }] : [];
  });
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  return {
    ...request,
    method: draft.method,
    url: draft.url.trim(),
    headers,
    body: bodyLines(draft.body, line),
    lineEnding: /^multipart\/form-data\s*(?:;|$)/iu.test(type ?? '') ? '\r\n' : '\n',
  };
}

/** A request that stands in no file. */
export const requestOf = (title: string, draft: RequestDraft): HttpFileRequest =>
  applyDraft(
    // Whatever comes is shown; there is no httpYac that would follow a redirect instead.
    { ...emptyRequest(title || undefined), noRedirect: true },
    draft,
  );
