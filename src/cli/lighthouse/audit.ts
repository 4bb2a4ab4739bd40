/** Lighthouse over one page, several times. */
import lighthouse from 'lighthouse';
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

/** @param port Of a browser's remote debugging. Lighthouse's default is its mobile preset. */
export async function auditPage(url: string, port: number, runs: number): Promise<Audit> {
  const results: NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'][] = [];
  for (let run = 0; run < runs; run++) {
    const result = await lighthouse(url, {
      port,
      logLevel: 'error',
      onlyCategories: [...categories],
    });
    if (!result) throw new Error(`Lighthouse gave no result for ${url}`);
    if (result.lhr.runtimeError) throw new Error(result.lhr.runtimeError.message);
    results.push(result.lhr);
  }
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
        faults.add([title, displayValue].filter(Boolean).join(': '));
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
