/** Lighthouse over one page, several times. */
import lighthouse, { type Flags as LighthouseFlags } from 'lighthouse';
import { lighthouseScores } from '../budgets/budgets.ts';
import { median } from '../bench/statistics.ts';

export const categories = Object.keys(lighthouseScores) as (keyof typeof lighthouseScores)[];
export type Category = (typeof categories)[number];

export interface Audit {
  /** Median scores out of 100. */
  scores: Record<Category, number>;
  /** Medians: largest contentful paint and total blocking time in milliseconds, and layout shift. */
  lcp: number;
  tbt: number;
  cls: number;
  /** What cost points in any run, by its title. */
  faults: string[];
}

type Result = NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'];

/** Tries of one run: now and then a browser's trace begins too late (`NO_NAVSTART`), which says nothing of the page. */
const tries = 3;

async function runOnce(url: string, flags: LighthouseFlags): Promise<Result> {
  for (let left = tries; ; left--) {
    const result = await lighthouse(url, flags);
    if (!result) throw new Error(`Lighthouse gave no result for ${url}`);
    const { runtimeError } = result.lhr;
    if (!runtimeError) return result.lhr;
    if (runtimeError.code !== 'NO_NAVSTART' || left === 1) {
      throw new Error(`${url}: ${runtimeError.message}`);
    }
  }
}

/** The first element that an audit names, as its HTML. */
const firstNode = (audit: Result['audits'][string] | undefined): string => {
  const items = audit?.details && 'items' in audit.details ? audit.details.items : [];
  const [item] = items as { node?: { snippet?: string } }[];
  return item?.node?.snippet ?? '';
};

/** @param port Of a browser's remote debugging. Lighthouse's default is its mobile preset. */
export async function auditPage(url: string, port: number, runs: number): Promise<Audit> {
  // A page that asks search engines to pass it by is not to lose points for that.
  const isHidden = /<meta name="robots" content="[^"]*noindex/.test(
    await (await fetch(url)).text(),
  );
  const flags: LighthouseFlags = {
    port,
    logLevel: 'error',
    onlyCategories: [...categories],
    ...(isHidden && { skipAudits: ['is-crawlable'] }),
  };
  const results: Result[] = [];
  for (let run = 0; run < runs; run++) results.push(await runOnce(url, flags));
  const of = (id: string): number =>
    median(results.map(({ audits }) => audits[id]?.numericValue ?? NaN));
  const scores = Object.fromEntries(
    categories.map((id) => [
      id,
      Math.round(100 * median(results.map((lhr) => lhr.categories[id]?.score ?? 0))),
    ]),
  ) as Record<Category, number>;
  const faults = new Set<string>();
  for (const { categories: shown, audits } of results) {
    for (const { id, weight } of Object.values(shown).flatMap(({ auditRefs }) => auditRefs)) {
      const { score = null, title = id, displayValue = '' } = audits[id] ?? {};
      if (weight > 0 && score !== null && score < 0.9) {
        faults.add([title, displayValue, firstNode(audits[id])].filter(Boolean).join(': '));
      }
    }
  }
  return {
    scores,
    lcp: of('largest-contentful-paint'),
    tbt: of('total-blocking-time'),
    cls: of('cumulative-layout-shift'),
    faults: [...faults],
  };
}
