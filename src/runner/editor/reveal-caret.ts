/**
 * Scrolls the box around the editor until the caret is in sight. Browsers do it for a textarea that
 * scrolls by itself; for one that is as large as its text they do it in part, and not after edits by
 * script.
 */
export interface CaretPlace {
  /** The scrolling box. */
  box: HTMLElement;
  /** The highlighted text, one child per line. */
  layer: HTMLElement;
  /** Index of the caret's line, and its offset in it in UTF-16 code units. */
  line: number;
  offset: number;
}

/** The end of the first `offset` characters of a line, measured where the letters are painted. */
function inlineEnd(line: Element, offset: number): number | undefined {
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { length } = node as Text;
    if (left <= length) {
      range.setStart(line, 0);
      range.setEnd(node, left);
      return range.getBoundingClientRect().right;
    }
    left -= length;
  }
  return undefined;
}

/** @returns How far to scroll along one axis, so that `[start, end]` is inside `[from, to]`. */
export function scrollDistance(start: number, end: number, from: number, to: number): number {
  if (start < from) return start - from;
  return end > to ? end - to : 0;
}

export function revealCaret({ box, layer, line, offset }: CaretPlace): void {
  const element = layer.children[line];
  if (!element) return;
  const frame = box.getBoundingClientRect();
  const origin = layer.getBoundingClientRect();
  const lineHeight = parseFloat(getComputedStyle(layer).lineHeight);
  const top = origin.top + line * lineHeight;
  const x = (offset > 0 ? inlineEnd(element, offset) : undefined) ?? origin.left;
  // The line numbers stand before the text; they are in sight when the caret is near them.
  const gutter = origin.left + box.scrollLeft - frame.left;
  box.scrollBy({
    left: scrollDistance(x - gutter, x + 16, frame.left, frame.left + box.clientWidth),
    top: scrollDistance(
      top - lineHeight,
      top + 2 * lineHeight,
      frame.top,
      frame.top + box.clientHeight,
    ),
    behavior: 'instant',
  });
}
