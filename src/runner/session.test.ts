import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BootError } from '../container/engine.ts';
import type { Example } from './example.ts';
import { FakeEngine } from './fake-engine.ts';
import { Session, type Snapshot } from './session.ts';

const example: Example = {
  day: 4,
  title: 'Files',
  entry: 'app.ts',
  files: [{ path: 'app.ts', contents: 'one' }],
  requests: '',
  databases: [],
  layers: [{ id: 'a', script: '/a.js', files: '/a.json' }],
};

const respond = (text: string) => () => ({
  status: 200,
  statusText: 'OK',
  headers: [] as [string, string][],
  body: new Blob([text]).stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
});

let engine: FakeEngine;
let session: Session;
let clock = 0;

beforeEach(() => {
  vi.useFakeTimers();
  clock = 0;
  engine = new FakeEngine();
  session = new Session({ example, engine: async () => engine, now: () => clock });
});
afterEach(() => vi.useRealTimers());

/** The first snapshot in the given state, now or later. */
const reached = (state: Snapshot['state']): Promise<Snapshot> =>
  new Promise((resolve) => {
    if (session.snapshot.state === state) return resolve(session.snapshot);
    const off = session.on('change', (snapshot) => {
      if (snapshot.state !== state) return;
      off();
      resolve(snapshot);
    });
  });

const start = async (): Promise<void> => {
  await session.run();
  engine.container.listen();
};

describe('run', () => {
  it('goes through its states in order and takes the time', async () => {
    const seen: string[] = [];
    session.on('change', ({ state }) => seen.push(state));
    await session.run();
    clock = 240;
    engine.container.listen();
    expect(seen).toEqual(['loading', 'starting', 'ready']);
    expect(session.snapshot).toEqual({
      state: 'ready',
      took: 240,
      servers: [{ port: 3000, url: 'http://preview.test/3000/', previewable: true, ofRun: true }],
    });
  });

  it("keeps the engine's own problem when the process ends for it", async () => {
    await session.run();
    engine.container.emit('error', { message: 'The packages could not be loaded.' });
    engine.container.process.end(1);
    const { problem } = await reached('failed');
    expect(problem?.message).toContain('The packages could not be loaded.');
  });

  it('is ready for requests before the preview is', async () => {
    await session.run();
    engine.container.emit('port', 3000, 'open', 'http://preview.test/3000/');
    expect(session.snapshot).toMatchObject({ state: 'ready', servers: [{ previewable: false }] });
    engine.container.emit('server-ready', 3000, 'http://preview.test/3000/');
    expect(session.snapshot).toMatchObject({ state: 'ready', servers: [{ previewable: true }] });
  });

  it('mounts the files and spawns node in the day’s folder', async () => {
    await session.run();
    expect(engine.container.files.get('day4/app.ts')).toBe('one');
    expect(engine.container.files.get('package.json')).toBe('{ "type": "module" }\n');
    expect(engine.container.process.entry).toBe('app.ts');
    expect(engine.container.process.options).toEqual({
      cwd: 'day4',
      env: { PORT: '3000' },
      terminal: { cols: 80, rows: 24 },
    });
  });

  it('leaves a package.json of the layers alone', async () => {
    engine.onBoot = (container) => void container.files.set('package.json', '{"name":"x"}');
    await session.run();
    expect(engine.container.files.get('package.json')).toBe('{"name":"x"}');
  });

  it('streams the output', async () => {
    const chunks: string[] = [];
    session.on('output', (chunk) => chunks.push(chunk));
    await start();
    engine.container.process.write('hello\n');
    engine.container.process.end(0);
    await reached('ended');
    expect(chunks).toEqual(['hello\n']);
  });

  it('again: kills, writes the edits and keeps the container', async () => {
    await start();
    const [first] = engine.container.processes;
    engine.container.files.set('day4/data.json', 'kept');
    session.workspace.edit('app.ts', 'two');
    await start();
    expect(first?.killed).toBe(true);
    expect(engine.containers).toHaveLength(1);
    expect(engine.container.processes).toHaveLength(2);
    expect(engine.container.files.get('day4/app.ts')).toBe('two');
    expect(engine.container.files.get('day4/data.json')).toBe('kept');
    expect(session.snapshot.state).toBe('ready');
  });

  it('twice at once leaves one process', async () => {
    await Promise.all([session.run(), session.run()]);
    const alive = engine.containers.flatMap(({ processes }) => processes.filter((p) => !p.killed));
    expect(alive).toHaveLength(1);
    engine.container.listen();
    expect(session.snapshot.state).toBe('ready');
  });

  it('is not ready with a port that the program has for itself', async () => {
    await session.run();
    engine.container.listen(58_468);
    expect(session.snapshot).toMatchObject({ state: 'starting', servers: [] });
    engine.container.listen();
    expect(session.snapshot.servers.map(({ port }) => port)).toEqual([3000]);
  });

  it('keeps the ports in step', async () => {
    await start();
    engine.container.listen(3001);
    expect(session.snapshot.servers.map(({ port }) => port)).toEqual([3000, 3001]);
    engine.container.emit('port', 3000, 'close', '');
    expect(session.snapshot.servers.map(({ port }) => port)).toEqual([3001]);
  });
});

