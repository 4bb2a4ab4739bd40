import { defineHastPlugin, markdownToHtml } from 'satteri';

/**
 * Markdown as HTML for feed readers, by the processor that renders the pages. Links are made absolute.
 *
 * @param base Address of the page that the text stands on.
 */
export function markdownToFeedHtml(markdown: string, base: string): string {
  const absoluteLinks = defineHastPlugin({
    name: 'absolute-links',
    element: {
      filter: ['a', 'img'],
      visit(node, context) {
        for (const name of ['href', 'src'] as const) {
          const value = node.properties[name];
          if (typeof value !== 'string') continue;
          context.setProperty(node, name, URL.parse(value, base)?.href ?? value);
        }
      },
    },
  });
  return markdownToHtml(markdown, { hastPlugins: [absoluteLinks] }).html;
}
