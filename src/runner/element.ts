/**
 * `<example-runner>`: what a page loads at once. It makes the tabs work and waits for a sign of
 * interest; editor, engine and the rest are fetched then.
 */
import type { HttpRequest, HttpResponse } from '../container/container.ts';
import { engineIds, type EngineId, type LayerRef } from '../container/engine.ts';
import { loadEngine } from '../container/engines.ts';
import type { Panel } from './panel.ts';
import { setUpTabs } from './tabs.ts';

const signs = ['pointerenter', 'pointerdown', 'focusin'] as const;

/**
 * The engine that the address asks for, as in `/day/0/?engine=webcontainers`, or else the page's own.
 *
 * @param own The page's `data-engine`.
 */
function chosenEngine(own: string | undefined): EngineId {
  const asked = new URLSearchParams(location.search).get('engine');
  const known = (id: string | null | undefined) => engineIds.find((engine) => engine === id);
  return known(asked) ?? known(own) ?? 'embedded';
}

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
    const prepare = () => void this.#open().catch(() => {});
    for (const sign of signs) this.addEventListener(sign, prepare, { once: true, signal });
    this.querySelector('[data-part="run"]')?.addEventListener('click', () => this.run(), {
      signal,
    });
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

  #open(): Promise<Panel> {
    if (this.#panel) return this.#panel;
    // Together, not one after the other: a slow network takes its time for each, and the engine needs
    // longer to be ready than everything else to arrive.
    const engine = chosenEngine(this.dataset.engine);
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
  #prewarm(id: EngineId): void {
    const layers = JSON.parse(this.dataset.layers ?? '[]') as LayerRef[];
    loadEngine(id).then(
      (engine) => engine.prewarm(layers),
      () => {},
    );
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
