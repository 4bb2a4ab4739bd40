import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BootError, type BootFailure } from '../engine.ts';
import { stallLimit } from './boot-watch.ts';
import { FakeWebContainer } from './fake.ts';
import { createEngine, webcontainers, type Environment } from './index.ts';

const capable = {
  crossOriginIsolated: true,
  isSecureContext: true,
  SharedArrayBuffer,
  WebAssembly,
  Worker: class {} as unknown as typeof Worker,
  navigator: { serviceWorker: {} },
};

const layer = (id: string) => ({ id, script: `/layers/${id}.js`, files: `/layers/${id}.json` });

/** An engine in a page of its own; `frame` plays the hidden frame's part. */
const setUp = (environment: Partial<Environment> = {}) => {
  const window = new EventTarget();
  const document = new EventTarget();
  const engine = createEngine({
    load: async () => ({ WebContainer: FakeWebContainer }),
    page: capable,
    events: () => ({ window, document }),
    ...environment,
  });
  const origin = 'https://stackblitz.com';
  const frame = {
    loads() {
      const event = new Event('load');
      Object.defineProperty(event, 'target', {
        value: { tagName: 'IFRAME', src: `${origin}/headless` },
      });
      document.dispatchEvent(event);
    },
    speaks: (from = origin) => window.dispatchEvent(new MessageEvent('message', { origin: from })),
    isRefused() {
      const event = Object.assign(new Event('securitypolicyviolation'), {
        blockedURI: `${origin}/headless`,
        effectiveDirective: 'frame-src',
      });
      document.dispatchEvent(event);
    },
  };
  return { engine, frame };
};

const hangs: Partial<Environment> = {
  load: async () => ({ WebContainer: { boot: () => new Promise<never>(() => undefined) } }),
};

/** The rejection of a boot, seen at once so that fake timers can run in between. */
const failureOf = (boot: Promise<unknown>): Promise<BootError> =>
  boot.then(
    () => Promise.reject(new Error('booted')),
    (error: BootError) => error,
  );

beforeEach(() => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async (url: string) => Response.json({ [`node_modules${url}`]: '' })),
  );
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await FakeWebContainer.cleanUp();
});

