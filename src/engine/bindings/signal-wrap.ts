import { HandleWrap } from '../core/handle-wrap.ts';
import { runtime } from '../core/runtime.ts';
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
    // The page carries out the default action of the others, also in a process that never yields.
    if (listeners.size === 1) runtime.post({ type: 'handles-signal', signal, on: true });
    this.activate();
    return 0;
  }
  stop(): number {
    this.#remove();
    this.deactivate();
    return 0;
  }
  #remove(): void {
    const listeners = signalListeners.get(this.#signal);
    if (!listeners?.delete(this) || listeners.size > 0) return;
    runtime.post({ type: 'handles-signal', signal: this.#signal, on: false });
  }
  protected override onClosing(): void {
    this.#remove();
  }
}

export const signalWrap = (stub: Binding): Binding => Object.assign(stub, { Signal });
