/** What search engines are told of each page, as https://schema.org: only what the page says too. */
import type { Person } from '../person/person.ts';
import type { DayData } from '../schemas/day.ts';

export type JsonLd = Record<string, unknown>;

export interface Website {
  name: string;
  description: string;
  /** Whole address of a path inside the site. */
  address: (path: string) => string;
  /** The author, as far as `content/person.yaml` names one. */
  author: Pick<Person, 'name'>;
}

const language = 'en';

const authorOf = ({ author, address }: Website): JsonLd =>
  author.name
    ? { author: { '@type': 'Person', name: author.name, url: address('portfolio/') } }
    : {};

const graph = (...nodes: JsonLd[]): JsonLd => ({
  '@context': 'https://schema.org',
  ...(nodes.length === 1 ? nodes[0] : { '@graph': nodes }),
});

const listOf = (items: readonly JsonLd[]): JsonLd[] =>
  items.map((item, index) => ({ '@type': 'ListItem', position: index + 1, ...item }));

/** @param place The pages from the home page to this one, which comes last. */
const breadcrumbs = (site: Website, place: readonly { name: string; path: string }[]): JsonLd => ({
  '@type': 'BreadcrumbList',
  itemListElement: listOf(
    [{ name: site.name, path: '' }, ...place].map(({ name, path }) => ({
      name,
      item: site.address(path),
    })),
  ),
});

export function websiteJsonLd(site: Website): JsonLd {
  return graph({
    '@type': 'WebSite',
    name: site.name,
    url: site.address(''),
    description: site.description,
    inLanguage: language,
    ...authorOf(site),
  });
}

export interface DayFacts extends Pick<DayData, 'day' | 'title' | 'description'> {
  /** Names of skills, as they are written in prose. */
  skills: readonly string[];
  /** Whole address of the image for link previews. */
  image?: string | undefined;
  /** Not one that is still to come. */
  published?: Date | undefined;
  /** Of the write-up. */
  modified?: Date | undefined;
}

/** A day is both an entry of a log and something to learn from. */
export function dayJsonLd(site: Website, facts: DayFacts): JsonLd {
  const { day, title, description, skills, image, published, modified } = facts;
  const path = `day/${day}/`;
  const name = `Day ${day}: ${title}`;
  // What was written ahead of its date has not changed since it appeared.
  const isChanged = modified && (!published || modified > published);
  return graph(
    {
      '@type': ['BlogPosting', 'LearningResource'],
      headline: name,
      description,
      url: site.address(path),
      ...(image && { image }),
      ...(published && { datePublished: published.toISOString() }),
      ...(isChanged && { dateModified: modified.toISOString() }),
      ...authorOf(site),
      inLanguage: language,
      isAccessibleForFree: true,
      isPartOf: { '@type': 'WebSite', name: site.name, url: site.address('') },
      teaches: skills,
    },
    breadcrumbs(site, [
      { name: 'All days', path: 'days/' },
      { name, path },
    ]),
  );
}

export interface PageDescription {
  type: 'CollectionPage' | 'WebPage';
  name: string;
  description?: string | undefined;
  path: string;
  /** Paths of the pages that it lists, where it is a list of pages. */
  pages?: readonly string[] | undefined;
}

/** A page that is neither the home page nor a day. */
export function pageJsonLd(
  site: Website,
  { type, name, description, path, pages }: PageDescription,
): JsonLd {
  return graph(
    {
      '@type': type,
      name,
      url: site.address(path),
      ...(description && { description }),
      inLanguage: language,
      ...(pages?.length && {
        mainEntity: {
          '@type': 'ItemList',
          itemListElement: listOf(pages.map((page) => ({ url: site.address(page) }))),
        },
      }),
    },
    breadcrumbs(site, [{ name, path }]),
  );
}
