/** Whether the structured data of pages can be read, and says what a reader of its type needs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuiltPage } from './pages.ts';
import type { SiteProblem } from './problem.ts';

/** The fields without which an entry of a type says nothing: https://schema.org. */
const required: Readonly<Record<string, readonly string[]>> = {
  BlogPosting: ['headline', 'description', 'url', 'inLanguage', 'isPartOf'],
  BreadcrumbList: ['itemListElement'],
  CollectionPage: ['name', 'url', 'inLanguage'],
  ItemList: ['itemListElement'],
  LearningResource: ['teaches'],
  ListItem: ['position'],
  Person: ['name'],
  Place: ['name'],
  ProfilePage: ['mainEntity'],
  WebPage: ['name', 'url', 'inLanguage'],
  WebSite: ['name', 'url'],
};

/** Fields that hold a whole address, and those that hold an instant. */
const addresses = new Set(['url', 'item', 'image', 'sameAs']);
const instants = new Set(['datePublished', 'dateModified']);

const block = /<script\b[^>]*\stype="application\/ld\+json"[^>]*>([^]*?)<\/script>/g;

/** The texts of a page's structured data. */
export const jsonLdOf = (html: string): string[] =>
  [...html.matchAll(block)].map(([, text]) => text!);

const isAddress = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:$/.test(URL.parse(value)?.protocol ?? '');
const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

function faultsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(faultsOf);
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Record<string, unknown>;
  const types = [fields['@type'] ?? []].flat() as string[];
  return [
    ...types.flatMap((type) =>
      required[type]
        ? required[type]
            .filter((name) => fields[name] === undefined)
            .map((name) => `${type} has no ${name}`)
        : `${type} is a type that the check does not know: add it with the fields that it needs`,
    ),
    ...Object.entries(fields).flatMap(([name, field]) => {
      if (isEmpty(field)) return `${name} is empty`;
      const values = [field].flat();
      if (addresses.has(name) && !values.every(isAddress)) return `${name} is no whole address`;
      if (instants.has(name) && !values.every(isInstant)) return `${name} is no date`;
      return faultsOf(field);
    }),
  ];
}

/** @param text Of one script. @returns What is wrong with it, each on one line. */
export function structuredDataFaults(text: string): string[] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return [`it is not JSON: ${(error as Error).message}`];
  }
  const context = (data as Record<string, unknown> | null)?.['@context'];
  return [
    ...(context === 'https://schema.org' ? [] : ['its @context is not https://schema.org']),
    ...faultsOf(data),
  ];
}

export interface StructuredDataReport {
  /** How many scripts were read. */
  checked: number;
  problems: SiteProblem[];
}

/** @param isExpected Whether the page at a path must have some. */
export async function checkStructuredData(
  folder: string,
  pages: readonly BuiltPage[],
  isExpected: (path: string) => boolean = () => false,
): Promise<StructuredDataReport> {
  const report: StructuredDataReport = { checked: 0, problems: [] };
  for (const { file, path: page } of pages) {
    const texts = jsonLdOf(await readFile(join(folder, file), 'utf8'));
    report.checked += texts.length;
    const faults = texts.flatMap(structuredDataFaults);
    if (texts.length === 0 && isExpected(page)) faults.push('there is none');
    report.problems.push(
      ...faults.map((fault) => ({ page, message: `structured data: ${fault}` })),
    );
  }
  return report;
}
