/** Order and metadata of pages, from the written days. Run by Starlight for each page. */
import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';
import { newestCommitDates } from './commit-dates.ts';
import { completeHead } from './head/page-head.ts';
import { writeUpPath } from './page-id.ts';
import { runLocallyHeading } from './run-locally.ts';
import { site, sourceUrl } from './site.ts';
import { dayHref, dayLabel, isDayPage, writtenDays, type DayPage } from './written-days.ts';

type SidebarLink = Extract<StarlightRouteData['sidebar'][number], { type: 'link' }>;

const dayLink = ({ data }: DayPage, current: number | undefined): SidebarLink => ({
  type: 'link',
  label: `${data.day} ${data.title}`,
  href: dayHref(data.day),
  isCurrent: data.day === current,
  badge: undefined,
  attrs: {},
});

function pageLink(day: DayPage | undefined): SidebarLink | undefined {
  return day && { ...dayLink(day, undefined), label: dayLabel(day.data) };
}

function titleTag(route: StarlightRouteData, title: string): void {
  for (const tag of route.head) {
    if (tag.tag === 'title') tag.content = `${title} | ${site.title}`;
    else if (tag.attrs?.['property'] === 'og:title') tag.attrs['content'] = title;
  }
}

const commitDates = newestCommitDates(process.cwd(), 'content');

export const onRequest = defineRouteMiddleware(async ({ locals, url }) => {
  const route = locals.starlightRoute;
  const days = await writtenDays();
  const page = route.entry;
  const path = url.pathname.slice(site.base.length);
  const { title, description } = page.data;
  if (!isDayPage(page)) {
    await completeHead(route.head, { path, title, description }, days);
    route.sidebar = [];
    route.pagination = { prev: undefined, next: undefined };
    return;
  }

  const { day } = page.data;
  const at = days.findIndex(({ data }) => data.day === day);
  route.pagination = { prev: pageLink(days[at - 1]), next: pageLink(days[at + 1]) };
  titleTag(route, dayLabel(page.data));
  // Starlight looks for dates and edit links under src/content/docs only.
  route.lastUpdated = (await commitDates).get(writeUpPath(day));
  await completeHead(
    route.head,
    { path, title, description, day: page.data, modified: route.lastUpdated },
    days,
  );
  const edit = sourceUrl(writeUpPath(day), 'edit');
  if (edit) route.editUrl = new URL(edit);
  route.toc?.items.push({ ...runLocallyHeading, depth: 2, children: [] });
});
