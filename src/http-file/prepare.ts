import type { HeaderList, HttpRequest } from '../container/container.ts';
import { HttpFileError, messageOf } from './errors.ts';
import type { HttpFileRequest } from './file.ts';
import { resolve, setVariables, type Scope } from './scope.ts';
import { substitute, toText } from './template.ts';

/** Reads a file that a body names; the path is as written, relative to the `.http` file. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

export interface PreparedRequest {
  method: string;
  url: URL;
  headers: HeaderList;
  body?: Uint8Array<ArrayBuffer> | undefined;
  /** The same, as `send` takes it. */
  message: HttpRequest;
}

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];
const HAVE_BODIES = ['POST', 'PUT', 'PATCH'];
// What encodeURI would leave or double: RFC 3986 characters and percent escapes stay as they are.
const NOT_IN_URL = /(?:[^\x21\x23-\x3B\x3D\x3F-\x5F\x61-\x7A\x7C\x7E%]|%(?![\dA-Fa-f]{2}))+/gu;

/**
 * Sets the variables of a request, fills it in and gives it the headers that every request has.
 *
 * @throws HttpFileError when a `{{…}}` cannot be evaluated, a file cannot be read or the URL is not one
 *   of this machine.
 */
export async function prepareRequest(
  request: HttpFileRequest,
  scope: Scope,
  options: { readFile?: ReadFile | undefined } = {},
): Promise<PreparedRequest> {
  const { method } = request;
  setVariables(request.variables, scope);
  const fill = (text: string, line = request.line): string => fillIn(text, line, scope);
  const headers: HeaderList = request.headers.map(({ name, value, line }) => [
    name,
    headerValue(name, fill(value, line), line),
  ]);
  const url = toUrl(request, fill(withHost(request, scope)));
  const body = await toBody(request, fill, options.readFile);

  const has = (name: string) => headers.some((header) => header[0].toLowerCase() === name);
  if (!has('host')) headers.unshift(['Host', url.host]);
  if (!has('accept')) headers.push(['Accept', '*/*']);
  // Without `br`, which not every browser can decode; httpYac offers it too.
  if (!has('accept-encoding')) headers.push(['Accept-Encoding', 'gzip, deflate']);
  if (
    (body ?? HAVE_BODIES.includes(method)) &&
    !has('content-length') &&
    !has('transfer-encoding')
  ) {
    headers.push(['Content-Length', String(body?.length ?? 0)]);
  }
  const message: HttpRequest = {
    method,
    port: Number(url.port) || 80,
    path: url.pathname + url.search,
    headers,
    body,
  };
  return { method, url, headers, body, message };
}

function fillIn(text: string, line: number, scope: Scope): string {
  const value = substitute(text, (source) => {
    let found: unknown;
    try {
      found = resolve(source, scope);
    } catch (error) {
      throw new HttpFileError(line, `{{${source}}}: ${messageOf(error)}`, { cause: error });
    }
    if (found === undefined || found === false) {
      throw new HttpFileError(line, `{{${source}}} is ${found}; httpYac would leave it as text`);
    }
    return found;
  });
  return toText(value) ?? String(value);
}

/** A URL that is only a path gets the `Host` header's host, else `@host`. */
function withHost({ url, headers }: HttpFileRequest, scope: Scope): string {
  if (!url.startsWith('/')) return url;
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value;
  return (host ? `http://${host}` : (toText(scope.variables.get('host')) ?? '')) + url;
}

function toUrl({ line }: HttpFileRequest, text: string): URL {
  const url = URL.parse(text.trim());
  if (!url) {
    throw new HttpFileError(
      line,
      `"${text}" is no URL; start it with {{host}} or http://localhost:3000`,
    );
  }
  if (url.protocol !== 'http:' || !LOCAL_HOSTS.includes(url.hostname)) {
    throw new HttpFileError(
      line,
      `${url.origin} is not the example; use http://localhost and its port`,
    );
  }
  return url;
}

/** `Basic user password` and `Basic user:password` are encoded, as httpYac does (RFC 7617). */
function headerValue(name: string, value: string, line: number): string {
  if (name.toLowerCase() !== 'authorization') return value;
  if (/^\s*(?:digest|aws)\s/iu.test(value)) {
    throw new HttpFileError(line, 'only Basic and Bearer are supported');
  }
  const basic = /^\s*basic\s+(?:(.*):(.*)|(\S+)\s+(\S.*))$/iu.exec(value);
  if (!basic) return value;
  const credentials = `${basic[1] ?? basic[3]}:${basic[2] ?? basic[4]}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`;
}

async function toBody(
  request: HttpFileRequest,
  fill: (text: string, line?: number) => string,
  readFile: ReadFile | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (request.body.length === 0) return undefined;
  const type = request.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  const mimeType = type?.split(';')[0]!.trim();
  if (mimeType === 'application/x-www-form-urlencoded') return formBody(request, fill);

  const parts: BlobPart[] = [];
  let text = '';
  // Runs of lines are filled in as one text, so that the error of a `{{…}}` names the request.
  const flush = () => {
    if (text) parts.push(fill(text));
    text = '';
  };
  for (const [index, line] of request.body.entries()) {
    if (index > 0) text += request.lineEnding;
    if (typeof line === 'string') {
      text += line;
      continue;
    }
    flush();
    const bytes = await readBodyFile(line, readFile);
    if (line.template) parts.push(fill(new TextDecoder().decode(bytes), line.line));
    else parts.push(bytes as Uint8Array<ArrayBuffer>);
  }
  if (
    mimeType === 'application/x-ndjson' &&
    request.body.every((line) => typeof line === 'string')
  ) {
    text += '\n';
  }
  flush();
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function readBodyFile(
  { file, line }: { file: string; line: number },
  readFile: ReadFile | undefined,
): Promise<Uint8Array> {
  if (!readFile) throw new HttpFileError(line, `"${file}" cannot be read: no files are given here`);
  try {
    return await readFile(file);
  } catch (error) {
    throw new HttpFileError(line, `"${file}" cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** A form may stand on several lines; spaces around `=` and `&` are dropped, the rest is URL-encoded. */
function formBody(
  request: HttpFileRequest,
  fill: (text: string) => string,
): Uint8Array<ArrayBuffer> {
  const lines = request.body.map((line) => {
    if (typeof line === 'string') return line;
    throw new HttpFileError(line.line, 'a form is written out: httpYac sends no file as a form');
  });
  const form = fill(lines.join('\n'))
    .split(/\r?\n/u)
    .map((line) => line.trim().replace(/\s*([=&])\s*/gu, '$1'))
    .join('');
  return new TextEncoder().encode(form.replace(NOT_IN_URL, encodeURI));
}
