/** The container's cookies: what they are, and away with them. */
import type { Cookie, Cookies } from '../../container/container.ts';
import { h } from '../dom.ts';

const sameSiteWords = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/** @param now Milliseconds since the epoch. */
export function describeCookie(cookie: Cookie, now: number): string[] {
  const { path, expires, httpOnly, secure, sameSite } = cookie;
  const minutes = expires === null ? 0 : Math.max(0, Math.ceil((expires - now) / 60_000));
  const until =
    expires === null
      ? 'until the program is reset'
      : `until ${new Date(expires).toISOString().replace(/\.\d+Z$/, 'Z')} (${minutes.toLocaleString('en')} min)`;
  return [
    `localhost${path}`,
    until,
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(secure ? ['Secure'] : []),
    ...(sameSite ? [`SameSite=${sameSiteWords[sameSite]}`] : []),
  ];
}

export class CookiesView {
  readonly element: HTMLElement;
  readonly #load: () => Promise<Cookies | undefined>;
  readonly #onCount: (count: number) => void;
  readonly #list = h('ul', { class: 'cookies', 'aria-label': 'Cookies' });
  readonly #clear = h('button', { type: 'button', class: 'small' }, 'Delete all');
  readonly #note = h('p', { class: 'quiet', tabindex: -1 });
  #jar: Cookies | undefined;
  #unsubscribe: (() => void) | undefined;

  /**
   * @param load The jar of the container that there is now.
   * @param onCount Told the number of cookies after each change.
   */
  constructor(load: () => Promise<Cookies | undefined>, onCount: (count: number) => void) {
    this.#load = load;
    this.#onCount = onCount;
    this.element = h('div', { class: 'console-view' }, this.#note, this.#list, this.#clear);
    this.#clear.addEventListener('click', () => {
      this.#jar?.clear();
      this.#note.focus();
    });
    this.#show();
  }

  /** Looks whether the container is another one. */
  async refresh(): Promise<void> {
    const jar = await this.#load();
    if (jar === this.#jar) return;
    this.#unsubscribe?.();
    this.#jar = jar;
    this.#unsubscribe = jar?.subscribe(() => this.#show());
    this.#show();
  }

  #show(): void {
    const cookies = this.#jar?.list() ?? [];
    const now = Date.now();
    this.#list.replaceChildren(...cookies.map((cookie, index) => this.#row(cookie, index, now)));
    this.#note.textContent =
      cookies.length > 0
        ? 'What the program has set. Requests of this list carry them.'
        : 'No cookies. What a response sets is kept here, and sent along from then on.';
    this.#clear.hidden = cookies.length === 0;
    this.#onCount(cookies.length);
  }

  #row(cookie: Cookie, index: number, now: number): HTMLElement {
    const remove = h(
      'button',
      { type: 'button', class: 'small', 'aria-label': `Delete cookie ${cookie.name}` },
      'Delete',
    );
    remove.addEventListener('click', () => {
      this.#jar?.delete(cookie);
      const next = this.#list.children[Math.min(index, this.#list.children.length - 1)];
      (next?.querySelector('button') ?? this.#note).focus();
    });
    return h(
      'li',
      {},
      h(
        'div',
        {},
        h('code', {}, h('strong', {}, cookie.name), `=${cookie.value}`),
        h('p', { class: 'quiet' }, describeCookie(cookie, now).join(' · ')),
      ),
      remove,
    );
  }
}
