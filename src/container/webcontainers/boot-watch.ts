/**
 * The time limit of a boot. `WebContainer.boot()` loads a hidden frame from StackBlitz and waits for a
 * message from it; when the frame is refused, that message never comes and the promise never settles.
 * So progress is watched from outside: the frame's load, its messages, and what the caller reports.
 */
import type { BootError } from '../engine.ts';
import { bootError } from './boot-failure.ts';
import { isRuntimeUrl } from './runtime-host.ts';

/** Milliseconds without progress. */
export const stallLimit = 10_000;

/** The page's `window` and `document`, as far as they tell of a frame's progress. */
export interface PageEvents {
  window: EventTarget;
  document: EventTarget;
}

export class BootWatch {
  readonly #failed = Promise.withResolvers<never>();
  readonly #listening = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frameLoaded = false;
  #frameSpoke = false;

  constructor({ window, document }: PageEvents, signal?: AbortSignal) {
    this.#failed.promise.catch(() => undefined);
    const { signal: stop } = this.#listening;
    window.addEventListener(
      'message',
      (event) => {
        if (!isRuntimeUrl((event as MessageEvent).origin)) return;
        this.#frameSpoke = true;
        this.progress();
      },
      { signal: stop },
    );
    // A frame's `load` does not bubble, but can be captured on its way down.
    document.addEventListener(
      'load',
      (event) => {
        const frame = event.target as Partial<HTMLIFrameElement> | null;
        if (frame?.tagName !== 'IFRAME' || !isRuntimeUrl(frame.src ?? '')) return;
        this.#frameLoaded = true;
        this.progress();
      },
      { capture: true, signal: stop },
    );
    document.addEventListener(
      'securitypolicyviolation',
      (event) => {
        const { blockedURI, effectiveDirective } = event as SecurityPolicyViolationEvent;
        if (!isRuntimeUrl(blockedURI)) return;
        const cause = new Error(`Content-Security-Policy: ${effectiveDirective}`);
        this.#failed.reject(bootError('blocked', cause));
      },
      { signal: stop },
    );
    signal?.addEventListener('abort', () => this.#failed.reject(signal.reason), {
      once: true,
      signal: stop,
    });
    this.progress();
  }

  /** Starts the time limit anew. */
  progress(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#failed.reject(this.#stalled()), stallLimit);
  }

  /** Resolves as `task` does, unless the boot stalls, is refused or aborted before. */
  async race<T>(task: Promise<T>): Promise<T> {
    const result = await Promise.race([task, this.#failed.promise]);
    this.progress();
    return result;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#listening.abort();
  }

  #stalled(): BootError {
    // A frame that has loaded and stays silent shows an error page in place of StackBlitz's.
    return bootError(this.#frameLoaded && !this.#frameSpoke ? 'blocked' : 'timed-out');
  }
}
