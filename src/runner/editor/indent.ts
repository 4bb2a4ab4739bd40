/** What Tab, Shift+Tab and Enter do to a text: pure, so that it is the same in every browser. */

/** A text with the selection of a `<textarea>`, in UTF-16 code units. */
export interface Selection {
  value: string;
  start: number;
  end: number;
}

/** Replaces `[from, to)` by `insert` and selects `[start, end)` of the result. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

const unit = '  ';

const lineStart = (value: string, at: number): number => value.lastIndexOf('\n', at - 1) + 1;

const lineEnd = (value: string, at: number): number => {
  const end = value.indexOf('\n', at);
  return end < 0 ? value.length : end;
};

const leadingSpace = (line: string): string => /^[ \t]*/.exec(line)?.[0] ?? '';

/** The range of whole lines that the selection touches; a caret at a line's start does not touch it. */
function touchedLines({ value, start, end }: Selection): [from: number, to: number] {
  const last = end > start && value[end - 1] === '\n' ? end - 1 : end;
  return [lineStart(value, start), lineEnd(value, last)];
}

/** Tab: spaces up to the next stop, or every selected line one step in. */
export function indent(selection: Selection): Edit {
  const { value, start, end } = selection;
  if (!value.slice(start, end).includes('\n')) {
    const column = start - lineStart(value, start);
    const insert = ' '.repeat(unit.length - (column % unit.length));
    return {
      from: start,
      to: end,
      insert,
      start: start + insert.length,
      end: start + insert.length,
    };
  }
  const [from, to] = touchedLines(selection);
  const lines = value.slice(from, to).split('\n');
  const insert = lines.map((line) => (line === '' ? line : unit + line)).join('\n');
  const first = lines[0] === '' ? 0 : unit.length;
  const grown = insert.length - (to - from);
  return { from, to, insert, start: start + first, end: end + grown };
}

/** Shift+Tab: every touched line one step out; `undefined` when there is nothing to take away. */
export function outdent(selection: Selection): Edit | undefined {
  const { value, start, end } = selection;
  const [from, to] = touchedLines(selection);
  const lines = value.slice(from, to).split('\n');
  const shorter = lines.map((line) => line.replace(/^(?:\t| {1,2})/, ''));
  const insert = shorter.join('\n');
  if (insert.length === to - from) return undefined;
  const first = (lines[0]?.length ?? 0) - (shorter[0]?.length ?? 0);
  const shrunk = to - from - insert.length;
  const newStart = Math.max(from, start - first);
  return { from, to, insert, start: newStart, end: Math.max(newStart, end - shrunk) };
}

const closers: Record<string, string> = { '{': '}', '[': ']', '(': ')' };

/** Enter: the new line starts where the old one did, one step further after an opening bracket. */
export function breakLine({ value, start, end }: Selection): Edit {
  const before = value.slice(lineStart(value, start), start);
  const base = leadingSpace(before);
  const closer = closers[before.trimEnd().at(-1) ?? ''];
  const inner = `\n${base}${closer ? unit : ''}`;
  const outer = closer && value[end] === closer ? `\n${base}` : '';
  const caret = start + inner.length;
  return { from: start, to: end, insert: inner + outer, start: caret, end: caret };
}
