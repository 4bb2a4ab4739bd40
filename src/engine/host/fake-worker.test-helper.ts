/** What the host makes of the browser's `Worker`, without one. */
import { vi } from 'vitest';
import type { HostMessage } from '../protocol.ts';

export class FakeWorker extends EventTarget {
  readonly messages: HostMessage[] = [];
  isTerminated = false;

  postMessage(message: HostMessage): void {
    this.messages.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  /** As the worker's own `postMessage`. */
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
}

/** Stands in for `Worker` from now on. @returns The workers that are made, in their order. */
export function fakeWorkers(): FakeWorker[] {
  const made: FakeWorker[] = [];
  vi.stubGlobal(
    'Worker',
    class extends FakeWorker {
      constructor() {
        super();
        made.push(this);
      }
    },
  );
  return made;
}
