/** The page that stands in for one that was not kept, when the network does not answer. */
export interface KeptPage {
  path: string;
  title: string;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Entities that titles are written with. */
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/**
 * The title of a page without the site's name.
 * @example titleOf('<title>Day 1: HTTP &amp; you | 100 Days</title>') // => 'Day 1: HTTP & you'
 */
export function titleOf(html: string): string | undefined {
  const [, text] = /<title>([^<]*)<\/title>/i.exec(html) ?? [];
  const [title = ''] = (text ?? '').split(' | ');
  const plain = title.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
  return plain.trim() || undefined;
}

/** No script and no other file: nothing of it can be missing. Colours are those of `tokens.css`. */
export function offlinePage(kept: readonly KeptPage[]): string {
  const links = kept
    .map(({ path, title }) => `<li><a href="${escape(path)}">${escape(title)}</a></li>\n`)
    .join('');
  const list = links
    ? `<h2>Kept on this device</h2>\n<ul>\n${links}</ul>`
    : '<p>No page has been kept yet.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>No network | 100 Days of Backend</title>
<style>
:root { color-scheme: light dark; font: 1.0313rem/1.7 system-ui, sans-serif;
  color: light-dark(hsl(200 13% 27%), hsl(194 10% 78%));
  background: light-dark(hsl(185 25% 99%), hsl(200 18% 9%)) }
body { max-width: 46rem; margin: 0 auto; padding: 12vh 1.25rem 4rem }
h1, h2 { color: light-dark(hsl(200 28% 11%), hsl(190 18% 97%)); line-height: 1.2 }
h1 { margin: 0 0 1rem; font-size: clamp(1.9rem, 1.45rem + 2.1vw, 2.75rem) }
h2 { margin: 2.5rem 0 0; border-top: 1px solid light-dark(hsl(194 16% 89%), hsl(199 13% 17%));
  padding-top: 1.5rem; font-size: 1.2rem }
ul { margin: .5rem 0 0; padding: 0; list-style: none }
li a { display: block; padding: .35rem 0 }
a { color: light-dark(hsl(168 80% 22%), hsl(168 48% 70%)); overflow-wrap: anywhere }
@media (pointer: coarse) { li a { padding: .6rem 0 } .again { display: inline-block; padding: .6rem 0 } }
</style>
</head>
<body>
<main>
<h1>This page is not kept here</h1>
<p>The site does not answer, and this browser has no copy of this page: pages are kept when you have read them.</p>
<p><a class="again" href="">Try again</a></p>
${list}
</main>
</body>
</html>
`;
}
