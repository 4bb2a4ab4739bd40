/** A request as a call of `fetch`, for Node or a module in a page. */
import { asText, assertCopyable, type CopiedRequest } from './copied-request.ts';

/** https://fetch.spec.whatwg.org/#methods */
const forbiddenMethods = ['CONNECT', 'TRACE'];

// In quotes of JavaScript these two are only escaped so that editors do not break the line.
const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029\u202a-\u202e\u2066-\u2069\x7f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

function bodySource(body: Uint8Array): string {
  const text = asText(body);
  if (text !== undefined) return quote(text);
  return `Uint8Array.from(atob("${base64(body)}"), (character) => character.charCodeAt(0))`;
}

/** @throws Error in words for the reader, when `fetch` cannot send the request. */
export function toFetch(request: CopiedRequest): string {
  assertCopyable(request);
  const { method, url, headers, body = new Uint8Array() } = request;
  if (forbiddenMethods.includes(method)) throw new Error(`fetch does not send ${method}.`);
  if (body.length > 0 && (method === 'GET' || method === 'HEAD')) {
    throw new Error(`fetch does not send ${method} with a body.`);
  }
  const list = headers.map(([name, value]) => `    [${quote(name)}, ${quote(value)}],\n`).join('');
  const options = [
    ...(method === 'GET' ? [] : [`  method: ${quote(method)},\n`]),
    ...(list ? [`  headers: [\n${list}  ],\n`] : []),
    ...(body.length > 0 ? [`  body: ${bodySource(body)},\n`] : []),
    // The console follows no redirects either.
    `  redirect: "manual",\n`,
  ].join('');
  return `const response = await fetch(${quote(url)}, {\n${options}});
console.log(response.status, await response.text());
`;
}
