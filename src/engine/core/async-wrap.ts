/** The base of every native object that calls back: carries an async id and its AsyncContextFrame. */
import { currentTrigger, emitInit, newAsyncId } from './async-ids.ts';
import { runtime } from './runtime.ts';

/** The symbols of the `symbols` binding, by name; set when that binding is first made. */
export const symbols: Record<string, symbol> = {};

export class AsyncWrap {
  // Private so that `util.inspect` of a handle shows what Node shows.
  #contextFrame: unknown;
  #asyncId = 0;
  #triggerAsyncId = 0;

  constructor() {
    this.#initialize();
  }

  #initialize(): void {
    this.#asyncId = newAsyncId();
    this.#triggerAsyncId = currentTrigger();
    this.#contextFrame = runtime.contextFrame;
    emitInit(this.#asyncId, this.constructor.name.toUpperCase(), this.#triggerAsyncId, this);
  }

  /**
   * Lets `lib/internal/async_hooks.js` read the ids by its symbols. Accessors of the prototype, since
   * own symbols would show in `util.inspect`.
   */
  static defineIdAccessors(): void {
    Object.defineProperty(AsyncWrap.prototype, symbols.async_id_symbol!, {
      get(this: AsyncWrap) {
        return #asyncId in this ? this.#asyncId : undefined;
      },
      set(this: AsyncWrap, id: number) {
        this.#asyncId = id;
      },
    });
    Object.defineProperty(AsyncWrap.prototype, symbols.trigger_async_id_symbol!, {
      get(this: AsyncWrap) {
        return #triggerAsyncId in this ? this.#triggerAsyncId : undefined;
      },
      set(this: AsyncWrap, id: number) {
        this.#triggerAsyncId = id;
      },
    });
  }

  getAsyncId(): number {
    return this.#asyncId;
  }

  getProviderType(): number {
    return 0;
  }

  /** Gives a pooled object a new identity, as when an agent reuses a socket's parser. */
  asyncReset(): void {
    this.#initialize();
  }

  static frameOf(receiver: object): unknown {
    return #contextFrame in receiver ? receiver.#contextFrame : runtime.contextFrame;
  }
}

/** The `util` binding's private symbols, by name; set when that binding is first made. */
export const privateSymbols: Record<string, symbol> = {};
