/** A request as the text of a `.http` file. */
import { draftOf } from './draft.ts';
import { messageOf } from './errors.ts';
import type { HttpFileRequest, HttpFileVariable } from './file.ts';
import { parseHttpFile } from './parse.ts';

const meaning = (request: HttpFileRequest): string =>
  JSON.stringify([
    draftOf(request),
    request.assertions.map(({ source }) => source),
    request.variables.map(({ name, value }) => [name, value]),
    request.refs.map(({ name, force }) => [name, force]),
    request.name,
    request.noRedirect,
    request.noCookieJar || hasCookie(request),
    request.timeout,
    request.sleep,
    request.stream,
  ]);

const hasCookie = ({ headers }: HttpFileRequest): boolean =>
  headers.some(({ name }) => name.toLowerCase() === 'cookie');

function settings(request: HttpFileRequest): string[] {
  const { name, refs, timeout, sleep, stream, noRedirect, noCookieJar, disabled } = request;
  return [
    ...(name ? [`name ${name}`] : []),
    ...refs.map((ref) => `${ref.force ? 'force-ref' : 'ref'} ${ref.name}`),
    ...(disabled ? [disabled === true ? 'disabled' : `disabled ${disabled}`] : []),
    ...(noRedirect ? ['no-redirect'] : []),
    ...(noCookieJar || hasCookie(request) ? ['no-cookie-jar'] : []),
    ...(timeout ? [`timeout ${timeout}`] : []),
    ...(sleep ? [`sleep ${sleep}`] : []),
    ...(stream ? [`stream ${stream}`] : []),
  ].map((setting) => `# @${setting}`);
}

const describe = (text: string | undefined): string[] =>
  text ? text.split('\n').map((line) => `# ${line}`) : [];

/**
 * @param variables Those of the file, such as `@host`, so that the text runs by itself.
 * @throws Error when the format cannot hold the request: a line of a body may mean something else.
 */
export function writeHttpFile(
  request: HttpFileRequest,
  variables: readonly HttpFileVariable[] = [],
): string {
  const assign = ({ name, value }: HttpFileVariable) => `@${name} = ${value}`;
  const { method, url, headers, body } = draftOf(request);
  const text = [
    ...variables.map(assign),
    ...(variables.length > 0 ? [''] : []),
    `### ${request.title ?? ''}`.trimEnd(),
    ...request.variables.map(assign),
    ...settings(request),
    ...describe(request.description),
    `${method} ${url}`,
    ...(headers ? [headers] : []),
    ...(body ? ['', body] : []),
    ...(request.assertions.length > 0 ? [''] : []),
    ...request.assertions.map(({ source }) => `?? ${source}`),
    '',
  ].join('\n');
  checkText(text, request);
  return text;
}

/** What the parser does not read back as it was would be sent as something else. */
function checkText(text: string, request: HttpFileRequest): void {
  const refs = request.refs.map(({ name }) => `\n\n###\n# @name ${name}\nGET /`).join('');
  let reason = 'a line of it would be read as something else';
  try {
    const [read] = parseHttpFile(text + refs).requests;
    if (read && meaning(read) === meaning(request)) return;
  } catch (error) {
    reason = messageOf(error);
  }
  throw new Error(`This request cannot be written as a .http file: ${reason}.`);
}
