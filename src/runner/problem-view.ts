/** Shows what went wrong above the result, in an element that is a live region from the start. */
import { h } from './dom.ts';
import { describePlace, type Place, type Problem } from './problem.ts';

export interface ProblemOptions {
  /** Shows a place of the example's files; a link of the next step leads there. */
  goTo?: (place: Place) => void;
  /** Buttons for what can be done about it. */
  actions?: readonly HTMLElement[];
}

export function showProblem(
  slot: HTMLElement,
  problem: Problem | undefined,
  { goTo, actions = [] }: ProblemOptions = {},
): void {
  if (!problem) {
    slot.replaceChildren();
    return;
  }
  const { message, output } = problem;
  slot.replaceChildren(
    h('p', { class: 'problem-message' }, h('strong', {}, message), ...stepOf(problem, goTo)),
  );
  if (actions.length > 0) slot.append(h('div', { class: 'problem-actions' }, ...actions));
  if (output)
    slot.append(
      h(
        'pre',
        { class: 'problem-output', tabindex: 0, 'aria-label': 'Last lines of output' },
        output,
      ),
    );
}

function stepOf(
  { nextStep, place }: Problem,
  goTo: ((place: Place) => void) | undefined,
): (string | HTMLElement)[] {
  if (!nextStep) return [];
  const words = place && describePlace(place);
  const at = words ? nextStep.indexOf(words) : -1;
  if (!goTo || !place || !words || at < 0) return [` ${nextStep}`];
  const link = h('button', { type: 'button', class: 'link' }, words);
  link.addEventListener('click', () => goTo(place));
  return [` ${nextStep.slice(0, at)}`, link, nextStep.slice(at + words.length)];
}
