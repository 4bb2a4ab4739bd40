/** Shows what went wrong above the result, in an element that is a live region from the start. */
import { h } from './dom.ts';
import type { Problem } from './problem.ts';

export function showProblem(slot: HTMLElement, problem: Problem | undefined): void {
  if (!problem) {
    slot.replaceChildren();
    return;
  }
  const { message, nextStep, output } = problem;
  slot.replaceChildren(
    h('p', { class: 'problem-message' }, h('strong', {}, message), nextStep ? ` ${nextStep}` : ''),
  );
  if (output)
    slot.append(
      h(
        'pre',
        { class: 'problem-output', tabindex: 0, 'aria-label': 'Last lines of output' },
        output,
      ),
    );
}
