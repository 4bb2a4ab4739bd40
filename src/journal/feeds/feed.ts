/** What both feeds say: the newest days with their whole text. */
import { endMarkdown, dayUrl, writeUpMarkdown } from '../markdown/day-markdown.ts';
import { publishedAt } from '../publishing/schedule.ts';
import { publicUrl, site } from '../site.ts';
import { dayLabel, writtenDays, type DayPage } from '../written-days.ts';
import { markdownToFeedHtml } from './feed-html.ts';

/** Feed readers fetch the whole file again and again; who subscribes later finds the rest on the site. */
const maximumItems = 30;

export interface FeedItem {
  day: number;
  title: string;
  url: string;
  summary: string;
  /** The write-up as HTML that any reader can show: absolute links, no scripts, no styles. */
  html: string;
  tags: readonly string[];
  /** `undefined` where the journal has no dates, or this one is still to come. */
  date: Date | undefined;
}

export interface Feed {
  title: string;
  description: string;
  /** Address of the home page. */
  url: string;
  /** Newest first. */
  items: FeedItem[];
}

async function itemOf(page: DayPage): Promise<FeedItem> {
  const { day, description, skills } = page.data;
  const url = dayUrl(day);
  const markdown = `${await writeUpMarkdown(page)}\n\n${endMarkdown(page)}`;
  return {
    day,
    title: dayLabel(page.data),
    url,
    summary: description,
    html: markdownToFeedHtml(markdown, url),
    tags: skills,
    date: publishedAt(day, site.schedule),
  };
}

/** The feed of the journal; the site needs an address, since a feed is read elsewhere. */
export async function journalFeed(): Promise<Feed> {
  const newest = (await writtenDays()).reverse().slice(0, maximumItems);
  return {
    title: site.title,
    description: site.description,
    url: publicUrl(''),
    items: await Promise.all(newest.map(itemOf)),
  };
}
