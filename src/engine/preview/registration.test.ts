import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { activeRegistration, ActivationError } from './registration.ts';

class FakeWorker extends EventTarget {
  scriptURL = 'https://site.test/worker.js';
  state: ServiceWorkerState = 'installing';

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** As much of the browser's as is asked: one scope, whose first worker stays until `worker` says otherwise. */
class FakeContainer {
  readonly worker = new FakeWorker();
  registered = 0;
  updated = 0;
  #registration: object | undefined;

  getRegistration(): Promise<object | undefined> {
    return Promise.resolve(this.#registration);
  }

  register(): Promise<object> {
    this.registered++;
    const { worker } = this;
    this.#registration ??= {
      get active() {
        return worker.state === 'installing' ? null : worker;
      },
      get installing() {
        return worker.state === 'installing' ? worker : null;
      },
      waiting: null,
      update: () => {
        this.updated++;
        return Promise.resolve();
      },
    };
    return Promise.resolve(this.#registration);
  }

  ask(signal?: AbortSignal): Promise<ServiceWorkerRegistration> {
    const container = this as unknown as ServiceWorkerContainer;
    return activeRegistration(container, { serviceWorkerUrl: '/worker.js', scope: '/', signal });
  }
}

let container: FakeContainer;
beforeEach(() => {
  container = new FakeContainer();
  vi.stubGlobal('location', { href: 'https://site.test/day/0/' });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('registers once for two who ask at once, and only looks for a newer version for the second', async () => {
  const both = Promise.all([container.ask(), container.ask()]);
  await vi.waitFor(() => expect(container.registered).toBe(1));
  container.worker.become('activated');
  const [first, second] = await both;
  expect(second).toBe(first);
  expect(container).toMatchObject({ registered: 1, updated: 1 });
});

it('says that a worker was dropped', async () => {
  const asked = container.ask();
  await vi.waitFor(() => expect(container.registered).toBe(1));
  container.worker.become('redundant');
  await expect(asked).rejects.toThrow(ActivationError);
});

it('does not wait for ever, and lets the next one try', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asked = container.ask();
  const refused = expect(asked).rejects.toThrow('is activating');
  while (container.registered === 0) await Promise.resolve();
  container.worker.become('activating');
  await vi.advanceTimersByTimeAsync(20_000);
  await refused;
  container.worker.become('activated');
  await expect(container.ask()).resolves.toBeDefined();
});

it('ends with its signal', async () => {
  const abort = new AbortController();
  const asked = container.ask(abort.signal);
  await vi.waitFor(() => expect(container.registered).toBe(1));
  abort.abort(new Error('gone'));
  await expect(asked).rejects.toThrow('gone');
});
