/** A request as a curl command for a POSIX shell. */
import { asText, assertCopyable, type CopiedRequest, hasHeader } from './copied-request.ts';

/** POSIX, 2.2.2: within single quotes only the single quote itself means something. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

// Controls but tab and newline: a terminal into which they are pasted may act on them.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;

/** The format of a `printf` that prints these bytes, which need not be text. */
const printfFormat = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte, index) => {
    const character = String.fromCharCode(byte);
    if (character === '%') return '%%';
    // A first `-` would be an option.
    const plain = byte >= 0x20 && byte < 0x7f && !`\\'`.includes(character);
    return plain && !(index === 0 && character === '-')
      ? character
      : `\\${byte.toString(8).padStart(3, '0')}`;
  }).join('');

function methodOption(method: string, hasBody: boolean): string[] {
  if (method === (hasBody ? 'POST' : 'GET')) return [];
  if (method !== 'HEAD') return [`--request ${quote(method)}`];
  if (hasBody) throw new Error('curl does not send HEAD with a body.');
  return ['--head'];
}

/** @throws Error in words for the reader, when curl cannot send the request. */
export function toCurl(request: CopiedRequest): string {
  assertCopyable(request);
  const { method, url, headers, body = new Uint8Array() } = request;
  const hasBody = body.length > 0;
  const text = asText(body);
  const isText = text !== undefined && !control.test(text);
  const options = [
    ...methodOption(method, hasBody),
    // Brackets and braces are ranges to curl, unless told otherwise.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(hasHeader(headers, 'accept-encoding') ? [] : ['--compressed']),
    // A header without a value is written with a semicolon, since "Name:" takes one away.
    ...headers.map(
      ([name, value]) => `--header ${quote(value ? `${name}: ${value}` : `${name};`)}`,
    ),
    // Of data without a type curl says that it is a form.
    ...(hasBody && !hasHeader(headers, 'content-type') ? [`--header 'Content-Type:'`] : []),
    ...(hasBody ? [isText ? `--data-raw ${quote(text)}` : '--data-binary @-'] : []),
  ];
  const command = [`curl --include ${quote(url)}`, ...options].join(' \\\n  ');
  return hasBody && !isText ? `printf '${printfFormat(body)}' |\n  ${command}` : command;
}
