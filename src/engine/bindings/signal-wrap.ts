import { HandleWrap } from '../core/handle-wrap.ts';
import type { Binding } from '../core/node-data.ts';

/** Handles that listen for a signal, by its number. */
export const signalListeners = new Map<number, Set<Signal>>();

class Signal extends HandleWrap {
  #signal = 0;

  start(signal: number): number {
    this.#signal = signal;
    let listeners = signalListeners.get(signal);
    if (!listeners) signalListeners.set(signal, (listeners = new Set()));
    listeners.add(this);
    this.activate();
    return 0;
  }
  stop(): number {
    signalListeners.get(this.#signal)?.delete(this);
    this.deactivate();
    return 0;
  }
  protected override onClosing(): void {
    signalListeners.get(this.#signal)?.delete(this);
  }
}

export const signalWrap = (stub: Binding): Binding => Object.assign(stub, { Signal });
