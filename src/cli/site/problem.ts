/** A fault of the built site. */
export interface SiteProblem {
  /** Path of the page inside the site, with a slash at its start. */
  page: string;
  /** What is wrong, on one line. */
  message: string;
}

/**
 * The problems as text: each message once, with the pages that have it.
 *
 * @example
 * formatProblems([{ page: '/a/', message: 'x' }, { page: '/b/', message: 'x' }])
 * // => 'x\n    on /a/, /b/'
 */
export function formatProblems(problems: readonly SiteProblem[], shownPages = 5): string {
  const pagesByMessage = new Map<string, string[]>();
  for (const { page, message } of problems) {
    const pages = pagesByMessage.get(message) ?? [];
    if (!pages.includes(page)) pages.push(page);
    pagesByMessage.set(message, pages);
  }
  return [...pagesByMessage]
    .map(([message, pages]) => {
      const more = pages.length - shownPages;
      const shown = pages.slice(0, shownPages).join(', ') + (more > 0 ? ` and ${more} more` : '');
      return `${message}\n    on ${shown}`;
    })
    .join('\n');
}
