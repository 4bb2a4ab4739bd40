/** What a failed test says: its message, with the lines of a difference in colour, and where it threw. */
import { h } from '../dom.ts';
import { stripAnsi } from '../problem.ts';
import { placeOf, type TestNode } from './test-tree.ts';

/** Of an assertion's difference: `+ actual`, `- expected`. */
const sides = { '+': 'actual', '-': 'expected' } as const;

/** @param folder Name of the day's folder in the container. */
export function failureView(node: TestNode, folder: string): HTMLElement {
  const { error } = node;
  const text = h('pre', { class: 'test-message', tabindex: 0, 'aria-label': 'Failure' });
  const message = stripAnsi(error?.message ?? '');
  const isPlain = error?.name === undefined || /^(Assertion)?Error$/.test(error.name);
  const shown = isPlain ? message : `${error.name}: ${message}`;
  for (const line of shown.split('\n')) {
    const side = message.includes('+ actual - expected')
      ? sides[/^([+-])\s/.exec(line)?.[1] as '+' | '-']
      : undefined;
    text.append(h('span', { ...(side && { class: `test-${side}` }) }, `${line}\n`));
  }
  const place = placeOf(node, folder);
  return h(
    'div',
    { class: 'test-failure' },
    text,
    place && h('p', { class: 'quiet' }, `At ${place}`),
  );
}
