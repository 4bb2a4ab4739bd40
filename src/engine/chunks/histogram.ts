/** The histograms of `perf_hooks`. */
export { cliffsD, cohensD, ksTest, mannWhitneyTest, welchTest } from '../histogram/compare.ts';
export { binomialQuantile } from '../histogram/distributions.ts';
export { HdrHistogram } from '../histogram/hdr-histogram.ts';
