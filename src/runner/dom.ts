/** Builds elements without markup strings: whatever a program sent can only become text. */

type Child = Node | string | undefined | false;

export interface Attributes {
  [name: string]: string | number | boolean | undefined;
}

/**
 * Creates an HTML element. `true` sets an empty attribute, `false` and `undefined` leave it out.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** The element that the server rendered; a missing one is a fault of the template. */
export function part<T extends HTMLElement = HTMLElement>(root: ParentNode, name: string): T {
  const element = root.querySelector<T>(`[data-part="${name}"]`);
  if (!element) throw new Error(`The runner's template lacks its part "${name}"`);
  return element;
}