describe('a port of another program, as in a terminal', () => {
  /** A shell beside the program, which opens port 4000. */
  const startOther = async (): Promise<void> => {
    const container = await session.open();
    const shell = await container.spawn('jsh');
    engine.container.openedBy = (port) => (port === 4000 ? shell : engine.container.process);
    engine.container.listen(4000);
  };

  it('is there without a run, and is asked without starting one', async () => {
    await startOther();
    expect(session.snapshot).toMatchObject({
      state: 'idle',
      servers: [{ port: 4000, ofRun: false }],
    });
    engine.container.handler = respond('from the shell');
    const request = { method: 'GET', port: 4000, path: '/', headers: [] };
    const { body } = await session.request(request);
    expect(await new Response(body).text()).toBe('from the shell');
    expect(session.snapshot.state).toBe('idle');
  });

  it('does not make the run ready, comes after its own, and outlives it', async () => {
    await session.run();
    const { process } = engine.container;
    await startOther();
    expect(session.snapshot).toMatchObject({ state: 'starting', servers: [{ port: 4000 }] });
    engine.container.openedBy = () => process;
    engine.container.listen();
    expect(session.snapshot.state).toBe('ready');
    expect(session.snapshot.servers.map(({ port }) => port)).toEqual([3000, 4000]);
    await session.stop();
    expect(session.snapshot).toMatchObject({ state: 'stopped', servers: [{ port: 4000 }] });
    engine.container.emit('port', 4000, 'close', '');
    expect(session.snapshot).toMatchObject({ state: 'stopped', servers: [] });
  });

  it('is gone with Reset', async () => {
    await startOther();
    session.reset();
    await vi.waitFor(() => expect(engine.container.tornDown).toBe(true));
    await vi.waitFor(() => expect(session.snapshot.servers).toEqual([]));
    expect(engine.container.listenerCount).toBe(0);
  });
});

describe('stop', () => {
  it('kills the process and keeps the files', async () => {
    await start();
    clock = 5000;
    await session.stop();
    expect(engine.container.process.killed).toBe(true);
    expect(engine.container.tornDown).toBe(false);
    const listeners = engine.container.listenerCount;
    await start();
    await session.stop();
    expect(engine.container.listenerCount).toBe(listeners);
    expect(session.snapshot).toEqual({ state: 'stopped', took: 0, servers: [] });
  });

  it('during boot aborts it', async () => {
    let unblock = () => {};
    engine.onBoot = () => new Promise<void>((resolve) => (unblock = resolve));
    const run = session.run();
    await vi.waitFor(() => expect(engine.containers).toHaveLength(1));
    const stop = session.stop();
    unblock();
    await Promise.all([run, stop]);
    expect(session.snapshot.state).toBe('stopped');
    expect(engine.container.processes).toHaveLength(0);
    engine.onBoot = () => {};
    await start();
    expect(session.snapshot.state).toBe('ready');
  });

  it('right after a second Run keeps the files of the first', async () => {
    await start();
    engine.container.files.set('day4/data.json', 'kept');
    void session.run();
    await session.stop();
    await start();
    expect(engine.containers).toHaveLength(1);
    expect(engine.container.files.get('day4/data.json')).toBe('kept');
  });

  it('overtaken by Run does not end it', async () => {
    await start();
    const seen: string[] = [];
    session.on('change', ({ state }) => seen.push(state));
    void session.stop();
    await start();
    expect(seen).toEqual(['loading', 'starting', 'ready']);
  });

  it('gives up a container whose process does not die', async () => {
    await start();
    engine.container.process.immortal = true;
    const stopped = session.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    await stopped;
    expect(engine.container.tornDown).toBe(true);
    expect(session.snapshot.state).toBe('stopped');
    await start();
    expect(engine.containers).toHaveLength(2);
  });

  it('when nothing runs changes nothing', async () => {
    await session.stop();
    expect(session.snapshot.state).toBe('idle');
  });
});

