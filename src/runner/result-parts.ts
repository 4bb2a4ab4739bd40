/** What stands in the tabs that are hidden at first, and comes with the panel: not in every page. */
import { h } from './dom.ts';

const button = (name: string, label: string, attributes = {}): HTMLButtonElement =>
  h('button', { type: 'button', 'data-part': name, ...attributes }, label);

function requests(): Node[] {
  const view = (name: string, label: string, isShown = false): HTMLButtonElement => {
    const choice = button(`requests-${name}`, label, { disabled: true });
    choice.setAttribute('aria-pressed', String(isShown));
    choice.append(h('span', { 'data-part': 'count' }));
    return choice;
  };
  const bar = h(
    'div',
    { class: 'bar requests-bar' },
    button('send-all', 'Send all', { disabled: true }),
    button('new-request', 'New request', { disabled: true }),
    h(
      'div',
      { class: 'segments', role: 'group', 'aria-label': 'Show in Requests' },
      view('list', 'List', true),
      view('history', 'History'),
      view('cookies', 'Cookies'),
    ),
    h('p', { role: 'status', 'data-part': 'requests-summary' }),
  );
  return [bar, h('div', { class: 'scroll', 'data-part': 'requests' })];
}

function logs(): Node[] {
  const bar = h(
    'div',
    { class: 'bar' },
    button('log-clear', 'Clear', { 'aria-label': 'Clear logs' }),
    button('log-copy', 'Copy'),
    button('log-wrap', 'Wrap', { 'aria-pressed': 'true' }),
    h('input', {
      type: 'search',
      'data-part': 'log-filter',
      'aria-label': 'Filter lines',
      placeholder: 'Filter',
      autocomplete: 'off',
      spellcheck: 'false',
    }),
    h('p', { class: 'visually-hidden', role: 'status', 'data-part': 'log-status' }),
  );
  const empty = 'Nothing printed yet. What the program prints appears here.';
  const log = h(
    'div',
    {
      class: 'scroll log',
      role: 'log',
      // Not a live region: a log that is read out line by line drowns everything else.
      'aria-live': 'off',
      'aria-label': 'Logs',
      tabindex: 0,
      'data-part': 'log',
    },
    h('p', { class: 'notice', 'data-part': 'log-empty' }, empty),
  );
  return [bar, log, button('log-follow', '', { class: 'log-follow', hidden: true })];
}

/** Fills the tabs of Requests and Logs, once. */
export function fillResults(root: HTMLElement): void {
  for (const [key, parts] of Object.entries({ requests, logs })) {
    const tab = root.querySelector(`#${root.id}-${key}`);
    if (tab?.childElementCount === 0) tab.append(...parts());
  }
}
