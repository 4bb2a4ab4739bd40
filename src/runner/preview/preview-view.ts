/** The Preview tab: the program's pages in a frame, under an address bar that follows them. */
import { h, part } from '../dom.ts';
import type { Server } from '../session.ts';
import { normalizePath, toAddress, toPath } from './address.ts';
import { PreviewHistory } from './history.ts';

/**
 * With one origin, `allow-same-origin` is needed for the Service Worker to see the frame's requests,
 * and together with `allow-scripts` the sandbox is then no wall against the page's own origin. What it
 * does keep out is navigation of the journal itself (no `allow-top-navigation`) and pointer lock.
 * The wall is a second origin for previews.
 */
const sandbox =
  'allow-scripts allow-same-origin allow-forms allow-downloads allow-modals allow-popups';

export class PreviewView {
  readonly #stage: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #path: HTMLInputElement;
  readonly #port: HTMLSelectElement;
  readonly #back: HTMLButtonElement;
  readonly #reload: HTMLButtonElement;
  readonly #open: HTMLAnchorElement;
  readonly #title: string;
  #history = new PreviewHistory();
  #servers: readonly Server[] = [];
  #server: Server | undefined;
  #frame: HTMLIFrameElement | undefined;

  /** @param title What the frame is called, for those who cannot see it. */
  constructor(panel: HTMLElement, title: string) {
    this.#title = title;
    this.#stage = part(panel, 'stage');
    this.#notice = part(panel, 'preview-notice');
    this.#path = part<HTMLInputElement>(panel, 'path');
    this.#port = part<HTMLSelectElement>(panel, 'port');
    this.#back = part<HTMLButtonElement>(panel, 'back');
    this.#reload = part<HTMLButtonElement>(panel, 'reload');
    this.#open = part<HTMLAnchorElement>(panel, 'open');

    part<HTMLFormElement>(panel, 'address').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go(normalizePath(this.#path.value));
    });
    this.#back.addEventListener('click', () => this.#show(this.#history.back()));
    this.#reload.addEventListener('click', () => this.#show(this.#history.current));
    this.#port.addEventListener('change', () => {
      this.#server = this.#servers.find(({ port }) => String(port) === this.#port.value);
      this.#history = new PreviewHistory();
      this.#show('/');
    });
    this.#path.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#path.value = this.#history.current;
    });
    this.#controls();
  }

  /** Shows the first server, or the one chosen; without any, the frame goes away. */
  update(servers: readonly Server[], notice: string): void {
    this.#servers = servers;
    this.#notice.textContent = notice;
    const before = this.#server;
    this.#server = servers.find(({ port }) => port === before?.port) ?? servers[0];
    this.#port.replaceChildren(
      ...servers.map(({ port }) =>
        h('option', { value: port, selected: port === this.#server?.port }, String(port)),
      ),
    );
    this.#port.hidden = servers.length < 2;
    if (!this.#server) {
      // A page that stays would go on calling a server that is gone.
      this.#frame?.remove();
      this.#frame = undefined;
    } else if (!this.#frame || before?.url !== this.#server.url) {
      this.#show(this.#history.current);
    }
    this.#notice.hidden = this.#frame !== undefined;
    this.#controls();
  }

  reset(): void {
    this.#history = new PreviewHistory();
    this.#path.value = '/';
  }

  #go(path: string): void {
    this.#history.visit(path);
    this.#show(path);
  }

  #show(path: string): void {
    if (!this.#server) return;
    const address = toAddress(this.#server.url, path);
    this.#path.value = path;
    if (!this.#frame) {
      this.#frame = h('iframe', { title: this.#title, sandbox, src: address });
      this.#frame.addEventListener('load', () => this.#follow());
      this.#stage.append(this.#frame);
      this.#notice.hidden = true;
    } else {
      try {
        // Adds no entry to the tab's history, and reloads even when only the fragment is the same.
        const { location } = this.#frame.contentWindow as Window;
        if (location.href === address) location.reload();
        else location.replace(address);
      } catch {
        this.#frame.src = address;
      }
    }
    this.#controls();
  }

  #follow(): void {
    if (!this.#server) return;
    let path: string | undefined;
    try {
      path = toPath(this.#server.url, this.#frame?.contentWindow?.location.href ?? '');
    } catch {
      // Another origin: the address bar keeps the last path that it knows.
    }
    if (path === undefined) return;
    this.#history.visit(path);
    if (document.activeElement !== this.#path) this.#path.value = path;
    this.#controls();
  }

  #controls(): void {
    const live = this.#server !== undefined;
    this.#path.disabled = !live;
    this.#back.disabled = !live || !this.#history.canGoBack;
    this.#reload.disabled = !live;
    this.#open.setAttribute('aria-disabled', String(!live));
    if (this.#server) this.#open.href = toAddress(this.#server.url, this.#history.current);
    else this.#open.removeAttribute('href');
  }
}
