/** The Preview tab: the program's pages in a frame, under an address bar that follows them. */
import { h, part } from '../dom.ts';
import type { Server } from '../open-ports.ts';
import { normalizePath, toAddress, toPath } from './address.ts';
import { followLocation } from './follow-location.ts';
import { PreviewHistory } from './history.ts';
import { sandboxOf } from './sandbox.ts';

/** Whether the frame shows the address already: replacing it by itself would not reload a fragment. */
function isAt(location: Location, address: string): boolean {
  try {
    return location.href === address;
  } catch {
    // Another origin: `replace` reloads but for a fragment.
    return false;
  }
}

export class PreviewView {
  readonly #stage: HTMLElement;
  readonly #notice: HTMLElement;
  readonly #path: HTMLInputElement;
  readonly #port: HTMLSelectElement;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;
  readonly #reload: HTMLButtonElement;
  readonly #open: HTMLAnchorElement;
  readonly #title: string;
  #history = new PreviewHistory();
  #servers: readonly Server[] = [];
  #server: Server | undefined;
  /** The port that the reader has picked, for as long as it is open. */
  #chosen: number | undefined;
  #frame: HTMLIFrameElement | undefined;
  #stopFollowing = (): void => {};

  /** @param title What the frame is called, for those who cannot see it. */
  constructor(panel: HTMLElement, title: string) {
    this.#title = title;
    this.#stage = part(panel, 'stage');
    this.#notice = part(panel, 'preview-notice');
    this.#path = part<HTMLInputElement>(panel, 'path');
    this.#port = part<HTMLSelectElement>(panel, 'port');
    this.#back = part<HTMLButtonElement>(panel, 'back');
    this.#forward = part<HTMLButtonElement>(panel, 'forward');
    this.#reload = part<HTMLButtonElement>(panel, 'reload');
    this.#open = part<HTMLAnchorElement>(panel, 'open');

    part<HTMLFormElement>(panel, 'address').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#go(normalizePath(this.#path.value));
    });
    this.#back.addEventListener('click', () => this.#show(this.#history.back()));
    this.#forward.addEventListener('click', () => this.#show(this.#history.forward()));
    this.#reload.addEventListener('click', () => this.#show(this.#history.current));
    this.#port.addEventListener('change', () => this.choose(Number(this.#port.value)));
    this.#path.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#path.value = this.#history.current;
    });
    // HTML allows these only on a link that leads somewhere, which this one does not yet.
    this.#open.target = '_blank';
    this.#open.rel = 'noopener';
    this.#controls();
  }

  /** Shows the start page of one of the servers. */
  choose(port: number): void {
    const server = this.#servers.find((other) => other.port === port);
    if (!server) return;
    this.#chosen = port;
    if (server === this.#server) return;
    this.#server = server;
    this.#port.value = String(port);
    this.#history = new PreviewHistory();
    this.#show('/');
  }

  /** Shows the first server, or the one chosen; without any, the frame goes away. */
  update(servers: readonly Server[], notice: string): void {
    this.#servers = servers;
    this.#notice.textContent = notice;
    const before = this.#server;
    this.#server = servers.find(({ port }) => port === this.#chosen) ?? servers[0];
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
    this.#chosen = undefined;
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
      const sandbox = sandboxOf(address, { href: location.href, crossOriginIsolated });
      this.#frame = h('iframe', { title: this.#title, sandbox, src: address });
      this.#frame.addEventListener('load', () => this.#follow());
      this.#stage.append(this.#frame);
      this.#notice.hidden = true;
    } else {
      // Adds no entry to the tab's history, and is allowed at another origin too.
      const { location } = this.#frame.contentWindow as Window;
      if (isAt(location, address)) location.reload();
      else location.replace(address);
    }
    this.#controls();
  }

  #follow(): void {
    const window = this.#frame?.contentWindow;
    if (!this.#server || !window) return;
    try {
      this.#arrived(window.location.href);
    } catch {
      this.#stopFollowing();
      this.#stopFollowing = followLocation(window, this.#server.url, (href) => this.#arrived(href));
    }
  }

  #arrived(href: string): void {
    const path = this.#server && toPath(this.#server.url, href);
    if (path === undefined) return;
    this.#history.visit(path);
    if (document.activeElement !== this.#path) this.#path.value = path;
    this.#controls();
  }

  #controls(): void {
    const live = this.#server !== undefined;
    this.#path.disabled = !live;
    this.#back.disabled = !live || !this.#history.canGoBack;
    this.#forward.disabled = !live || !this.#history.canGoForward;
    this.#reload.disabled = !live;
    this.#open.setAttribute('aria-disabled', String(!live));
    if (this.#server) this.#open.href = toAddress(this.#server.url, this.#history.current);
    else this.#open.removeAttribute('href');
  }
}
