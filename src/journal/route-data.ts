/** Sidebar, order and metadata of pages, from the written days. Run by Starlight for each page. */
import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';
import { phases } from './curriculum.ts';
import { newestCommitDates } from './commit-dates.ts';
import { writeUpPath } from './page-id.ts';
import { runLocallyHeading } from './run-locally.ts';
import { site, sourceUrl } from './site.ts';
import { dayHref, dayLabel, isDayPage, writtenDays, type DayPage } from './written-days.ts';

type SidebarEntry = StarlightRouteData['sidebar'][number];
type SidebarLink = Extract<SidebarEntry, { type: 'link' }>;

const dayLink = ({ data }: DayPage, current: number | undefined): SidebarLink => ({
  type: 'link',
  label: `${data.day} ${data.title}`,
  href: dayHref(data.day),
  isCurrent: data.day === current,
  badge: undefined,
  attrs: {},
});

/** A group per phase that has written days, closed but for the one of the current page. */
function sidebarOf(days: DayPage[], current: number | undefined): SidebarEntry[] {
  return phases.flatMap(({ phase, name }) => {
    const written = days.filter(({ data }) => data.phase === phase);
    if (written.length === 0) return [];
    const entries = written.map((day) => dayLink(day, current));
    const collapsed = !entries.some(({ isCurrent }) => isCurrent);
    return [{ type: 'group', label: name, entries, collapsed, badge: undefined }];
  });
}

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

export const onRequest = defineRouteMiddleware(async ({ locals }) => {
  const route = locals.starlightRoute;
  const days = await writtenDays();
  const page = route.entry;
  if (!isDayPage(page)) {
    route.sidebar = sidebarOf(days, undefined);
    route.pagination = { prev: undefined, next: undefined };
    return;
  }

  const { day } = page.data;
  const at = days.findIndex(({ data }) => data.day === day);
  route.sidebar = sidebarOf(days, day);
  route.pagination = { prev: pageLink(days[at - 1]), next: pageLink(days[at + 1]) };
  titleTag(route, dayLabel(page.data));
  // Starlight looks for dates and edit links under src/content/docs only.
  route.lastUpdated = (await commitDates).get(writeUpPath(day));
  const edit = sourceUrl(writeUpPath(day), 'edit');
  if (edit) route.editUrl = new URL(edit);
  route.toc?.items.push({ ...runLocallyHeading, depth: 2, children: [] });
});
