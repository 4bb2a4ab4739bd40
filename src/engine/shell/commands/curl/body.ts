/** The body of a request that `curl` sends. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { CommandError, pathIn, reasonOf, type CommandContext } from '../../run/command.ts';
import { readAll } from '../../run/streams.ts';
import type { CurlOptions } from './options.ts';

export interface Body {
  bytes: Buffer;
  /** Sent unless the user gives one. */
  contentType: string | undefined;
}

const READ_ERROR = 26;

/** `-` is standard input. @throws CommandError with curl's exit code 26 */
async function fileBytes(context: CommandContext, path: string): Promise<Buffer> {
  if (path === '-') return readAll(context.stdin, context.signal);
  try {
    return readFileSync(pathIn(context, path));
  } catch (error) {
    throw new CommandError(`(26) ${path}: ${reasonOf(error)}`, READ_ERROR);
  }
}

/** What `-d`, `--json` and their kin make together. */
export async function dataBody(context: CommandContext, { data }: CurlOptions): Promise<Body> {
  const parts: Buffer[] = [];
  for (const { kind, text } of data) {
    const isFile = text.startsWith('@') && kind !== 'raw' && kind !== 'urlencode';
    let bytes = isFile ? await fileBytes(context, text.slice(1)) : Buffer.from(text);
    if (kind === 'urlencode') bytes = Buffer.from(await encoded(context, text));
    // `-d @file` takes line ends out, as curl does.
    if (isFile && kind === 'data')
      bytes = Buffer.from(bytes.toString('latin1').replace(/[\r\n\0]/g, ''), 'latin1');
    if (parts.length > 0 && kind !== 'json') parts.push(Buffer.from('&'));
    parts.push(bytes);
  }
  const isJson = data.some(({ kind }) => kind === 'json');
  return {
    bytes: Buffer.concat(parts),
    contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded',
  };
}

async function encoded(context: CommandContext, text: string): Promise<string> {
  const match = /^([^=@]*)([=@])([^]*)$/.exec(text);
  if (!match) return encodeURIComponent(text);
  const [, name, sign, rest] = match as unknown as [string, string, string, string];
  const content = sign === '@' ? (await fileBytes(context, rest)).toString() : rest;
  return (name === '' ? '' : `${name}=`) + encodeURIComponent(content);
}

/** `-F`: multipart/form-data. `name=@file;type=…;filename=…` attaches, `name=<file` takes the text. */
export async function formBody(context: CommandContext, form: readonly string[]): Promise<Body> {
  const data = new FormData();
  for (const field of form) {
    const at = field.indexOf('=');
    if (at < 1) throw new CommandError(`${field}: a form field is written name=value`, 2);
    const [name, value] = [field.slice(0, at), field.slice(at + 1)];
    if (!/^[@<]/.test(value)) {
      data.append(name, value);
      continue;
    }
    const [path = '', ...parameters] = value.slice(1).split(';');
    const bytes = await fileBytes(context, path);
    if (value.startsWith('<')) {
      data.append(name, bytes.toString());
      continue;
    }
    const parameter = (wanted: string): string | undefined =>
      parameters
        .find((text) => text.trim().startsWith(`${wanted}=`))
        ?.trim()
        .slice(wanted.length + 1);
    const type = parameter('type') ?? typeOf(path);
    data.append(
      name,
      new Blob([new Uint8Array(bytes)], { type }),
      parameter('filename') ?? basename(path),
    );
  }
  const encodedForm = new Response(data);
  return {
    bytes: Buffer.from(await encodedForm.arrayBuffer()),
    contentType: encodedForm.headers.get('content-type') ?? undefined,
  };
}

export const uploadBody = async (context: CommandContext, path: string): Promise<Body> => ({
  bytes: await fileBytes(context, path),
  contentType: undefined,
});

const TYPES: Record<string, string> = {
  css: 'text/css',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'application/xml',
};
const typeOf = (path: string): string =>
  TYPES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
