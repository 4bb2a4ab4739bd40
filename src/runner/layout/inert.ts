/**
 * Takes everything but one element and what it is in away from keyboard and screen readers.
 *
 * @returns A function that gives it back.
 */
export function makeOthersInert(element: HTMLElement): () => void {
  const changed: HTMLElement[] = [];
  for (let at: HTMLElement = element; at.parentElement; at = at.parentElement)
    for (const sibling of at.parentElement.children)
      if (sibling !== at && sibling instanceof HTMLElement && !sibling.inert) {
        sibling.inert = true;
        changed.push(sibling);
      }
  return () => changed.forEach((other) => (other.inert = false));
}
