/** The base of handles: what keeps the process alive until it is closed, as libuv's `uv_handle_t`. */
import type { Any, Fn } from './node-data.ts';
import { AsyncWrap, symbols } from './async-wrap.ts';
import { makeCallback } from './callbacks.ts';
import { openHandles, queueIo, wake } from './loop.ts';

/** All handles that are not closed, active or not: what `process._getActiveHandles` looks through. */
export const handles = new Set<HandleWrap>();

export class HandleWrap extends AsyncWrap {
  #refed = true;
  #state: 'open' | 'closing' | 'closed' = 'open';

  constructor() {
    super();
    handles.add(this);
  }

  /** What `process.getActiveResourcesInfo` calls it. */
  get resourceName(): string {
    return this.constructor.name;
  }

  /** Whether `close` has been called. */
  get isClosing(): boolean {
    return this.#state !== 'open';
  }

  close(callback?: Fn): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    openHandles.delete(this);
    // A `MessagePort` has another prototype by now: it does by itself what is to be done.
    this.onClosing?.();
    const self = this as Any;
    if (typeof callback === 'function') self[symbols.handle_onclose!] = callback;
    queueIo(() => {
      this.#state = 'closed';
      const onClose = self[symbols.handle_onclose!];
      if (onClose) makeCallback(this, onClose, []);
    });
  }

  hasRef(): boolean {
    return this.#refed && this.#state === 'open';
  }
  ref(): void {
    this.#refed = true;
  }
  unref(): void {
    this.#refed = false;
    wake();
  }

  /** Makes the handle count as active: it keeps the process alive while it is ref'ed and open. */
  protected activate(): void {
    if (this.#state === 'open') openHandles.add(this);
  }
  protected deactivate(): void {
    openHandles.delete(this);
    wake();
  }

  /** Releases what the handle holds; called once, when it is closed. */
  protected onClosing(): void {}
}
