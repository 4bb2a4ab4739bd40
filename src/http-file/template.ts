const PLACEHOLDER = /\{{2}\s*(.+?)\s*\}{2}/gu;
const ESCAPED = /(?:\\\{){2}([^}]+?)(?:\\\}){2}/gu;
// As in httpYac: a value may hold placeholders, and one that holds itself must end.
const MAXIMUM_DEPTH = 100;

/** The text that a value becomes inside other text; undefined for `false`, which httpYac leaves out. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return value ? JSON.stringify(value) : undefined;
}

/**
 * Replaces each `{{…}}`, also in what was put in. A text that is one placeholder becomes the value as
 * it is; inside other text objects become JSON. What `resolve` answers with undefined stays.
 */
export function substitute(text: string, resolve: (source: string) => unknown): unknown {
  let current = text;
  for (let depth = 0; depth < MAXIMUM_DEPTH; depth++) {
    const before = current;
    for (const [placeholder, source] of before.matchAll(PLACEHOLDER)) {
      const value = resolve(source!);
      if (placeholder === before && value !== undefined && typeof value !== 'string') return value;
      const replacement = value === null ? 'null' : toText(value);
      if (replacement !== undefined) current = current.replace(placeholder!, () => replacement);
    }
    if (current === before) break;
  }
  return current.replace(ESCAPED, '{{$1}}');
}
