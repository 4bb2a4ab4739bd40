/** Where the feeds are. They exist where the site has an address: a feed is read elsewhere. */
import { publicUrl, site } from '../site.ts';

export interface FeedFile {
  label: string;
  type: string;
  /** Path inside the site. */
  path: string;
  /** Whole address, with `SITE_URL`. */
  url: string;
}

const file = (label: string, type: string, path: string): FeedFile => ({
  label,
  type,
  path,
  url: publicUrl(path),
});

export const feedFiles = {
  rss: file('RSS', 'application/rss+xml', 'rss.xml'),
  json: file('JSON Feed', 'application/feed+json', 'feed.json'),
};

/** The feeds that the site has: none without an address. */
export const publishedFeeds: readonly FeedFile[] = site.url ? Object.values(feedFiles) : [];