describe('reset', () => {
  it('brings back the author’s files and a fresh container', async () => {
    session.workspace.edit('app.ts', 'two');
    await start();
    const dropped = session.reset();
    await reached('idle');
    expect(dropped.get('app.ts')).toBe('two');
    expect(engine.container.tornDown).toBe(true);
    await start();
    expect(engine.containers).toHaveLength(2);
    expect(engine.container.files.get('day4/app.ts')).toBe('one');
  });
});

describe('renew', () => {
  it('stops what runs, keeps the edits, and boots anew at the next Run', async () => {
    session.workspace.edit('app.ts', 'two');
    await start();
    await session.renew();
    expect(session.snapshot.state).toBe('stopped');
    expect(engine.container.tornDown).toBe(true);
    await start();
    expect(engine.containers).toHaveLength(2);
    expect(engine.container.files.get('day4/app.ts')).toBe('two');
  });

  it('leaves a run that has ended as it is, without its problem', async () => {
    engine.bootError = new BootError('blocked', 'Refused.', 'Allow it.');
    await session.run();
    await session.renew();
    expect(session.snapshot).toMatchObject({ state: 'failed' });
    expect(session.snapshot.problem).toBeUndefined();
  });

  it('changes nothing where nothing has run', async () => {
    await session.renew();
    expect(session.snapshot).toEqual({ state: 'idle', servers: [] });
  });

  it('gives way to a Run that follows', async () => {
    await start();
    const renewed = session.renew();
    await session.run();
    await renewed;
    expect(session.snapshot.state).toBe('starting');
    expect(engine.containers).toHaveLength(2);
  });
});

describe('a run that goes wrong', () => {
  it('shows both sentences of a boot that failed, and can run again', async () => {
    engine.bootError = new BootError('unsupported', 'No workers here.', 'Use another browser.');
    await session.run();
    expect(session.snapshot).toMatchObject({
      state: 'failed',
      problem: { message: 'No workers here.', nextStep: 'Use another browser.' },
    });
    engine.bootError = undefined;
    await start();
    expect(session.snapshot.state).toBe('ready');
  });

  it('explains a program that ended before it listened', async () => {
    await session.run();
    engine.container.process.write('file:///home/project/day4/app.ts:2\nSyntaxError: nope\n');
    engine.container.process.end(1);
    const { problem } = await reached('failed');
    expect(problem?.message).toContain('exit code 1: SyntaxError: nope');
    expect(problem?.nextStep).toContain('app.ts, line 2');
  });

  it('explains a crash after it listened', async () => {
    await start();
    engine.container.process.end(1);
    const { problem, servers } = await reached('failed');
    expect(problem?.message).toBe('The program ended, with exit code 1.');
    expect(servers).toEqual([]);
  });

  it('says that no port was opened, and goes on waiting', async () => {
    await session.run();
    clock = 8000;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(session.snapshot.state).toBe('starting');
    expect(session.snapshot.problem?.message).toContain('has not opened a port after 8.0 s');
    engine.container.listen();
    expect(session.snapshot).toMatchObject({ state: 'ready', took: 8000 });
    expect(session.snapshot.problem).toBeUndefined();
  });

  it('does not trust a container that could not spawn', async () => {
    engine.onBoot = (container) => void (container.spawnError = new Error('lost the worker'));
    await session.run();
    expect(session.snapshot.problem?.message).toBe('lost the worker');
    expect(engine.container.tornDown).toBe(true);
    expect(engine.container.listenerCount).toBe(0);
  });

  it('reports an engine that cannot be loaded', async () => {
    session = new Session({ example, engine: () => Promise.reject(new Error('offline')) });
    await session.run();
    expect(session.snapshot).toMatchObject({ state: 'failed', problem: { message: 'offline' } });
  });
});

