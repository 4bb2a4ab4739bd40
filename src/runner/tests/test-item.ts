/** One line of the tree, and what opens below it. */
import { h } from '../dom.ts';
import { formatDuration } from '../quantities.ts';
import { failureView } from './failure-view.ts';
import type { TestNode, TestState } from './test-tree.ts';

const marks: Record<TestState, string> = {
  running: '…',
  passed: '✓',
  failed: '✗',
  skipped: '−',
  todo: '○',
};

export interface TestItemOptions {
  node: TestNode;
  id: string;
  /** Name of the day's folder in the container. */
  folder: string;
  /** Runs this alone. */
  onRun: () => void;
}

export class TestItem {
  readonly element: HTMLElement;
  /** Where the items of what is in it go. */
  readonly children = h('ul', { class: 'test-list' });
  readonly #options: TestItemOptions;
  readonly #toggle: HTMLButtonElement;
  readonly #mark = h('span', { class: 'mark', 'aria-hidden': 'true' });
  readonly #state = h('span', { class: 'visually-hidden' });
  readonly #time = h('span', { class: 'test-time' });
  readonly #reason = h('span', { class: 'quiet' });
  readonly #failure = h('div');
  readonly #output = h('pre', {
    class: 'test-output',
    tabindex: 0,
    'aria-label': 'Output',
  });

  constructor(options: TestItemOptions) {
    this.#options = options;
    const { node, id, onRun } = options;
    const body = h('div', { class: 'test-body', id }, this.#failure, this.children);
    this.#toggle = h(
      'button',
      { type: 'button', class: 'toggle test-toggle', 'aria-expanded': 'true', 'aria-controls': id },
      this.#mark,
      h('span', { class: 'test-name' }, node.name),
      ' ',
      this.#state,
      this.#reason,
      this.#time,
    );
    this.#toggle.addEventListener('click', () => {
      const open = this.#toggle.getAttribute('aria-expanded') !== 'true';
      this.#toggle.setAttribute('aria-expanded', String(open));
      body.hidden = !open;
    });
    const only = h('button', { type: 'button', 'aria-label': `Run only ${node.name}` }, 'Run');
    only.addEventListener('click', onRun);
    this.element = h(
      'li',
      { class: 'test' },
      h('div', { class: 'test-row' }, this.#toggle, only),
      body,
    );
    this.update();
  }

  update(): void {
    const { node, folder } = this.#options;
    const { state, ms, reason, error, output, children, kind } = node;
    this.element.dataset.state = state;
    this.element.dataset.kind = kind;
    this.#mark.textContent = marks[state];
    this.#state.textContent = state;
    this.#time.textContent = ms === undefined ? '' : formatDuration(ms);
    this.#reason.textContent = reason ?? '';
    this.#failure.replaceChildren(error ? failureView(node, folder) : '');
    if (output !== '') this.#failure.after(this.#output);
    this.#output.textContent = output;
    // A test that has nothing below it has nothing to open.
    const isLeaf = !error && output === '' && children.length === 0 && state !== 'running';
    this.#toggle.toggleAttribute('data-leaf', isLeaf);
  }
}
