/** The days that have a write-up, from the content collection. */
import { getCollection, type CollectionEntry } from 'astro:content';
import type { DayData } from './schemas/day.ts';
import { sitePath } from './site.ts';

type Page = CollectionEntry<'docs'>;
export type DayPage = Page & { data: DayData };

export const isDayPage = (page: Page): page is DayPage => page.data.day !== undefined;

/**
 * Write-ups in the order of their days: those that the site shows. Drafts only in the dev server; days whose
 * date has not come are not in the collection (`publishing/held-back.ts`).
 */
export async function writtenDays(): Promise<DayPage[]> {
  const pages = await getCollection('docs', ({ data }) => import.meta.env.DEV || !data.draft);
  return pages.filter(isDayPage).sort((a, b) => a.data.day - b.data.day);
}

export const dayHref = (day: number): string => sitePath(`day/${day}/`);

/** @example dayLabel({ day: 4, title: 'Files and streams' }) // => 'Day 4: Files and streams' */
export const dayLabel = ({ day, title }: Pick<DayData, 'day' | 'title'>): string =>
  `Day ${day}: ${title}`;
