/** The tests of a run as a tree: files, and in them suites, tests and subtests, as their events come. */
import type { TestError, TestEvent } from './test-events.ts';

export const testStates = ['running', 'passed', 'failed', 'skipped', 'todo'] as const;
export type TestState = (typeof testStates)[number];

export interface TestNode {
  name: string;
  kind: 'file' | 'suite' | 'test';
  state: TestState;
  /** Path inside the day's folder. */
  file: string;
  line?: number;
  /** Milliseconds, once it has ended. */
  ms?: number;
  error?: TestError;
  /** Why it was skipped or is to be done, where the author says. */
  reason?: string;
  children: TestNode[];
  parent?: TestNode;
  /** What was printed while a file ran. */
  output: string;
}

export type Tally = Record<Exclude<TestState, 'running'>, number>;

/** A reader's loop must not fill the page with tests. */
const mostNodes = 2_000;
const mostOutput = 20_000;

export interface TestTreeEvents {
  added: (node: TestNode) => void;
  changed: (node: TestNode) => void;
}

export class TestTree {
  readonly files: TestNode[] = [];
  readonly tally: Tally = { passed: 0, failed: 0, skipped: 0, todo: 0 };
  readonly #folder: string;
  readonly #events: TestTreeEvents;
  /** The latest test at each depth of a file. */
  readonly #open = new Map<TestNode, TestNode[]>();
  #count = 0;

  /** @param folder Absolute path of the day's folder, which is taken off the names of files. */
  constructor(folder: string, events: TestTreeEvents) {
    this.#folder = folder.endsWith('/') ? folder : `${folder}/`;
    this.#events = events;
  }

  receive(event: TestEvent): void {
    if (event.kind === 'output') {
      if (event.file === undefined) return;
      const file = this.#file(event.file);
      if (file.output.length > mostOutput) return;
      file.output += event.text;
      this.#events.changed(file);
    } else if (event.kind === 'start') this.#start(event);
    else this.#end(event);
  }

  /** Nothing more will come: what has not ended never will. @returns whether that was the case */
  finish(): boolean {
    let isCutShort = false;
    const visit = (node: TestNode): void => {
      node.children.forEach(visit);
      if (node.state !== 'running') return;
      const { children } = node;
      if (node.kind === 'file' && children.length > 0) node.state = worst(children);
      else {
        isCutShort = true;
        node.state = 'failed';
        node.error = { message: 'It did not end.', stack: '' };
      }
      this.#events.changed(node);
    };
    this.files.forEach(visit);
    return isCutShort;
  }

  #start({ name, nesting, file: path, line }: Extract<TestEvent, { kind: 'start' }>): void {
    const file = this.#file(path);
    const open = this.#open.get(file) ?? [];
    this.#open.set(file, open);
    if (this.#count >= mostNodes) return;
    this.#count += 1;
    const parent = open[nesting - 1] ?? file;
    const node: TestNode = {
      name,
      kind: 'test',
      state: 'running',
      file: file.name,
      ...(line !== undefined && { line }),
      children: [],
      parent,
      output: '',
    };
    open.length = Math.min(open.length, nesting);
    open[nesting] = node;
    parent.children.push(node);
    this.#events.added(node);
  }

  #end(event: Exclude<TestEvent, { kind: 'start' | 'output' }>): void {
    const state = stateOf(event);
    if (!event.isSuite) this.tally[state] += 1;
    const file = this.#file(event.file);
    const node = this.#open.get(file)?.[event.nesting];
    if (!node || node.name !== event.name || node.state !== 'running') return;
    node.state = state;
    node.kind = event.isSuite ? 'suite' : 'test';
    node.ms = event.ms;
    const reason = event.skip ?? event.todo;
    if (typeof reason === 'string' && reason !== '') node.reason = reason;
    // That its subtests failed is seen at these.
    const isOwn = event.error?.failureType !== 'subtestsFailed';
    if (event.error && isOwn && state === 'failed') node.error = event.error;
    this.#events.changed(node);
    if (event.nesting === 0 && state === 'failed' && file.state === 'running') {
      file.state = 'failed';
      this.#events.changed(file);
    }
  }

  #file(path: string): TestNode {
    const name = path.startsWith(this.#folder) ? path.slice(this.#folder.length) : path;
    const known = this.files.find((file) => file.name === name);
    if (known) return known;
    const file: TestNode = {
      name,
      kind: 'file',
      state: 'running',
      file: name,
      children: [],
      output: '',
    };
    this.files.push(file);
    this.#events.added(file);
    return file;
  }
}

function stateOf({
  kind,
  skip,
  todo,
}: Exclude<TestEvent, { kind: 'start' | 'output' }>): Exclude<TestState, 'running'> {
  if (skip !== undefined && skip !== false) return 'skipped';
  // Node counts a test to be done as neither passed nor failed.
  if (todo !== undefined && todo !== false) return 'todo';
  return kind === 'pass' ? 'passed' : 'failed';
}

const worst = (nodes: readonly TestNode[]): TestState =>
  nodes.some(({ state }) => state === 'failed') ? 'failed' : 'passed';

/** The names from the outermost suite to the test, as `--test-name-pattern` compares them. */
export function fullName(node: TestNode): string {
  const { parent } = node;
  return parent && parent.kind !== 'file' ? `${fullName(parent)} ${node.name}` : node.name;
}

/**
 * A pattern for `--test-name-pattern` that one test matches, and what is in it.
 *
 * @example namePattern('a + b') // => '/^a \\+ b( |$)/'
 */
export const namePattern = (name: string): string =>
  `/^${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}( |$)/`;

/** Where in the day's folder a failed test threw: `api.test.ts, line 20`. */
export function placeOf({ error }: TestNode, folder: string): string | undefined {
  const frames = error?.stack.split('\n') ?? [];
  for (const frame of frames) {
    const at = frame.indexOf(`${folder}/`);
    const place = at < 0 ? null : /^([^\s:()]+):(\d+)/.exec(frame.slice(at + folder.length + 1));
    if (place && !place[1]?.includes('node_modules')) return `${place[1]}, line ${place[2]}`;
  }
  return undefined;
}
