/** The assertions of one request: before sending as written, afterwards with a tick or what differed. */
import { h } from '../dom.ts';
import type { Difference } from './difference.ts';
import type { AssertionOutcome } from './exchange.ts';

const mark = (symbol: string, words: string): HTMLElement =>
  h(
    'span',
    { class: 'mark' },
    h('span', { 'aria-hidden': 'true' }, symbol),
    h('span', { class: 'visually-hidden' }, `${words}: `),
  );

const pairs = (list: HTMLElement, rows: readonly [string, string | undefined][]): HTMLElement => {
  for (const [term, value] of rows)
    if (value !== undefined) list.append(h('dt', {}, term), h('dd', {}, value));
  return list;
};

const nothing = '(nothing)';

/** Where two values differ, one place below the other. */
const places = (differences: readonly Difference[]): HTMLElement =>
  h(
    'ul',
    { class: 'differences', 'aria-label': 'Differences' },
    ...differences.map(({ path, expected = nothing, actual = nothing }) =>
      h(
        'li',
        {},
        h('code', { class: 'difference-path' }, path || '(the whole)'),
        pairs(h('dl', { class: 'difference' }), [
          ['expected', expected],
          ['actual', actual],
        ]),
      ),
    ),
  );

const difference = (outcome: AssertionOutcome): HTMLElement => {
  const { relation = 'expected', expected, actual, differences, message } = outcome;
  if (differences) return places(differences);
  return pairs(h('dl', { class: 'difference' }), [
    [relation, expected],
    ['reason', expected === undefined ? message : undefined],
    ['actual', actual],
  ]);
};

export const pendingAssertions = (sources: readonly string[]): HTMLElement[] =>
  sources.map((source) =>
    h('li', { class: 'assertion' }, mark('·', 'not checked'), h('code', {}, source)),
  );

export const assertionOutcomes = (outcomes: readonly AssertionOutcome[]): HTMLElement[] =>
  outcomes.map((outcome) =>
    h(
      'li',
      { class: 'assertion', 'data-passed': String(outcome.passed) },
      outcome.passed ? mark('✓', 'passed') : mark('✗', 'failed'),
      h('code', {}, outcome.source),
      !outcome.passed && difference(outcome),
    ),
  );
