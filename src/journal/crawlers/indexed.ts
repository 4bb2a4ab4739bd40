import { portfolioNav } from '../site-nav.ts';
import { site } from '../site.ts';

/** Pages that other pages frame, and that are of no use to a reader by themselves. */
const framed = ['headless/', 'preview-bridge/'];

/** Until it says whose it is, the portfolio asks search engines to leave it out. */
const unfinished = portfolioNav().length === 0 ? ['portfolio/'] : [];

/** The files of a day, which say so themselves: the day's page is the one to find. */
const files = /^day\/\d+\/files\/$/;

/** Whether a page belongs into the sitemap. @param url Its whole address. */
export const isIndexed = (url: string): boolean => {
  const path = new URL(url).pathname.slice(site.base.length);
  return ![...framed, ...unfinished].includes(path) && !files.test(path);
};