describe('boot', () => {
  it('is the engine of the package', () => {
    expect([webcontainers.id, webcontainers.name]).toEqual([
      'webcontainers',
      'WebContainers (full Node.js by StackBlitz)',
    ]);
  });

  it('boots once a page and mounts each layer once', async () => {
    const { engine } = setUp();
    const [a, b] = await Promise.all([
      engine.boot({ layers: [layer('express')] }),
      engine.boot({ layers: [layer('express'), layer('ws')] }),
    ]);
    const c = await engine.boot({ layers: [layer('ws')] });
    expect(a).toBe(b);
    expect(a).toBe(c);
    expect(FakeWebContainer.boots).toBe(1);
    expect(fetch).toHaveBeenCalledTimes(2);
    expect((await a.fs.readdir('node_modules/layers')).sort()).toEqual(['express.json', 'ws.json']);
  });

  it('runs TypeScript that a layer shares between examples', async () => {
    const shared = { 'package.json': '{"type":"module"}', 'shared/a.ts': 'export const a: 1 = 1;' };
    vi.stubGlobal('fetch', async () => Response.json(shared));
    const { engine } = setUp();
    const container = await engine.boot({ layers: [layer('shared')] });
    const contents = `import { a } from '../shared/a.ts';\nconsole.log(a);`;
    await container.mount({ day0: { directory: { 'app.ts': { file: { contents } } } } });
    const process = await container.spawn('node', ['app.ts'], { cwd: 'day0' });
    let output = '';
    await process.output.pipeTo(new WritableStream({ write: (text) => void (output += text) }));
    expect([await process.exit, output.trim()]).toEqual([0, '1']);
  });

  it('boots again after teardown, with the layers', async () => {
    const { engine } = setUp();
    const first = await engine.boot({ layers: [layer('express')] });
    first.teardown();
    const second = await engine.boot({ layers: [layer('express')] });
    expect(second).not.toBe(first);
    expect(await second.fs.readdir('node_modules/layers')).toEqual(['express.json']);
  });

  it('fetches ahead without booting', async () => {
    const load = vi.fn(async () => ({ WebContainer: FakeWebContainer }));
    const { engine } = setUp({ load });
    engine.prewarm([layer('express')]);
    engine.prewarm([layer('express')]);
    expect(FakeWebContainer.boots).toBe(0);
    await engine.boot({ layers: [layer('express')] });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('never throws while fetching ahead, and tries again at boot', async () => {
    vi.mocked(fetch).mockRejectedValueOnce(new TypeError('offline'));
    const { engine } = setUp();
    engine.prewarm([layer('express')]);
    await vi.waitFor(() => expect(fetch).toHaveResolvedTimes(0));
    await new Promise((resolve) => setImmediate(resolve));
    await engine.boot({ layers: [layer('express')] });
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('says which layer is missing, and boots when it is back', async () => {
    vi.mocked(fetch).mockResolvedValueOnce(new Response('', { status: 404 }));
    const { engine } = setUp();
    const error = await failureOf(engine.boot({ layers: [layer('express')] }));
    expect(error.message).toContain('/layers/express.json: the server answered 404');
    await engine.boot({ layers: [layer('express')] });
    expect(FakeWebContainer.boots).toBe(1);
  });
});

describe('failures', () => {
  it.each<[string, object, BootFailure]>([
    ['no WebAssembly', { WebAssembly: undefined }, 'unsupported'],
    ['no workers', { Worker: undefined }, 'unsupported'],
    ['a browser without isolation', { crossOriginIsolated: undefined }, 'unsupported'],
    ['no service workers', { navigator: {} }, 'unsupported'],
    ['no shared memory', { SharedArrayBuffer: undefined }, 'unsupported'],
    ['a page that is not isolated', { crossOriginIsolated: false }, 'not-isolated'],
  ])('%s is known before anything is loaded', async (_, lack, failure) => {
    const load = vi.fn();
    const { engine } = setUp({ page: { ...capable, ...lack }, load });
    expect(engine.unsupported()).toBeInstanceOf(BootError);
    const error = await failureOf(engine.boot({ layers: [layer('express')] }));
    expect([error.failure, error.message !== '', error.nextStep !== '']).toEqual([
      failure,
      true,
      true,
    ]);
    expect(load).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it('a capable page has no reason against it', () => {
    expect(setUp().engine.unsupported()).toBeUndefined();
  });

  it.each<[string, string, BootFailure]>([
    ['Chromium', 'Failed to fetch dynamically imported module: /a.js', 'blocked'],
    ['Firefox', 'error loading dynamically imported module: /a.js', 'blocked'],
    ['Safari', 'Importing a module script failed.', 'blocked'],
    ['the package', 'Service worker registration was denied', 'blocked'],
    ['the package', 'SharedArrayBuffer is not defined', 'not-isolated'],
    ['the package', 'WebAssembly.Memory(): could not allocate', 'unsupported'],
    ['the package', 'something else', 'unknown'],
  ])('explains what %s says: %s', async (_, message, failure) => {
    const { engine } = setUp({ load: () => Promise.reject(new TypeError(message)) });
    const error = await failureOf(engine.boot({ layers: [] }));
    expect(error).toBeInstanceOf(BootError);
    expect(error.failure).toBe(failure);
    expect((error.cause as Error).message).toBe(message);
  });

  it('a failed boot can be tried again', async () => {
    const load = vi.fn(async () => ({ WebContainer: FakeWebContainer }));
    load.mockRejectedValueOnce(new Error('once'));
    const { engine } = setUp({ load });
    expect((await failureOf(engine.boot({ layers: [] }))).message).toContain('once');
    await engine.boot({ layers: [] });
  });

  it('a frame that a policy refuses is blocked at once', async () => {
    const { engine, frame } = setUp(hangs);
    const failure = failureOf(engine.boot({ layers: [] }));
    frame.isRefused();
    expect((await failure).failure).toBe('blocked');
  });
});

describe('the time limit', () => {
  beforeEach(() => void vi.useFakeTimers());

  it('ends a boot that never answers', async () => {
    const failure = failureOf(setUp(hangs).engine.boot({ layers: [] }));
    await vi.advanceTimersByTimeAsync(stallLimit);
    expect((await failure).failure).toBe('timed-out');
  });

  it('says blocked when the frame shows something that stays silent', async () => {
    const { engine, frame } = setUp(hangs);
    const failure = failureOf(engine.boot({ layers: [] }));
    frame.loads();
    await vi.advanceTimersByTimeAsync(stallLimit);
    expect((await failure).failure).toBe('blocked');
  });

  it('starts anew with each sign of progress', async () => {
    const { engine, frame } = setUp(hangs);
    const settled = vi.fn();
    const failure = failureOf(engine.boot({ layers: [] })).finally(settled);
    await vi.advanceTimersByTimeAsync(stallLimit - 1);
    frame.loads();
    await vi.advanceTimersByTimeAsync(stallLimit - 1);
    frame.speaks();
    await vi.advanceTimersByTimeAsync(stallLimit - 1);
    frame.speaks('https://stackblitz.com.example.org');
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect((await failure).failure).toBe('timed-out');
  });

  it('leaves nothing running', async () => {
    const { engine } = setUp(hangs);
    const failure = failureOf(engine.boot({ layers: [] }));
    await vi.advanceTimersByTimeAsync(stallLimit);
    await failure;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes up a late boot instead of asking for a second instance', async () => {
    const late = Promise.withResolvers<void>();
    const boot = vi.fn(() => late.promise.then(() => FakeWebContainer.boot()));
    const { engine } = setUp({ load: async () => ({ WebContainer: { boot } }) });
    const failure = failureOf(engine.boot({ layers: [] }));
    await vi.advanceTimersByTimeAsync(stallLimit);
    expect((await failure).failure).toBe('timed-out');
    vi.useRealTimers();
    const again = engine.boot({ layers: [] });
    late.resolve();
    await again;
    expect(boot).toHaveBeenCalledTimes(1);
  });
});

describe('abort', () => {
  it("throws the signal's reason, before and during a boot", async () => {
    const reason = new Error('left the page');
    const { engine } = setUp(hangs);
    await expect(engine.boot({ layers: [], signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const boot = engine.boot({ layers: [], signal: controller.signal });
    controller.abort(reason);
    await expect(boot).rejects.toBe(reason);
  });

  it('keeps the instance for the next boot', async () => {
    const { engine } = setUp();
    const controller = new AbortController();
    const boot = engine.boot({ layers: [], signal: controller.signal });
    controller.abort();
    await expect(boot).rejects.toHaveProperty('name', 'AbortError');
    await engine.boot({ layers: [] });
    expect(FakeWebContainer.boots).toBe(1);
  });
});
