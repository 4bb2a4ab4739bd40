/** Everything behind the reader's first sign of interest: wires one session to the panel's views. */
import type { HttpRequest, HttpResponse } from '../container/container.ts';
import type { EnginePreference } from '../container/engine.ts';
import { part } from './dom.ts';
import { browserStorage, createEditStore } from './edits/edit-store.ts';
import { KeptEdits } from './edits/kept-edits.ts';
import { announce } from './example-events.ts';
import { dayFolder, isTestFile, type Example } from './example.ts';
import { EngineChoiceView } from './engine-choice/engine-choice-view.ts';
import { FilesView } from './files/files-view.ts';
import { KeepDataView } from './kept-data/keep-data-view.ts';
import { LayoutView } from './layout/layout-view.ts';
import { LoadingBar } from './loading-bar.ts';
import { LogView } from './logs/log-view.ts';
import { setUpMenus } from './menus.ts';
import { isOutdated, showOutdated } from './outdated.ts';
import { PortChips } from './preview/port-chips.ts';
import { PreviewView } from './preview/preview-view.ts';
import type { Problem } from './problem.ts';
import { showProblem } from './problem-view.ts';
import { HttpFileSource } from './requests/http-file-source.ts';
import { RequestsView } from './requests/requests-view.ts';
import { LinkNotice } from './share/link-notice.ts';
import { ShareMenu } from './share/share-menu.ts';
import { fillResults } from './result-parts.ts';
import { describeState, isActive, type RunState } from './run-states.ts';
import { defaultPort, Session, type Snapshot } from './session.ts';
import { SaveView } from './save/save-view.ts';
import { SocketsView } from './sockets/sockets-view.ts';
import { TerminalView } from './terminal/terminal-view.ts';
import { TestsView } from './tests/tests-view.ts';

const notices: Record<RunState, string> = {
  idle: 'Press Run to start the server in this tab. Its pages appear here.',
  loading: 'Node.js is loaded into this tab. It is kept for the next time.',
  starting: 'Waiting for the program to open a port…',
  ready: 'The program has closed its port.',
  stopped: 'The program is stopped. Press Run to start it again.',
  ended: 'The program has ended. Press Run to start it again.',
  failed: 'The program does not run. Correct what is shown above, then press Run.',
};

const loadingFiles =
  'The files that the program needs are loaded. They are kept for the next time.';

/** Unlike `disabled`, this leaves the focus where it is when a button's own click disables it. */
const setEnabled = (button: HTMLElement, enabled: boolean): void =>
  button.setAttribute('aria-disabled', String(!enabled));

const isEnabled = (button: HTMLElement): boolean => button.getAttribute('aria-disabled') !== 'true';

export interface PanelOptions {
  root: HTMLElement;
  example: Example;
  engine: EnginePreference;
}

export class Panel {
  readonly #root: HTMLElement;
  readonly #data: KeepDataView | undefined;
  readonly #engine: EngineChoiceView;
  readonly #session: Session;
  readonly #preview: PreviewView;
  readonly #ports: PortChips;
  readonly #layout: LayoutView;
  readonly #logs: LogView;
  readonly #requests: RequestsView;
  readonly #tests: TestsView | undefined;
  readonly #edits: KeptEdits;
  readonly #files: FilesView;
  readonly #save: SaveView;
  readonly #state: HTMLElement;
  readonly #restore: HTMLElement;
  #dropped: ReadonlyMap<string, string> = new Map();
  #shown: RunState = 'idle';
  #isLoading = false;
  #problem: Problem | undefined;
  /** The failure of which it is known whether a new build of the site may be its cause. */
  #checked: Problem | undefined;
  #isOutdated = false;