describe('loading', () => {
  const half = { loaded: 50, total: 100 };
  let told: unknown[];
  let boot: () => void;
  beforeEach(() => {
    told = [];
    session.on('progress', (progress) => told.push(progress));
    engine.onBoot = () => new Promise((resolve) => (boot = resolve));
  });
  const run = async (): Promise<void> => {
    void session.run();
    await vi.waitFor(() => expect(engine.onProgress).toBeDefined());
  };
  const pass = async (milliseconds: number): Promise<void> => {
    clock += milliseconds;
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  const booted = async (): Promise<void> => {
    boot();
    await reached('starting');
    await vi.advanceTimersByTimeAsync(0);
  };

  it('is told as far as it is, in the boot and while the program starts', async () => {
    await run();
    engine.onProgress!(half);
    await booted();
    engine.onProgress!({ loaded: 90, total: 100 });
    engine.onProgress!(undefined);
    expect(told).toEqual([half, { loaded: 90, total: 100 }, undefined]);
  });

  it('is over when the program listens', async () => {
    await run();
    engine.onProgress!(half);
    await booted();
    engine.container.listen();
    engine.onProgress!({ loaded: 90, total: 100 });
    expect(told).toEqual([half, undefined]);
  });

  it('is over when it is stopped', async () => {
    await run();
    engine.onProgress!(half);
    void session.stop();
    boot();
    await reached('stopped');
    expect(told).toEqual([half, undefined]);
  });

  it('is over when the program ends', async () => {
    await run();
    engine.onProgress!(half);
    await booted();
    engine.container.process.end(1);
    await reached('failed');
    expect(told).toEqual([half, undefined]);
  });

  it('is of the last run only', async () => {
    await run();
    void session.stop();
    engine.onProgress!(half);
    boot();
    await reached('stopped');
    expect(told).toEqual([]);
  });

  it('that stands still is said, until it goes on', async () => {
    await run();
    await pass(20_000);
    expect(session.snapshot.problem).toBeUndefined();
    engine.onProgress!(half);
    await pass(7_999);
    expect(session.snapshot.problem).toBeUndefined();
    await pass(1);
    expect(session.snapshot).toMatchObject({
      state: 'loading',
      problem: { message: expect.stringContaining('nothing has come for 8.0 s') as string },
    });
    engine.onProgress!({ loaded: 60, total: 100 });
    expect(session.snapshot).toEqual({ state: 'loading', servers: [] });
  });

  it('is not taken for a program that does not listen', async () => {
    await run();
    engine.onProgress!(half);
    await booted();
    for (let loaded = 51; loaded < 60; loaded++) {
      await pass(5_000);
      engine.onProgress!({ loaded, total: 100 });
    }
    expect(session.snapshot).toEqual({ state: 'starting', servers: [] });
    engine.onProgress!(undefined);
    await pass(8_000);
    expect(session.snapshot.problem?.message).toContain('has not opened a port after 8.0 s');
  });
});

describe('request', () => {
  const request = { method: 'GET', port: 3000, path: '/', headers: [] as [string, string][] };

  it('starts the run first', async () => {
    engine.onBoot = (container) => {
      container.handler = respond('hi');
      container.onSpawn = () => queueMicrotask(() => container.listen());
    };
    const response = await session.request(request);
    expect(await new Response(response.body).text()).toBe('hi');
    expect(session.snapshot.state).toBe('ready');
  });

  it('fails with the reason why the run failed', async () => {
    engine.bootError = new BootError('blocked', 'It is blocked.', 'Allow it.');
    await expect(session.request(request)).rejects.toThrow('It is blocked.');
  });

  it('waits a moment for a second port, then sends anyway', async () => {
    await start();
    engine.container.handler = respond('second');
    const sent = session.request({ ...request, port: 3001 });
    expect(engine.container.requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1_000);
    await sent;
    expect(engine.container.requests).toHaveLength(1);
  });

  it('is given up when its signal aborts', async () => {
    engine.onBoot = () => new Promise(() => {});
    const controller = new AbortController();
    const sent = session.request(request, { signal: controller.signal });
    controller.abort(new Error('given up'));
    await expect(sent).rejects.toThrow('given up');
  });
});

describe('dispose', () => {
  it('ends process and container at once, and a later run starts anew', async () => {
    await start();
    const first = engine.container;
    session.dispose();
    expect(first.process.killed).toBe(true);
    await vi.waitFor(() => expect(first.tornDown).toBe(true));
    await start();
    expect(engine.containers).toHaveLength(2);
    expect(session.snapshot.state).toBe('ready');
  });
});
