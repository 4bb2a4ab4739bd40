/**
 * JSON as it is on the wire, one level at a time: what a container holds is looked up when it is
 * opened, and every value stays the text that the server sent, so that no number loses a digit, no
 * key changes its place and no duplicate is dropped. `JSON.parse` would do all three.
 */

export const jsonKinds = ['object', 'array', 'string', 'literal'] as const;
export type JsonKind = (typeof jsonKinds)[number];

/** A value by its place in the text: `text.slice(start, end)` is it. */
export interface JsonValue {
  kind: JsonKind;
  start: number;
  end: number;
  /** The member's name as written, quotes and escapes included; only inside an object. */
  key?: string;
}

const space = /[\t\n\r ]*/y;
const literal = /[^\t\n\r ,\]}]+/y;

const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
};

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}

/** Text that opens and closes nothing: skipped by the browser's own loop, which a large body is worth. */
const inert = /[^"{}[\]]*/y;

/** A loop and not a recursion: nesting is the sender's to choose, and so must not be the stack's. */
function endOfContainer(text: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at = after(inert, text, at)) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at);
        break;
      case '{':
      case '[':
        depth++;
        at++;
        break;
      default:
        at++;
        if (--depth === 0) return at;
    }
  }
}

function valueAt(text: string, start: number): JsonValue {
  switch (text[start]) {
    case '{':
      return { kind: 'object', start, end: endOfContainer(text, start) };
    case '[':
      return { kind: 'array', start, end: endOfContainer(text, start) };
    case '"':
      return { kind: 'string', start, end: endOfString(text, start) };
    default:
      return { kind: 'literal', start, end: after(literal, text, start) };
  }
}

/** @returns The document's value, or `undefined` when the text is not JSON. */
export function outlineJson(text: string): JsonValue | undefined {
  try {
    // Validity is the browser's to judge; the rest of this file may then rely on it.
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const start = after(space, text, 0);
  const first = text[start];
  // Nothing follows it but space: a large document is not gone through for its end.
  return first === '{' || first === '['
    ? { kind: first === '{' ? 'object' : 'array', start, end: text.trimEnd().length }
    : valueAt(text, start);
}

/** @returns What an object or array holds, in wire order; nothing for other values. */
export function membersOf(text: string, parent: JsonValue): JsonValue[] {
  const members: JsonValue[] = [];
  if (parent.kind !== 'object' && parent.kind !== 'array') return members;
  let at = after(space, text, parent.start + 1);
  while (at < parent.end - 1) {
    let key: string | undefined;
    if (parent.kind === 'object') {
      const end = endOfString(text, at);
      key = text.slice(at, end);
      at = after(space, text, after(space, text, end) + 1);
    }
    const value = valueAt(text, at);
    members.push(key === undefined ? value : { ...value, key });
    at = after(space, text, value.end);
    if (text[at] === ',') at = after(space, text, at + 1);
  }
  return members;
}
