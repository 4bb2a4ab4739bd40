/** A write-up's MDX as plain Markdown: what components show stands in their place. */

const fenced = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm;

/** A component on lines of its own, such as `<Code file="app.ts" />`. */
const component = /^<(?<name>[A-Z]\w*)\b(?<attributes>[^>]*)\/>[ \t]*$/gm;

/** What MDX has and Markdown has not: imports, comments, and tags around Markdown. */
const syntax =
  /^(?:import\b.*|export\b.*|<\/?[A-Z][^>]*>)[ \t]*\n?|\{\/\*[\s\S]*?\*\/\}[ \t]*\n?/gm;

/** @example attributesOf(' file="app.ts" mark={2}') // => { file: 'app.ts' } */
const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/\b(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );

/** The parts of a text that are not fenced code, changed; code is left as it is. */
function outsideCode(text: string, change: (prose: string) => string): string {
  let result = '';
  let at = 0;
  for (const match of text.matchAll(fenced)) {
    result += change(text.slice(at, match.index)) + match[0];
    at = match.index + match[0].length;
  }
  return result + change(text.slice(at));
}

/**
 * Code between fences that are longer than any that it holds.
 * @param title Name of the file, for whoever shows it.
 */
export function fencedCode(code: string, language: string, title?: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}${title ? ` title="${title}"` : ''}\n${code.trimEnd()}\n${fence}`;
}

/** What a component shows, as Markdown; `undefined` for one that has nothing to say here. */
export type ComponentText = (
  name: string,
  attributes: Readonly<Record<string, string>>,
) => string | undefined;

/**
 * @param mdx Without its front matter.
 * @param show Called for each component that stands alone.
 */
export const plainMarkdown = (mdx: string, show: ComponentText): string =>
  outsideCode(mdx, (prose) =>
    prose
      .replace(component, (...match) => {
        const { name, attributes } = match.at(-1) as { name: string; attributes: string };
        return show(name, attributesOf(attributes)) ?? '';
      })
      // Not in code that a component has just put there.
      .replace(/[\s\S]+/, (shown) => outsideCode(shown, (text) => text.replace(syntax, ''))),
  )
    .replace(/\n{3,}/g, '\n\n')
    .trim();
