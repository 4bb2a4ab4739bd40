/**
 * `<example-runner>`: what a page loads at once. It makes the tabs work and waits for a sign of
 * interest; editor, engine and the rest are fetched then.
 */
import type { HttpRequest, HttpResponse } from '../container/container.ts';
import type { EnginePreference } from '../container/engine.ts';
import { loadEngine } from '../container/engines.ts';
import { markKept } from './edits/mark-kept.ts';
import { isOfOtherBuild, isOutdated, showOutdated } from './outdated.ts';
import type { Panel } from './panel.ts';
import { preferenceOf, rememberedEngine } from './engine-choice/preference.ts';
import { setUpTree } from './files/tree-keys.ts';
import { readLayers } from './layers-attribute.ts';
import { setUpTabs } from './tabs.ts';

const signs = ['pointerenter', 'pointerdown', 'focusin'] as const;

export class ExampleRunner extends HTMLElement {
  #panel: Promise<Panel> | undefined;
  #connection = new AbortController();

  connectedCallback(): void {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    for (const list of this.querySelectorAll<HTMLElement>('[role="tablist"]')) {
      if (!list.dataset.ready) setUpTabs(list);
      list.dataset.ready = 'true';
    }
    const tree = this.querySelector<HTMLElement>('[data-part="file-tree"]');
    if (tree && !tree.dataset.ready) {
      setUpTree(tree);
      tree.dataset.ready = 'true';
    }
    this.#markKept();
    const prepare = () => void this.#open().catch(() => {});
    // Edits that a link brings are a sign of interest, and are shown; they do not run.
    const receive = () => void (location.hash.startsWith('#edits=') && prepare());
    window.addEventListener('hashchange', receive, { signal });
    receive();
    for (const sign of signs) this.addEventListener(sign, prepare, { once: true, signal });
    this.querySelector('[data-part="run"]')?.addEventListener('click', () => this.run(), {
      signal,
    });
    this.addEventListener('click', ({ target }) => this.#keep(target), { signal });
    this.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        this.run();
      },
      { signal },
    );
    window.addEventListener('pagehide', () => this.#dispose(), { signal });
  }

  disconnectedCallback(): void {
    this.#connection.abort();
    this.#dispose();
  }

  /** Starts the example, loading what that needs first. Never throws; failures are shown. */
  async run(): Promise<void> {
    if (!this.dataset.loaded) this.#say('loading', 'Loading…');
    try {
      (await this.#open()).run();
    } catch (error) {
      this.#say('failed', 'Could not be loaded');
      if (await isOutdated(this)) return showOutdated(this);
      const slot = this.querySelector('[data-part="problem"]');
      const reason = error instanceof Error ? error.message : String(error);
      if (slot)
        slot.textContent = `The runner could not be loaded. ${reason} Check the connection, then press Run.`;
    }
  }

  /**
   * Sends one request to the example, starting it first where it does not run.
   *
   * @throws Error with the problem's message when the run fails, ends or is stopped meanwhile.
   */
  async request(request: HttpRequest, options?: { signal?: AbortSignal }): Promise<HttpResponse> {
    return (await this.#open()).request(request, options);
  }

  /** A click that comes before what answers it has been loaded is given to it then. */
  #keep(target: EventTarget | null): void {
    if (this.dataset.loaded || !(target instanceof Element)) return;
    const button = target.closest<HTMLElement>('.tools button, [data-part="reset"]');
    if (button)
      void this.#open().then(
        () => button.click(),
        () => {},
      );
  }

  #open(): Promise<Panel> {
    if (this.#panel) return this.#panel;
    if (isOfOtherBuild(this)) return Promise.reject(new Error('The site has been updated.'));
    // Together, not one after the other: a slow network takes its time for each, and the engine needs
    // longer to be ready than everything else to arrive.
    const asked = new URLSearchParams(location.search).get('engine');
    const engine = preferenceOf(asked, rememberedEngine(), this.dataset.engine);
    this.#prewarm(engine);
    const example = fetch(this.dataset.src ?? '');
    example.catch(() => {});
    this.#panel = import('./panel.ts')
      .then(({ openPanel }) => openPanel(this, example, engine))
      .then((panel) => {
        this.dataset.loaded = 'true';
        return panel;
      })
      .catch((error: unknown) => {
        this.#panel = undefined;
        throw error;
      });
    return this.#panel;
  }

  /** Never throws: what fails is reported by the run that meets it. */
  #prewarm(preference: EnginePreference): void {
    const layers = readLayers(this.dataset.layers ?? '');
    // WebContainers boot in isolated pages only.
    const likely = crossOriginIsolated ? 'webcontainers' : 'embedded';
    loadEngine(preference === 'auto' ? likely : preference).then(
      (engine) => engine.prewarm(layers),
      () => {},
    );
  }

  /** Says before Run that it would not be the author's code that runs. */
  #markKept(): void {
    if (this.dataset.loaded || markKept(this, this.dataset.day ?? '') === 0) return;
    const note = this.querySelector<HTMLElement>('[data-part="file-note"]');
    if (!note) return;
    note.textContent = 'You have edited this example here. Run uses your text.';
    note.dataset.tone = 'edited';
    // There is something to reset, also before a first run.
    this.querySelector('[data-part="reset"]')?.setAttribute('aria-disabled', 'false');
  }

  #dispose(): void {
    void this.#panel?.then(
      (panel) => panel.dispose(),
      () => {},
    );
  }

  #say(state: string, words: string): void {
    this.dataset.state = state;
    const status = this.querySelector('[data-part="state"]');
    if (status) status.textContent = words;
  }
}

// A second script on the page, or a hot reload, must not define it twice.
if (!customElements.get('example-runner')) customElements.define('example-runner', ExampleRunner);
