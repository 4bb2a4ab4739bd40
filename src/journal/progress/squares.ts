/** Shows on the squares of the wall how far each day is. */
import { continueWith, markWords, stateOf } from './record.ts';
import { readProgress } from './store.ts';

/** A square's name as the page was built. */
const names = new WeakMap<Element, string>();

/** Writes the state of each day on its square: in the name, and as an attribute for the style sheet. */
export function showOnSquares(): void {
  const progress = readProgress();
  const squares = [...document.querySelectorAll<HTMLElement>('.wall-squares a')];
  for (const square of squares) {
    if (!names.has(square)) names.set(square, square.ariaLabel ?? '');
    const state = stateOf(progress?.days[Number(square.textContent)]);
    const words = [names.get(square), ...(state ? [markWords[state]] : [])].join(', ');
    if (square.ariaLabel !== words) square.ariaLabel = words;
    square.dataset.progress = state ?? '';
  }
  const start = document.querySelector<HTMLAnchorElement>('[data-continue]');
  const next =
    start &&
    progress &&
    continueWith(
      progress,
      squares.map((a) => Number(a.textContent)),
    );
  const square = squares.find((a) => Number(a.textContent) === next) as HTMLAnchorElement;
  if (!start || !square) return;
  start.href = square.href;
  start.textContent = `Continue: day ${next}`;
}