  constructor({ root, example, engine }: PanelOptions) {
    this.#root = root;
    fillResults(root);
    this.#data =
      example.databases.length > 0
        ? new KeepDataView(root, dayFolder(example.day), () => isActive(this.#shown))
        : undefined;
    this.#engine = new EngineChoiceView({
      root,
      preference: engine,
      isRunning: () => isActive(this.#shown),
      changed: () => void this.#session.renew(),
      run: () => this.run(),
    });
    this.#session = new Session({
      example,
      engine: () => this.#engine.choice.engine(),
      ...(this.#data && { prepare: (container) => this.#data!.keeper.prepare(container) }),
    });
    this.#state = part(root, 'state');
    this.#restore = part(root, 'restore');
    this.#layout = new LayoutView(root);
    setUpMenus(root);
    this.#preview = new PreviewView(root, `Preview of day ${example.day}: ${example.title}`);
    this.#ports = new PortChips(part(root, 'ports'), (port) => {
      part(root, 'preview-tab').click();
      this.#preview.choose(port);
    });
    this.#logs = new LogView(root);
    this.#requests = new RequestsView(root, {
      text: example.requests,
      load: () =>
        new HttpFileSource({
          text: example.requests,
          env: { PORT: String(defaultPort) },
          send: (request, options) => this.#session.request(request, options),
          readFile: (path) => this.#session.workspace.bytes(path),
          cookieHeader: async (path) => (await this.#session.cookies())?.header(path),
        }),
      id: root.id,
      day: dayFolder(example.day),
      cookies: () => this.#session.cookies(),
      ports: () => this.#session.snapshot.servers.map(({ port }) => port),
      onAllPassed: () => announce(root, 'examplecheck'),
    });
    const { workspace } = this.#session;
    const storage = browserStorage();
    this.#edits = new KeptEdits({
      workspace,
      store: storage && createEditStore(storage, example.day, window),
      changed: (path) => this.#files?.refresh(path),
    });
    this.#files = new FilesView({
      root,
      workspace,
      edits: this.#edits,
      onEdit: () => (this.#restore.hidden = true),
      onReset: (dropped) => this.#offerBack(dropped),
    });
    this.#save = new SaveView({
      root,
      save: () => {
        this.#edits.flush();
        return this.#session.writeEdits();
      },
      run: () => this.run(),
    });
    workspace.onChange(() => {
      this.#setControls();
      this.#save.clear();
    });
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#edits.catchUp());
    if (example.files.some(({ path }) => isTestFile(path)))
      this.#tests = new TestsView({ runner: root, example, open: () => this.#session.open() });
    new TerminalView(root, {
      open: () => this.#session.open(),
      writeEdits: () => this.#session.writeEdits(),
      folder: dayFolder(example.day),
      env: { PORT: String(defaultPort) },
    });
    new ShareMenu({ root, example, workspace, projectUrl: root.dataset.project ?? '' });
    const link = new LinkNotice({
      root,
      day: example.day,
      workspace,
      edits: this.#edits,
    });
    void link.receive();

    this.#session.on('change', (snapshot) => this.#show(snapshot));
    const sockets = new SocketsView(root, () => this.#session.snapshot.servers[0]?.port);
    this.#session.on('container', (container) => {
      sockets.watch(container);
      this.#setControls();
    });
    const bar = new LoadingBar(root);
    this.#session.on('progress', (progress) => {
      bar.show(progress);
      if (this.#isLoading === (progress !== undefined)) return;
      this.#isLoading = progress !== undefined;
      this.#show(this.#session.snapshot);
    });
    this.#session.on('output', (chunk) => this.#logs.append(chunk));
    root.addEventListener('tabselect', () => this.#logs.shown());
    this.#onClick('stop', () => void this.#session.stop());
    this.#onClick('restart', () => this.run());
    this.#onClick('reset', () => this.#reset());
    this.#restore.addEventListener('click', () => this.#bringBack());
    this.#show(this.#session.snapshot);
  }

  run(): void {
    this.#layout.show('result');
    void this.#session.run();
  }

  request(request: HttpRequest, options?: { signal?: AbortSignal }): Promise<HttpResponse> {
    return this.#session.request(request, options);
  }

  /** Ends the run and frees its memory; the panel can run again, as after a return by "Back". */
  dispose(): void {
    this.#layout.choose('article');
    this.#edits.flush();
    this.#session.dispose();
  }

  #onClick(name: string, action: () => void): void {
    const button = part(this.#root, name);
    button.addEventListener('click', () => isEnabled(button) && action());
  }

  #reset(): void {
    this.#offerBack(this.#session.reset());
    this.#data?.reset();
    this.#preview.reset();
    this.#requests.clear();
    this.#tests?.clear();
    this.#logs.clear();
  }

  #offerBack(dropped: ReadonlyMap<string, string>): void {
    this.#dropped = dropped;
    this.#restore.hidden = dropped.size === 0;
  }

  #bringBack(): void {
    this.#session.workspace.restore(this.#dropped);
    this.#restore.hidden = true;
    part(this.#root, 'run').focus();
  }

  #show(snapshot: Snapshot): void {
    const { state, took, servers, problem } = snapshot;
    this.#root.dataset.state = state;
    this.#state.textContent = describeState(state, took);
    const remedies = problem ? this.#engine.remedies(problem) : [];
    if (problem && this.#isOutdated) showOutdated(this.#root);
    else
      showProblem(part(this.#root, 'problem'), problem, {
        goTo: ({ path, line }) => {
          this.#layout.show('code');
          void this.#files.open(path, line);
        },
        actions: remedies,
      });
    if (problem !== this.#problem) {
      this.#problem = problem;
      this.#files.showFailure(problem?.place && { ...problem.place, message: problem.message });
    }
    if (state === 'failed' && problem !== this.#checked) void this.#checkBuild(problem);
    const shown = servers.filter(({ previewable }) => previewable);
    const isComing = servers.length > shown.length;
    const waiting = state === 'starting' && this.#isLoading ? loadingFiles : notices[state];
    const notice = isComing ? (problem?.message ?? 'Preparing the preview…') : waiting;
    this.#preview.update(shown, notice);
    this.#ports.update(shown);
    if (state !== this.#shown) {
      this.#shown = state;
      this.#requests.refresh();
      if (state === 'starting') {
        this.#logs.mark('run');
        this.#data?.started();
        this.#save.clear();
      }
      if (state === 'ready') announce(this.#root, 'examplerun');
      if (state === 'stopped' || state === 'ended' || state === 'failed')
        this.#logs.mark(describeState(state, took).toLowerCase());
    }
    this.#setControls();
  }

  async #checkBuild(problem: Problem | undefined): Promise<void> {
    this.#checked = problem;
    // With a place in the example's files or its last words, it is the program that failed.
    if (!problem || problem.output || problem.place) return;
    if (!(await isOutdated(this.#root))) return;
    this.#isOutdated = true;
    this.#show(this.#session.snapshot);
  }

  #setControls(): void {
    const { state } = this.#session.snapshot;
    const { isBooted, workspace } = this.#session;
    const button = (name: string): HTMLElement => part(this.#root, name);
    setEnabled(button('stop'), isActive(state));
    setEnabled(button('restart'), state === 'starting' || state === 'ready');
    setEnabled(button('reset'), state !== 'idle' || isBooted || workspace.modified.length > 0);
  }
}

/**
 * @param response The example as JSON, asked for while this script was on its way.
 * @throws Error in words for the reader, when the example cannot be fetched.
 */
export async function openPanel(
  root: HTMLElement,
  response: Promise<Response>,
  engine: EnginePreference,
): Promise<Panel> {
  const answer = await response;
  if (!answer.ok) throw new Error(`The server answered ${answer.status} for ${answer.url}.`);
  return new Panel({ root, example: (await answer.json()) as Example, engine });
}
