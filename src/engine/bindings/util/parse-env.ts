/** The `.env` format as `src/node_dotenv.cc` reads it. */

const LINE =
  /^[ \t]*(?:export[ \t]+)?([^\s=#]+)[ \t]*=[ \t]*("(?:[^"])*"|'[^']*'|`[^`]*`|[^#\n\r]*)?/gm;

/** `A="x\ny" # comment` → `{ A: 'x⏎y' }`. Only double quotes turn `\n` into a line break. */
export function parseEnv(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [, key, raw = ''] of text.matchAll(LINE)) {
    const value = raw.trim();
    const quote = /^(["'`])/.exec(value)?.[1];
    if (!quote || !value.endsWith(quote) || value.length < 2) result[key!] = value;
    else {
      const inner = value.slice(1, -1);
      result[key!] = quote === '"' ? inner.replaceAll('\\n', '\n') : inner;
    }
  }
  return result;
}
