/**
 * What a page's head says to link previews, search engines and home screens. Every page carries it, so it
 * holds no more than what is read by somebody.
 */
import type { StarlightRouteData } from '@astrojs/starlight/route-data';
import { isProject, skillName } from '../all-days.ts';
import { isIndexed } from '../crawlers/indexed.ts';
import { dayMarkdownPath } from '../markdown/day-markdown.ts';
import { PersonError, readPerson, type Person } from '../person/person.ts';
import { publishedAt } from '../publishing/schedule.ts';
import { siteNav } from '../site-nav.ts';
import { publicUrl, site, sitePath } from '../site.ts';
import { cardSize } from '../social-images/card.ts';
import { socialImages, socialImageUrl } from '../social-images/images.ts';
import {
  dayJsonLd,
  pageJsonLd,
  websiteJsonLd,
  type JsonLd,
  type Website,
} from '../structured-data/json-ld.ts';
import { scriptText } from '../structured-data/script-text.ts';
import { themes, palettes } from '../styles/palette.ts';
import type { DayPage } from '../written-days.ts';

type Head = StarlightRouteData['head'];
type Tag = Head[number];

const meta = (attrs: Record<string, string>): Tag => ({ tag: 'meta', attrs, content: '' });
const link = (attrs: Record<string, string>): Tag => ({ tag: 'link', attrs, content: '' });

/** The same on every page: icons, and the colour of the browser's own frame. */
const common = (): Tag[] => [
  link({ rel: 'icon', href: sitePath('favicon.ico'), sizes: '32x32' }),
  link({ rel: 'apple-touch-icon', href: sitePath('icons/apple-touch-icon.png') }),
  link({ rel: 'manifest', href: sitePath('manifest.webmanifest') }),
  ...themes.map((theme) =>
    meta({
      name: 'theme-color',
      media: `(prefers-color-scheme: ${theme})`,
      content: palettes()[theme].black,
    }),
  ),
];

function author(): Pick<Person, 'name'> {
  try {
    return readPerson();
  } catch (error) {
    // A build has stopped at it; the dev server has said it, and goes on.
    if (error instanceof PersonError) return {};
    throw error;
  }
}

export interface PageFacts {
  /** Path inside the site, with a slash at its end. */
  path: string;
  title: string;
  description?: string | undefined;
  /** The write-up, where the page is a day. */
  day?: DayPage['data'] | undefined;
  /** When the write-up was last changed. */
  modified?: Date | undefined;
}

/** Lists of days say which; the other lists are of parts of days. */
function listed(path: string, days: readonly DayPage[]): string[] | undefined {
  const paths = (some: readonly DayPage[]) => some.map(({ data }) => `day/${data.day}/`);
  if (path === 'days/') return paths(days);
  if (path === 'projects/') return paths(days.filter(({ data }) => isProject(data)));
  return undefined;
}

/** @returns `undefined` for a page that has its own, or that is not to be found. */
function jsonLdOf(page: PageFacts, days: readonly DayPage[], image: string): JsonLd | undefined {
  const { path, title, description, day, modified } = page;
  const { title: name, description: about } = site;
  const website: Website = { name, description: about, address: publicUrl, author: author() };
  if (path === '') return websiteJsonLd(website);
  if (day) {
    const published = publishedAt(day.day, site.schedule);
    return dayJsonLd(website, {
      ...day,
      skills: day.skills.map(skillName),
      image,
      published,
      modified,
    });
  }
  // The portfolio has its own; the page for what is not found is none.
  if (path === 'portfolio/' || path.startsWith('404')) return undefined;
  const isList = siteNav.some(({ href }) => href === sitePath(path));
  const type = isList ? 'CollectionPage' : 'WebPage';
  return pageJsonLd(website, { type, name: title, description, path, pages: listed(path, days) });
}

/** What needs the site's address: it is read elsewhere. */
async function published(page: PageFacts, days: readonly DayPage[]): Promise<Tag[]> {
  const images = await socialImages();
  const image = images.get(page.path) ?? images.get('');
  if (!image || !isIndexed(publicUrl(page.path))) return [];
  const url = socialImageUrl(image);
  const date = page.day && publishedAt(page.day.day, site.schedule);
  const jsonLd = jsonLdOf(page, days, url);
  return [
    meta({ property: 'og:image', content: url }),
    meta({ property: 'og:image:width', content: String(cardSize.width) }),
    meta({ property: 'og:image:height', content: String(cardSize.height) }),
    meta({ property: 'og:image:alt', content: image.alt }),
    ...(date ? [meta({ property: 'article:published_time', content: date.toISOString() })] : []),
    ...(jsonLd
      ? [
          {
            tag: 'script' as const,
            attrs: { type: 'application/ld+json' },
            content: scriptText(jsonLd),
          },
        ]
      : []),
  ];
}

/**
 * Adds a page's tags to what Starlight has put into its head.
 *
 * @param head Changed in place.
 * @param days The written days, in their order.
 */
export async function completeHead(
  head: Head,
  page: PageFacts,
  days: readonly DayPage[],
): Promise<void> {
  for (const tag of head) {
    // Starlight calls every page an article, and names the site behind every title.
    if (tag.attrs?.['property'] === 'og:type' && !page.day) tag.attrs['content'] = 'website';
    if (tag.tag === 'title' && page.title === site.title) tag.content = site.title;
  }
  const kept = head.filter(({ attrs }) => attrs?.['name'] !== 'generator');
  head.splice(
    0,
    head.length,
    ...kept,
    ...common(),
    ...(page.day
      ? [
          link({
            rel: 'alternate',
            type: 'text/markdown',
            href: sitePath(dayMarkdownPath(page.day.day)),
          }),
        ]
      : []),
    ...(await published(page, days)),
  );
}
