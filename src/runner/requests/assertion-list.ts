/** The assertions of one request: before sending as written, afterwards with a tick or what differed. */
import { h } from '../dom.ts';
import type { AssertionOutcome } from './exchange.ts';

const mark = (symbol: string, words: string): HTMLElement =>
  h(
    'span',
    { class: 'mark' },
    h('span', { 'aria-hidden': 'true' }, symbol),
    h('span', { class: 'visually-hidden' }, `${words}: `),
  );

const difference = ({ expected, actual, message }: AssertionOutcome): HTMLElement => {
  const list = h('dl', { class: 'difference' });
  if (expected !== undefined) list.append(h('dt', {}, 'expected'), h('dd', {}, expected));
  if (actual !== undefined) list.append(h('dt', {}, 'actual'), h('dd', {}, actual));
  if (!list.childElementCount && message) list.append(h('dt', {}, 'reason'), h('dd', {}, message));
  return list;
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
