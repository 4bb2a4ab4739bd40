/**
 * What pages are held to. `npm test` fails on the ceilings of weight and says which pages miss the aim;
 * `npm run lighthouse` fails on the scores. What the benchmark holds Run to is in `bench/bars.ts`.
 */

/** Bytes by gzip that a page moves before its reader does anything. */
export interface PageWeight {
  html: number;
  /** Scripts that are loaded; those in the page count as HTML. */
  script: number;
  /** Everything, these two included. */
  total: number;
}

/** What every page should weigh at most, and what holds where there is no ceiling of its own. */
export const weightAim: PageWeight = { html: 14_000, script: 12_000, total: 60_000 };

/**
 * Pages that miss the aim, and what they may weigh until they meet it, a little over what the heaviest
 * weighs. The first that matches a page's path counts.
 */
export const weightCeilings: readonly { pages: RegExp; most: Partial<PageWeight> }[] = [
  // Where the site knows its address, a page says it, and what it is, to link previews and search engines.
  { pages: /^\/day\/\d+\/$/, most: { html: 14_500 } },
];

/** Least scores out of 100, in the median of three runs with Lighthouse's mobile preset. */
export const lighthouseScores = {
  performance: 99,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
} as const;
