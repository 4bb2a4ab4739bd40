/** The Tests tab: the day's `*.test.ts` run by `node --test`, with what becomes of each as it comes. */
import type { Container } from '../../container/container.ts';
import { h, part } from '../dom.ts';
import { isTestFile, type Example, dayFolder } from '../example.ts';
import { explainError, lastLines } from '../problem.ts';
import { showProblem } from '../problem-view.ts';
import { formatDuration, plural } from '../quantities.ts';
import { runTests } from './test-run.ts';
import { TestItem } from './test-item.ts';
import { fullName, namePattern, TestTree, type Tally, type TestNode } from './test-tree.ts';

export interface TestsViewOptions {
  /** The runner's root. */
  runner: HTMLElement;
  example: Example;
  /** The container with the reader's edits, booted if there is none. */
  open: () => Promise<Container>;
}

const otherOutput = 8_000;

const describeTally = (tally: Tally): string => {
  const { passed, failed, skipped, todo } = tally;
  return [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(todo > 0 ? [`${todo} to do`] : []),
  ].join(', ');
};

export class TestsView {
  readonly #options: TestsViewOptions;
  readonly #files: string[];
  readonly #root: HTMLElement;
  readonly #run = h('button', { type: 'button' }, 'Run tests');
  readonly #stop = h('button', { type: 'button', 'aria-disabled': 'true' }, 'Stop');
  readonly #status = h('p', { role: 'status', class: 'tests-status' });
  readonly #problem = h('div', { class: 'problem', role: 'alert' });
  readonly #list = h('ul', { class: 'test-list tests', 'aria-label': 'Tests' });
  #controller: AbortController | undefined;
  #items = new Map<TestNode, TestItem>();
  #count = 0;

  constructor(options: TestsViewOptions) {
    this.#options = options;
    const { runner, example } = options;
    this.#files = example.files.map(({ path }) => path).filter(isTestFile);
    this.#root = part(runner, 'tests');
    this.#stop.setAttribute('aria-label', 'Stop tests');
    this.#root.replaceChildren(
      h('div', { class: 'bar' }, this.#run, this.#stop, this.#status),
      this.#problem,
      h('div', { class: 'scroll' }, this.#list),
    );
    this.#run.addEventListener('click', () => void this.#start(this.#files));
    this.#stop.addEventListener('click', () => this.#controller?.abort());
    this.clear();
  }

  /** Ends a run and forgets its results, as with Reset. */
  clear(): void {
    this.#controller?.abort();
    this.#controller = undefined;
    this.#items.clear();
    this.#status.textContent = `${plural(this.#files.length, 'file')} of tests`;
    this.#status.dataset.failed = 'false';
    showProblem(this.#problem, undefined);
    this.#list.replaceChildren(
      ...this.#files.map((file) => {
        const only = h('button', { type: 'button', 'aria-label': `Run only ${file}` }, 'Run');
        only.addEventListener('click', () => void this.#start([file]));
        return h(
          'li',
          { class: 'test', 'data-kind': 'file' },
          h('div', { class: 'test-row' }, h('span', { class: 'test-file' }, file), only),
        );
      }),
    );
  }

  async #start(files: readonly string[], pattern?: string): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    const { example, open } = this.#options;
    const folder = dayFolder(example.day);
    const startedAt = performance.now();
    this.#items.clear();
    // The button that was pressed goes with the list; the focus must not be lost with it.
    if (this.#list.contains(document.activeElement)) this.#run.focus();
    this.#list.replaceChildren();
    showProblem(this.#problem, undefined);
    this.#setRunning(true);
    this.#say('Starting…');
    let output = '';
    try {
      const container = await open();
      signal.throwIfAborted();
      const tree = new TestTree(`${container.workdir}/${folder}`, {
        added: (node) => this.#add(node, folder),
        changed: (node) => this.#items.get(node)?.update(),
      });
      const code = await runTests({
        container,
        folder,
        files,
        ...(pattern !== undefined && { pattern }),
        signal,
        onEvent: (event) => {
          if (signal.aborted) return;
          tree.receive(event);
          if (event.kind === 'output' && event.file === undefined)
            output = (output + event.text).slice(-otherOutput);
          else if (event.kind !== 'output')
            this.#say(`Running: ${describeTally(tree.tally)}`, tree);
        },
      });
      if (this.#controller !== controller) return;
      const isCutShort = tree.finish();
      const took = formatDuration(performance.now() - startedAt);
      if (signal.aborted) return this.#say(`Stopped: ${describeTally(tree.tally)}`, tree);
      this.#say(`${describeTally(tree.tally)} in ${took}`, tree);
      if (isCutShort || (code !== 0 && tree.tally.failed === 0)) {
        const tail = lastLines(output, 12);
        showProblem(this.#problem, {
          message: `The tests ended early, with exit code ${code}.`,
          nextStep: 'Press Run tests to start them again.',
          ...(tail && { output: tail }),
        });
      }
    } catch (error) {
      if (this.#controller !== controller) return;
      if (signal.aborted) this.#say('Stopped');
      else {
        this.#say('The tests could not be started');
        showProblem(this.#problem, explainError(error));
      }
    } finally {
      if (this.#controller === controller) {
        this.#controller = undefined;
        this.#setRunning(false);
      }
    }
  }

  #add(node: TestNode, folder: string): void {
    this.#count += 1;
    const parent = node.parent && this.#items.get(node.parent);
    const item = new TestItem({
      node,
      folder,
      id: `${this.#root.id}-${this.#count}`,
      onRun: () => {
        // A file that could not be loaded is a test by its own name, and not one that could be picked.
        const isFile = node.kind === 'file' || node.name.endsWith(node.file);
        void this.#start([node.file], isFile ? undefined : namePattern(fullName(node)));
      },
    });
    this.#items.set(node, item);
    (parent?.children ?? this.#list).append(item.element);
    parent?.update();
  }

  #setRunning(on: boolean): void {
    this.#stop.setAttribute('aria-disabled', String(!on));
    this.#list.setAttribute('aria-busy', String(on));
  }

  #say(words: string, tree?: TestTree): void {
    this.#status.textContent = words;
    this.#status.dataset.failed = String((tree?.tally.failed ?? 0) > 0);
  }
}
