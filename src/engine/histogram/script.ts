/** Entry of a script of its own, loaded for the first histogram: see `core/lazy-script.ts`. */
import { cliffsD, cohensD, ksTest, mannWhitneyTest, welchTest } from './compare.ts';
import { binomialQuantile } from './distributions.ts';
import { HdrHistogram } from './hdr-histogram.ts';

const histogram = {
  binomialQuantile,
  cliffsD,
  cohensD,
  HdrHistogram,
  ksTest,
  mannWhitneyTest,
  welchTest,
};
export type Histograms = typeof histogram;

(globalThis as unknown as { __nodeBuiltins: Record<string, () => Histograms> }).__nodeBuiltins[
  'engine/histogram'
] = () => histogram;
