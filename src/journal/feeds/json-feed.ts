import type { Feed } from './feed.ts';

/**
 * The journal as JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/.
 *
 * @param self Address of the feed itself.
 */
export const jsonFeed = (feed: Feed, self: string): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: feed.url,
    feed_url: self,
    language: 'en',
    items: feed.items.map(({ title, url, summary, html, tags, date }) => ({
      id: url,
      url,
      title,
      summary,
      content_html: html,
      tags,
      ...(date && { date_published: date.toISOString() }),
    })),
  });
