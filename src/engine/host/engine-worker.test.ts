import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostMessage, StartMessage } from '../protocol.ts';
import { EngineWorker } from './engine-worker.ts';
import { type FakeWorker, fakeWorkers } from './fake-worker.test-helper.ts';
import { StartTurns } from './start-turns.ts';

let made: FakeWorker[];
beforeEach(() => {
  made = fakeWorkers();
});
afterEach(() => vi.unstubAllGlobals());

const abort = (id: number): HostMessage => ({ type: 'abort', id });

describe('a worker of the engine', () => {
  it('gets what was posted while it waited, in order, when another has loaded', () => {
    const turns = new StartTurns(1);
    const first = new EngineWorker('w.js', turns);
    const second = new EngineWorker('w.js', turns);
    first.postMessage(abort(1));
    second.postMessage(abort(2));
    second.postMessage(abort(3));
    expect(made.map(({ messages }) => messages)).toEqual([[abort(1)]]);
    made[0]!.say({ type: 'prepared' });
    second.postMessage(abort(4));
    expect(made[1]!.messages).toEqual([abort(2), abort(3), abort(4)]);
  });

  it.each([
    ['cannot be loaded', () => made[0]!.dispatchEvent(new Event('error'))],
    ['is ended', (first: EngineWorker) => first.terminate()],
  ])('leaves its turn to the next when it %s', (_, end) => {
    const turns = new StartTurns(1);
    const first = new EngineWorker('w.js', turns);
    void new EngineWorker('w.js', turns);
    end(first);
    expect(made).toHaveLength(2);
  });

  it('is never made when it is ended before its turn', () => {
    const turns = new StartTurns(1);
    void new EngineWorker('w.js', turns);
    const waiting = new EngineWorker('w.js', turns);
    waiting.terminate();
    waiting.postMessage(abort(1));
    made[0]!.say({ type: 'prepared' });
    expect(made).toHaveLength(1);
  });

  it('hears listeners that came before its start', () => {
    const turns = new StartTurns(1);
    void new EngineWorker('w.js', turns);
    const waiting = new EngineWorker('w.js', turns);
    const heard: string[] = [];
    waiting.onMessage(({ data }) => heard.push(data.type));
    waiting.onError(() => heard.push('error'));
    made[0]!.say({ type: 'prepared' });
    made[1]!.say({ type: 'exit' });
    made[1]!.dispatchEvent(new Event('error'));
    expect(heard).toEqual(['exit', 'error']);
  });

  it('starts with the files as they were when it was asked to', () => {
    const turns = new StartTurns(1);
    void new EngineWorker('w.js', turns);
    const waiting = new EngineWorker('w.js', turns);
    const bytes = Uint8Array.of(1, 2);
    waiting.postMessage({
      type: 'start',
      entries: [{ path: 'f', mode: 0o100644, bytes }],
    } as unknown as StartMessage);
    bytes.fill(9);
    made[0]!.say({ type: 'prepared' });
    expect(made[1]!.messages[0]).toMatchObject({ entries: [{ bytes: Uint8Array.of(1, 2) }] });
  });
});
