/** The base of every native object that calls back: carries an async id and its AsyncContextFrame. */
import type { Any } from './node-data.ts';
import { currentTrigger, emitInit, newAsyncId } from './async-ids.ts';
import { runtime } from './runtime.ts';

/** The symbols of the `symbols` binding, by name; set when that binding is first made. */
export const symbols: Record<string, symbol> = {};

export class AsyncWrap {
  // Private so that `util.inspect` of a handle shows what Node shows.
  #contextFrame: unknown;

  constructor() {
    this.#initialize();
  }

  #initialize(): void {
    const self = this as Any;
    const id = newAsyncId();
    const trigger = currentTrigger();
    self[symbols.async_id_symbol!] = id;
    self[symbols.trigger_async_id_symbol!] = trigger;
    this.#contextFrame = runtime.contextFrame;
    emitInit(id, this.constructor.name.toUpperCase(), trigger, this);
  }

  getAsyncId(): number {
    return (this as Any)[symbols.async_id_symbol!];
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
