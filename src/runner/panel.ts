/** Everything behind the reader's first sign of interest: wires one session to the panel's views. */
import type { HttpRequest, HttpResponse } from '../container/container.ts';
import type { EngineId } from '../container/engine.ts';
import { loadEngine } from '../container/engines.ts';
import { part } from './dom.ts';
import { Editor } from './editor/editor.ts';
import { dayFolder, type Example } from './example.ts';
import { KeepDataView } from './kept-data/keep-data-view.ts';
import { LogView } from './logs/log-view.ts';
import { PreviewView } from './preview/preview-view.ts';
import { showProblem } from './problem-view.ts';
import { HttpFileSource } from './requests/http-file-source.ts';
import { RequestsView } from './requests/requests-view.ts';
import { describeState, isActive, type RunState } from './run-states.ts';
import { defaultPort, Session, type Snapshot } from './session.ts';

const notices: Record<RunState, string> = {
  idle: 'Press Run to start the server in this tab. Its pages appear here.',
  loading: 'Loading…',
  starting: 'Waiting for the program to open a port…',
  ready: 'The program has closed its port.',
  stopped: 'The program is stopped. Press Run to start it again.',
  ended: 'The program has ended. Press Run to start it again.',
  failed: 'The program does not run. Correct what is shown above, then press Run.',
};

/** Unlike `disabled`, this leaves the focus where it is when a button's own click disables it. */
const setEnabled = (button: HTMLElement, enabled: boolean): void =>
  button.setAttribute('aria-disabled', String(!enabled));

const isEnabled = (button: HTMLElement): boolean => button.getAttribute('aria-disabled') !== 'true';

export interface PanelOptions {
  root: HTMLElement;
  example: Example;
  engine: EngineId;
}

export class Panel {
  readonly #root: HTMLElement;
  readonly #data: KeepDataView | undefined;
  readonly #session: Session;
  readonly #preview: PreviewView;
  readonly #logs: LogView;
  readonly #requests: RequestsView;
  readonly #editors = new Map<string, Editor>();
  readonly #state: HTMLElement;
  readonly #restore: HTMLElement;
  #dropped: ReadonlyMap<string, string> = new Map();
  #shown: RunState = 'idle';

  constructor({ root, example, engine }: PanelOptions) {
    this.#root = root;
    this.#data =
      example.databases.length > 0
        ? new KeepDataView(root, dayFolder(example.day), () => isActive(this.#shown))
        : undefined;
    this.#session = new Session({
      example,
      engine: () => loadEngine(engine),
      ...(this.#data && { prepare: (container) => this.#data!.keeper.prepare(container) }),
    });
    this.#state = part(root, 'state');
    this.#restore = part(root, 'restore');
    this.#preview = new PreviewView(root, `Preview of day ${example.day}: ${example.title}`);
    this.#logs = new LogView(root);
    this.#requests = new RequestsView(
      root,
      () =>
        new HttpFileSource({
          text: example.requests,
          env: { PORT: String(defaultPort) },
          send: (request, options) => this.#session.request(request, options),
          readFile: (path) => this.#session.workspace.bytes(path),
        }),
      root.id,
    );
    this.#setUpEditors();

    this.#session.on('change', (snapshot) => this.#show(snapshot));
    this.#session.on('output', (chunk) => this.#logs.append(chunk));
    root.addEventListener('tabselect', () => this.#logs.shown());
    this.#onClick('stop', () => void this.#session.stop());
    this.#onClick('restart', () => this.run());
    this.#onClick('reset', () => this.#reset());
    this.#restore.addEventListener('click', () => this.#bringBack());
    this.#show(this.#session.snapshot);
  }

  run(): void {
    void this.#session.run();
  }

  request(request: HttpRequest, options?: { signal?: AbortSignal }): Promise<HttpResponse> {
    return this.#session.request(request, options);
  }

  /** Ends the run and frees its memory; the panel can run again, as after a return by "Back". */
  dispose(): void {
    this.#session.dispose();
  }

  #onClick(name: string, action: () => void): void {
    const button = part(this.#root, name);
    button.addEventListener('click', () => isEnabled(button) && action());
  }

  #setUpEditors(): void {
    const { workspace } = this.#session;
    for (const code of this.#root.querySelectorAll<HTMLElement>('pre[data-path]')) {
      const path = code.dataset.path ?? '';
      const text = workspace.text(path);
      if (text === undefined) continue;
      const editor = new Editor({
        code,
        path,
        text,
        describedBy: `${this.#root.id}-editor-help`,
        onEdit: (text) => {
          workspace.edit(path, text);
          this.#restore.hidden = true;
          this.#markEdits();
        },
      });
      this.#editors.set(path, editor);
      // The panel was a stop of the Tab key only because it scrolls; now the editor is. Without the
      // attribute Firefox would still stop at it.
      code.closest('[role="tabpanel"]')?.setAttribute('tabindex', '-1');
    }
  }

  #markEdits(): void {
    const { workspace } = this.#session;
    for (const tab of this.#root.querySelectorAll<HTMLElement>('[role="tab"][data-path]')) {
      const edited = workspace.isModified(tab.dataset.path ?? '');
      tab.toggleAttribute('data-edited', edited);
      part(tab, 'edited').hidden = !edited;
    }
    this.#setControls();
  }

  #reset(): void {
    this.#dropped = this.#session.reset();
    this.#data?.reset();
    this.#restore.hidden = this.#dropped.size === 0;
    this.#preview.reset();
    this.#requests.clear();
    this.#logs.clear();
    this.#showTexts();
  }

  #bringBack(): void {
    this.#session.workspace.restore(this.#dropped);
    this.#restore.hidden = true;
    this.#showTexts();
    part(this.#root, 'run').focus();
  }

  #showTexts(): void {
    for (const [path, editor] of this.#editors)
      editor.text = this.#session.workspace.text(path) ?? '';
    this.#markEdits();
  }

  #show(snapshot: Snapshot): void {
    const { state, took, servers, problem } = snapshot;
    this.#root.dataset.state = state;
    this.#state.textContent = describeState(state, took);
    showProblem(part(this.#root, 'problem'), problem);
    const shown = servers.filter(({ previewable }) => previewable);
    const isComing = servers.length > shown.length;
    const notice = isComing ? (problem?.message ?? 'Preparing the preview…') : notices[state];
    this.#preview.update(shown, notice);
    if (state !== this.#shown) {
      this.#shown = state;
      if (state === 'starting') {
        this.#logs.mark('run');
        this.#data?.started();
      }
      if (state === 'stopped' || state === 'ended' || state === 'failed')
        this.#logs.mark(describeState(state, took).toLowerCase());
    }
    this.#setControls();
  }

  #setControls(): void {
    const { state } = this.#session.snapshot;
    const button = (name: string): HTMLElement => part(this.#root, name);
    setEnabled(button('stop'), isActive(state));
    setEnabled(button('restart'), state === 'starting' || state === 'ready');
    setEnabled(button('reset'), state !== 'idle' || this.#session.workspace.modified.length > 0);
  }
}

/**
 * @param response The example as JSON, asked for while this script was on its way.
 * @throws Error in words for the reader, when the example cannot be fetched.
 */
export async function openPanel(
  root: HTMLElement,
  response: Promise<Response>,
  engine: EngineId,
): Promise<Panel> {
  const answer = await response;
  if (!answer.ok) throw new Error(`The server answered ${answer.status} for ${answer.url}.`);
  return new Panel({ root, example: (await answer.json()) as Example, engine });
}
