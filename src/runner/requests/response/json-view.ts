/** JSON as nested lists that fold; what is folded is not on the page, so a megabyte opens at once. */
import { h } from '../../dom.ts';
import { plural } from '../../quantities.ts';
import { type JsonValue, membersOf } from './json-outline.ts';

/** Members added at a time: a list of thousands must not hold up a frame. */
const batch = 100;
/** Characters of a string that are shown; the rest is behind Raw and Copy. */
const longest = 5_000;
/** Values that unfold by themselves, over the whole document. */
const unfoldedLimit = 200;

const brackets = { object: ['{', '}'], array: ['[', ']'] } as const;

interface Budget {
  left: number;
}

const literalKind = (text: string): string =>
  text === 'true' || text === 'false' || text === 'null' ? 'word' : 'number';

function leaf(text: string, { kind, start, end }: JsonValue): HTMLElement {
  const clipped = end - start > longest;
  const written = text.slice(start, clipped ? start + longest : end);
  const tone = kind === 'string' ? 'string' : literalKind(written);
  const note = `… ${plural(end - start - longest, 'more character')}: see Raw`;
  return h(
    'span',
    {},
    h('span', { class: `json-${tone}` }, written),
    clipped && h('span', { class: 'quiet' }, note),
  );
}

const keyOf = ({ key }: JsonValue): (HTMLElement | string)[] =>
  key === undefined ? [] : [h('span', { class: 'json-key' }, key), ': '];

function row(text: string, value: JsonValue, comma: string, budget: Budget): HTMLElement {
  if (value.kind !== 'object' && value.kind !== 'array')
    return h('div', { class: 'json-row' }, ...keyOf(value), leaf(text, value), comma);
  const [open, close] = brackets[value.kind];
  const members = membersOf(text, value);
  if (members.length === 0)
    return h('div', { class: 'json-row' }, ...keyOf(value), `${open}${close}${comma}`);

  const count = plural(members.length, value.kind === 'array' ? 'item' : 'member');
  const summary = h(
    'summary',
    {},
    ...keyOf(value),
    open,
    h(
      'span',
      { class: 'json-folded' },
      ` … ${close}${comma}  `,
      h('span', { class: 'quiet' }, count),
    ),
  );
  const list = h('div', { class: 'json-members' });
  const details = h('details', { class: 'json-node' }, summary, list, h('div', {}, close + comma));
  const fill = () => {
    if (!list.childElementCount) append(list, text, members, 0, budget);
  };
  details.addEventListener('toggle', () => details.open && fill());
  if (budget.left >= Math.min(members.length, batch)) {
    budget.left -= members.length;
    fill();
    details.open = true;
  }
  return details;
}

function append(
  list: HTMLElement,
  text: string,
  members: readonly JsonValue[],
  from: number,
  budget: Budget,
): void {
  const to = Math.min(from + batch, members.length);
  const rows = members
    .slice(from, to)
    .map((value, index) => row(text, value, from + index + 1 < members.length ? ',' : '', budget));
  list.append(...rows);
  if (to === members.length) return;
  const left = members.length - to;
  const more = h(
    'button',
    { type: 'button', class: 'link' },
    `Show ${Math.min(batch, left)} more of ${left.toLocaleString('en')}`,
  );
  more.addEventListener('click', () => {
    append(list, text, members, to, { left: 0 });
    // The button goes, and the focus stays where reading goes on.
    const next = list.children[to + 1];
    more.remove();
    const target = next?.querySelector<HTMLElement>('summary') ?? list.lastElementChild;
    if (target instanceof HTMLElement && target.matches('summary, button')) target.focus();
  });
  list.append(more);
}

/** @param root The outline of the whole text, by `outlineJson`. */
export function jsonView(text: string, root: JsonValue): HTMLElement {
  return h(
    'div',
    { class: 'json body-text', role: 'group', tabindex: 0, 'aria-label': 'Response body' },
    row(text, root, '', { left: unfoldedLimit }),
  );
}
