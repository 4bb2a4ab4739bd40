/** The Sockets tab: frames of the preview's WebSockets, and a small client of the runner's own. */
import type { ClientSocket, Container, SocketFrame } from '../../container/container.ts';
import { h, part } from '../dom.ts';
import { formatBytes, plural } from '../quantities.ts';
import {
  FrameLog,
  frameFilters,
  matches,
  type FrameFilter,
  type LoggedFrame,
} from './frame-log.ts';
import { detailsOf, summaryOf } from './frame-text.ts';

const filterNames: Record<FrameFilter, string> = {
  all: 'All frames',
  sent: 'Sent',
  received: 'Received',
  control: 'Ping, pong, close',
};

const empty = 'No frame yet. Open a page that uses a WebSocket in the preview, or connect here.';
const unseen = 'This engine does not show frames. The embedded engine does.';

const field = (label: string, attributes: Record<string, string>): HTMLInputElement =>
  h('input', { 'aria-label': label, autocomplete: 'off', spellcheck: 'false', ...attributes });

const timeOf = (time: number): string => {
  const date = new Date(time);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const seconds = `${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${seconds}`;
};

export class SocketsView {
  readonly #tab: HTMLElement;
  readonly #log = new FrameLog();
  readonly #rows = new Map<number, HTMLElement>();
  readonly #list = h('ol', { class: 'frames', 'aria-label': 'Frames' });
  readonly #notice = h('p', { class: 'notice' }, empty);
  readonly #status = h('p', { role: 'status', class: 'quiet' });
  readonly #pause = h('button', { type: 'button', 'aria-pressed': 'false' }, 'Pause');
  readonly #filter = h('select', { 'aria-label': 'Show frames' });
  readonly #search = field('Search frames', { type: 'search', placeholder: 'Search' });
  readonly #path = field('Socket path', { value: '/' });
  readonly #connect = h('button', { type: 'submit' }, 'Connect');
  readonly #message = field('Message', { placeholder: 'Text frame' });
  readonly #send = h('button', { type: 'submit', disabled: true }, 'Send');
  readonly #port: () => number | undefined;
  #container: Container | undefined;
  #client: { socket: ClientSocket; id: number | undefined } | undefined;
  #open = new Set<number>();
  #paused = 0;
  #missed = 0;

