/** Which page somebody may have meant who came to an address that is none. */
import leven, { closestMatch } from 'leven';

export interface KnownPage {
  /** Inside the site, without slashes at its ends: `day/16`, `phases`. */
  path: string;
  /** What it is called: `Day 16: Testing an API`. */
  name: string;
}

/** What people type, and the page that has it. */
const otherNames: Record<string, string> = {
  about: 'portfolio',
  cv: 'portfolio',
  resume: 'portfolio',
  archive: 'days',
  blog: 'days',
  posts: 'days',
  tags: 'skills',
  start: 'follow',
  install: 'follow',
};

/** @example asWords('/Day/016.html') // => 'day-016' */
export function asWords(address: string): string {
  let text = address;
  try {
    text = decodeURIComponent(address);
  } catch {
    // A malformed escape: as it stands.
  }
  return text
    .toLowerCase()
    .replace(/(\/index)?\.(html?|mdx?|php|json)$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** The number of the day that an address names: with the word, one that is almost it, or alone. */
function dayIn(words: string): number | undefined {
  const exact = /(?:^|-)days?-?0*(\d{1,2})(?=-|$)/.exec(words);
  if (exact) return Number(exact[1]);
  const [, word, number] = /^([a-z]{0,5})-?0*(\d{1,2})$/.exec(words) ?? [];
  if (number === undefined) return undefined;
  const isDay = word === '' || leven(word!, 'day') <= 2 || leven(word!, 'days') <= 1;
  return isDay ? Number(number) : undefined;
}

const isDay = ({ path }: KnownPage): boolean => path.startsWith('day/');

/** A day goes by its title, any other page by its address. */
const keyOf = (page: KnownPage): string =>
  isDay(page) ? asWords(page.name.replace(/^Day \d+: (Project: )?/, '')) : asWords(page.path);

/**
 * @param address Inside the site: `days/16`, `portfolo`.
 * @returns `undefined` where no page is near.
 */
export function nearestPage<Page extends KnownPage>(
  address: string,
  pages: readonly Page[],
): Page | undefined {
  const words = asWords(address);
  const day = dayIn(words);
  if (day !== undefined) return pages.find(({ path }) => path === `day/${day}`);
  const byKey = new Map(pages.map((page) => [keyOf(page), page]));
  const last = asWords(address.replace(/\/+$/, '').split('/').at(-1) ?? '');
  for (const asked of new Set([words, last])) {
    if (!asked) continue;
    const other = byKey.get(otherNames[asked] ?? '');
    if (other) return other;
    // A third of the letters may be wrong.
    const key = closestMatch(asked, [...byKey.keys()], {
      maxDistance: Math.max(1, Math.floor(asked.length / 3)),
    });
    if (key) return byKey.get(key);
  }
  const within = [...byKey].find(([key]) => last.length > 3 && key.split('-').includes(last));
  return within?.[1];
}
