/** The journal as RSS 2.0 with whole texts in `content:encoded`. */
import { getRssString } from '@astrojs/rss';
import type { Feed } from './feed.ts';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** @param self Address of the feed itself. */
export const rss = (feed: Feed, self: string): Promise<string> =>
  getRssString({
    title: feed.title,
    description: feed.description,
    site: feed.url,
    xmlns: { atom: 'http://www.w3.org/2005/Atom' },
    customData: `<language>en</language><atom:link href="${escapeXml(self)}" rel="self" type="application/rss+xml"/>`,
    items: feed.items.map(({ title, url, summary, html, tags, date }) => ({
      title,
      link: url,
      description: summary,
      content: html,
      categories: [...tags],
      ...(date && { pubDate: date }),
    })),
  });