  /**
   * @param runner The runner's root.
   * @param port The port that a socket is opened to, when a program listens.
   */
  constructor(runner: HTMLElement, port: () => number | undefined) {
    this.#port = port;
    this.#tab = part(runner, 'sockets-tab');
    const clear = h('button', { type: 'button', 'aria-label': 'Clear frames' }, 'Clear');
    for (const filter of frameFilters)
      this.#filter.append(h('option', { value: filter }, filterNames[filter]));
    const opening = h('form', { class: 'socket-form' }, this.#path, this.#connect);
    const sending = h('form', { class: 'socket-form' }, this.#message, this.#send);
    part(runner, 'sockets').replaceChildren(
      h('div', { class: 'socket-client' }, opening, sending),
      h('div', { class: 'bar socket-bar' }, this.#filter, this.#search, this.#pause, clear),
      h('div', { class: 'socket-status' }, this.#status),
      h('div', { class: 'scroll' }, this.#notice, this.#list),
    );
    opening.addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.#client) this.#client.socket.close(1000);
      else this.#openClient();
    });
    sending.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#client?.socket.send(this.#message.value);
      this.#message.value = '';
    });
    this.#filter.addEventListener('change', () => this.#applyFilter());
    this.#search.addEventListener('input', () => this.#applyFilter());
    this.#pause.addEventListener('click', () => {
      const on = this.#pause.getAttribute('aria-pressed') !== 'true';
      this.#pause.setAttribute('aria-pressed', String(on));
      this.#paused = 0;
      this.#say();
    });
    clear.addEventListener('click', () => this.clear());
    this.#say();
  }

  /** Looks at the sockets of another container. */
  watch(container: Container): void {
    this.#container = container;
    this.#open.clear();
    this.#endClient();
    this.#notice.textContent = container.observeSockets ? empty : unseen;
    container.observeSockets?.({
      opened: ({ id }) => {
        this.#tab.hidden = false;
        this.#open.add(id);
        // `openSocket` tells of its socket before it returns.
        if (this.#client && this.#client.id === undefined) this.#client.id = id;
        this.#say();
      },
      frames: (id, { frames, missed, closed }) => {
        this.#missed += missed;
        for (const frame of frames) this.#add(id, frame);
        if (closed) {
          this.#open.delete(id);
          if (this.#client?.id === id) this.#endClient();
          this.#say(`A socket was closed with code ${closed.code}`);
        } else this.#say();
      },
    });
    this.#say();
  }

  clear(): void {
    this.#log.clear();
    this.#rows.clear();
    this.#list.replaceChildren();
    this.#notice.hidden = false;
    this.#missed = 0;
    this.#paused = 0;
    this.#say();
  }

  #openClient(): void {
    const port = this.#port();
    const container = this.#container;
    if (!container?.openSocket) {
      if (container) this.#say(unseen);
      else this.#say('Nothing listens. Press Run first.');
      return;
    }
    if (port === undefined) return this.#say('Nothing listens. Press Run first.');
    const path = `/${this.#path.value.trim().replace(/^\/+/, '')}`;
    const client = { socket: undefined as unknown as ClientSocket, id: undefined };
    this.#client = client;
    try {
      client.socket = container.openSocket(port, path);
      this.#connect.textContent = 'Disconnect';
      this.#send.disabled = false;
      this.#say();
    } catch (error) {
      this.#endClient();
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #endClient(): void {
    this.#client = undefined;
    this.#connect.textContent = 'Connect';
    this.#send.disabled = true;
  }

  #add(socket: number, frame: SocketFrame): void {
    if (this.#pause.getAttribute('aria-pressed') === 'true') {
      this.#paused += 1;
      return;
    }
    const { added, dropped } = this.#log.add(socket, frame);
    for (const { id } of dropped) {
      this.#rows.get(id)?.remove();
      this.#rows.delete(id);
    }
    const row = this.#row(added);
    this.#rows.set(added.id, row);
    this.#show(added, row);
    this.#list.append(row);
    this.#notice.hidden = true;
  }

  #row(frame: LoggedFrame): HTMLElement {
    const { direction, kind, size, time, socket } = frame;
    const details = h(
      'details',
      {},
      h(
        'summary',
        {},
        h(
          'span',
          { class: `arrow ${direction}`, 'aria-hidden': 'true' },
          direction === 'sent' ? '↑' : '↓',
        ),
        h('span', { class: 'visually-hidden' }, direction),
        h('span', { class: 'frame-kind' }, kind),
        h('span', { class: 'frame-text' }, summaryOf(frame)),
        h('span', { class: 'frame-size' }, formatBytes(size)),
        h('time', { class: 'frame-time', title: `Socket ${socket}` }, timeOf(time)),
      ),
    );
    // Most frames are never opened.
    details.addEventListener(
      'toggle',
      () =>
        details.append(
          h('pre', { class: 'body-text', tabindex: 0, 'aria-label': 'Payload' }, detailsOf(frame)),
        ),
      { once: true },
    );
    return h('li', { class: 'frame' }, details);
  }

  #show(frame: LoggedFrame, row: HTMLElement): void {
    row.hidden = !matches(frame, this.#filter.value as FrameFilter, this.#search.value.trim());
  }

  #applyFilter(): void {
    for (const frame of this.#log.frames) {
      const row = this.#rows.get(frame.id);
      if (row) this.#show(frame, row);
    }
  }

  #say(news?: string): void {
    const words = [
      ...(news === undefined ? [] : [news]),
      plural(this.#open.size, 'open socket'),
      ...(this.#paused > 0 ? [`${plural(this.#paused, 'frame')} not shown while paused`] : []),
      ...(this.#missed > 0 ? [`${plural(this.#missed, 'frame')} too fast to be shown`] : []),
    ].join(' · ');
    if (this.#status.textContent !== words) this.#status.textContent = words;
  }
}
