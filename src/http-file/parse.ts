/**
 * Reads the text of a `.http` file as httpYac does, line by line. Where httpYac takes a line silently
 * for something that its writer hardly meant, this parser stops and says what to write instead: the
 * same file then means the same to both.
 */
import { parseAssertion } from './assertion-syntax.ts';
import { emptyRequest } from './empty-request.ts';
import { HttpFileError } from './errors.ts';
import type { HttpFile, HttpFileRequest, HttpFileVariable } from './file.ts';
import { applyMetadata } from './metadata.ts';
import { METHODS } from './methods.ts';

const REQUEST = new RegExp(`^\\s*(${METHODS.join('|')})\\s+(\\S.*?)\\s*$`, 'u');
const VERSION = /\s+HTTP\/(\S+)$/u;
const SEPARATOR = /^\s*#{3,}(.*)$/u;
const COMMENT = /^\s*(?:#+|\/{2,})(.*)$/u;
const METADATA = /^\s*(?:#+|\/{2,})(\s*)@(\S*)\s*"?(.*?)"?\s*$/u;
const VARIABLE = /^\s*@([^\s=:]+)\s*(:?=)\s*(.*)$/u;
const HEADER = /^\s*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*?),?\s*$/u;
const QUERY = /^\s*([?&](?:[^(=?&)]+=.*|\{\{.*\}\}))\s*$/u;
const PATH = /^\s*(\/[^*]*?)\s*$/u;
export const BODY_FILE = /^<(@\w*)?\s+(.+?)\s*$/u;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/u;

/** Lines that mean something to httpYac, scripts above all, which a page must not run. */
const UNSUPPORTED: [RegExp, string][] = [
  [
    /^\s*\{\{(?:@js\s+)?[+@]?(?:request|streaming|response|after|responseLogging)?\s*$/iu,
    'scripts',
  ],
  [/^\s*>\s+(?:\{%|[^\s{%}]+\s*$)/u, 'response scripts'],
  [/^\s*<\s+\{%/u, 'request scripts'],
  [/^\s*>>!?\s+\S/u, 'writing the response to a file'],
  [/^\s*<>\s*\S/u, 'response references'],
  [/^\s*HTTP\/\S+\s*[1-5]\d\d\b/u, 'responses in the file'],
  [/^\s*\/\*$/u, 'block comments'],
  [/={3}\s*(?:wait-for-server)?\s*$/u, 'several bodies separated by "==="'],
  [/^\s*<--->\s*$/u, 'the "<--->" mark'],
];

const RESERVED = new Set(
  'request,response,test,sleep,httpFile,httpRegion,process,await,break,case,catch,class,const,continue,debugger,default,delete,do,else,enum,export,extends,false,finally,for,function,if,implements,import,in,instanceof,interface,let,new,null,package,private,protected,public,return,super,switch,static,this,throw,try,true,typeof,undefined,var,void,while,with,yield'.split(
    ',',
  ),
);

interface Region {
  line: number;
  /** Whether a `###` opened it. */
  separated: boolean;
  variables: HttpFileVariable[];
  /** Comment lines above the request line; metadata and variables stand among them without text. */
  comments: { line: number; text?: string }[];
  request: HttpFileRequest;
  state: 'before' | 'head' | 'body';
  markdown: boolean;
}

function newRegion(line: number, title?: string): Region {
  return {
    line,
    separated: title !== undefined,
    variables: [],
    comments: [],
    request: emptyRequest(title?.trim() || undefined),
    state: 'before',
    markdown: false,
  };
}

/**
 * Parses the text of a `.http` file.
 *
 * @throws HttpFileError with the line, for a file that is malformed or that uses what is not supported.
 */
export function parseHttpFile(text: string): HttpFile {
  const regions = [newRegion(1)];
  text.split(/\r?\n/u).forEach((source, index) => {
    const line = index + 1;
    const region = regions.at(-1)!;
    const separator = SEPARATOR.exec(source);
    if (separator && !(region.markdown && source.trim() !== '###')) {
      regions.push(newRegion(line, separator[1]!));
    } else {
      readLine(region, source, line);
    }
  });
  const file: HttpFile = { variables: [], requests: [] };
  for (const region of regions) closeRegion(region, file);
  checkNames(file);
  if (regions[0]!.request.line > 0 && regions[0]!.variables.length > 0 && file.requests[1]) {
    throw new HttpFileError(
      regions[0]!.request.line,
      'put a line "###" above the first request, so that the variables belong to all requests',
    );
  }
  return file;
}

function readLine(region: Region, source: string, line: number): void {
  const { request } = region;
  const comment = COMMENT.exec(source);
  if (comment && !region.markdown) {
    if (region.state === 'head' && /^\s*#+(?:\S|$)/u.test(source)) {
      throw new HttpFileError(line, 'a comment among headers is written "# text", with a space');
    }
    readComment(region, source, comment[1]!, line);
    return;
  }
  if (/^\s*\?\?/u.test(source)) {
    if (region.state === 'before') {
      throw new HttpFileError(line, 'an assertion belongs below the request that it tests');
    }
    region.state = 'body';
    request.assertions.push(parseAssertion(source, line));
    return;
  }
  for (const [pattern, what] of UNSUPPORTED) {
    if (pattern.test(source)) {
      throw new HttpFileError(line, `${what} are not supported here; remove the line`);
    }
  }
  if (region.state === 'before') readBeforeRequest(region, source, line);
  else if (region.state === 'head') readHead(region, source, line);
  else readBody(region, source, line);
}

function readComment(region: Region, source: string, text: string, line: number): void {
  const metadata = METADATA.exec(source);
  if (!metadata) {
    if (region.state === 'before') region.comments.push({ line, text: text.trim() });
    return;
  }
  const [, space, key = '', value = ''] = metadata;
  if (region.state === 'before') region.comments.push({ line });
  if (!space) throw new HttpFileError(line, `write "# @${key}", with a space, or it is a comment`);
  if (key === 'name' && (!IDENTIFIER.test(value) || RESERVED.has(value))) {
    throw new HttpFileError(
      line,
      `"${value}" cannot be a name; use letters and digits: createdNote`,
    );
  }
  applyMetadata(region.request, key, value, line);
}

function readBeforeRequest(region: Region, source: string, line: number): void {
  if (source.trim() === '') return;
  if (/^\s*@/u.test(source)) {
    region.variables.push(parseVariable(source, line));
    region.comments.push({ line });
    return;
  }
  const match = REQUEST.exec(source);
  if (!match) {
    throw new HttpFileError(
      line,
      `"${source.trim()}" is no request line; write for instance "GET {{host}}/", with a method that httpYac knows`,
    );
  }
  const [, method = '', url = ''] = match;
  Object.assign(region.request, { method, url, line });
  region.state = 'head';
}

function parseVariable(source: string, line: number): HttpFileVariable {
  const [, name = '', , value = ''] = VARIABLE.exec(source) ?? [];
  if (!IDENTIFIER.test(name) || !value) {
    throw new HttpFileError(
      line,
      'a variable is written "@name = value", its name in letters and digits',
    );
  }
  if (RESERVED.has(name))
    throw new HttpFileError(line, `"${name}" is reserved; choose another name`);
  if (value.startsWith('"') || value !== value.trimEnd()) {
    throw new HttpFileError(line, 'write the value without quotes and without spaces at its end');
  }
  return { name, value, line };
}

function readHead(region: Region, source: string, line: number): void {
  const { request } = region;
  if (source.trim() === '') {
    region.state = 'body';
    return;
  }
  const header = HEADER.exec(source);
  const continued = QUERY.exec(source) ?? PATH.exec(source);
  if (header) {
    request.headers.push({ name: header[1]!, value: header[2]!, line });
    readContentType(region, header[1]!, header[2]!);
  } else if (continued) {
    request.url += continued[1]!;
  } else if (BODY_FILE.test(source)) {
    region.state = 'body';
    readBody(region, source, line);
  } else {
    throw new HttpFileError(
      line,
      `"${source.trim()}" is no header; write "Name: value", or leave a line empty above the body`,
    );
  }
}

function readContentType(region: Region, name: string, value: string): void {
  if (name.toLowerCase() !== 'content-type') return;
  const mimeType = value.split(';')[0]!.trim();
  if (mimeType === 'multipart/form-data') region.request.lineEnding = '\r\n';
  region.markdown = mimeType === 'text/markdown';
}

function readBody(region: Region, source: string, line: number): void {
  const { body } = region.request;
  if (body.length === 0 && source.trim() === '') return;
  if (/^\s*@[^\s=:]+\s*:?=*\s*\S/u.test(source)) {
    throw new HttpFileError(
      line,
      'httpYac takes a line that starts with @ for a variable; put variables above the request line, and such a body into a file: "< ./body.txt"',
    );
  }
  if (REQUEST.test(source)) {
    throw new HttpFileError(line, 'separate requests by a line "###"');
  }
  const file = BODY_FILE.exec(source);
  if (!file) {
    body.push(source);
    return;
  }
  if (file[1] && file[1] !== '@') {
    throw new HttpFileError(line, 'only UTF-8 is supported; write "<@ ./file"');
  }
  body.push({ file: file[2]!, line, template: file[1] === '@' });
}

function closeRegion(region: Region, file: HttpFile): void {
  const { request, variables, comments } = region;
  if (request.line === 0) {
    if (request.name) {
      throw new HttpFileError(region.line, `"${request.name}" has no request line below its name`);
    }
    if (request.title && variables[0]) {
      throw new HttpFileError(
        variables[0].line,
        'put variables of the whole file above the first "###", or below a "###" without a title',
      );
    }
    file.variables.push(...variables);
    return;
  }
  const version = VERSION.exec(request.url);
  if (version && version[1] !== '1.1') {
    throw new HttpFileError(
      request.line,
      `write HTTP/1.1 or nothing: HTTP/${version[1]} is not supported`,
    );
  }
  // After the query lines, since the version may stand behind the last of them.
  request.url = request.url.replace(VERSION, '');
  request.variables = variables;
  request.description ??= commentAbove(comments, request.line);
  while (typeof request.body.at(-1) === 'string' && (request.body.at(-1) as string).trim() === '') {
    request.body.pop();
  }
  const cookie = request.headers.find(({ name }) => name.toLowerCase() === 'cookie');
  if (cookie && !request.noCookieJar) {
    throw new HttpFileError(
      cookie.line,
      'add "# @no-cookie-jar" above the request line: httpYac would put this cookie into its jar',
    );
  }
  file.requests.push(request);
}

/** The block of comment lines that ends directly above a line. */
function commentAbove(comments: Region['comments'], line: number): string | undefined {
  const block: string[] = [];
  for (let index = comments.length - 1, above = line - 1; index >= 0; index--, above--) {
    if (comments[index]!.line !== above) break;
    block.unshift(comments[index]!.text ?? '');
  }
  return block.filter(Boolean).join('\n') || undefined;
}

function checkNames(file: HttpFile): void {
  const names = new Set<string>();
  for (const { name, line } of file.requests) {
    if (name && names.has(name)) {
      throw new HttpFileError(line, `there are two requests named "${name}"; rename one`);
    }
    if (name) names.add(name);
  }
  for (const { refs } of file.requests) {
    for (const { name, line } of refs) {
      if (!names.has(name)) throw new HttpFileError(line, `no request is named "${name}"`);
    }
  }
}
