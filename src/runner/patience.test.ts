import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Patience } from './patience.ts';
import type { RunState } from './run-states.ts';

const SILENCE = 8_000;
const half = { loaded: 50, total: 100 };

let state: RunState;
let told: string[];
let patience: Patience;

beforeEach(() => {
  vi.useFakeTimers();
  state = 'loading';
  told = [];
  patience = new Patience({
    state: () => state,
    now: () => Date.now(),
    silence: SILENCE,
    onProgress: (progress) => told.push(progress ? `${progress.loaded} %` : 'loaded'),
    onSilence: (problem) => told.push(problem?.message ?? 'there is a sign'),
  });
});
afterEach(() => vi.useRealTimers());

const stalled = 'Node.js is still being loaded, and nothing has come for 8.0 s.';
const silent = 'The program runs, but has not opened a port after 8.0 s.';

it.each([
  ['a program that does not listen', 'starting', () => patience.begin(), [silent]],
  ['one that is not started yet', 'loading', () => patience.begin(), []],
  ['one that listens', 'ready', () => patience.begin(), []],
  ['a load that goes no further', 'loading', () => patience.loads(half), ['50 %', stalled]],
  ['one of a program that is started', 'starting', () => patience.loads(half), ['50 %', stalled]],
  ['one before Run', 'idle', () => patience.loads(half), ['50 %']],
  ['one that nobody waits for', 'ready', () => patience.loads(half), []],
  ['one that is whole', 'loading', () => patience.loads(undefined), ['loaded']],
] as const)('%s', (_what, now, act, expected) => {
  state = now;
  act();
  vi.advanceTimersByTime(3 * SILENCE);
  expect(told).toEqual(expected);
});

it('begins anew with each sign', () => {
  for (let piece = 0; piece < 3; piece++) {
    patience.loads(half);
    vi.advanceTimersByTime(SILENCE - 1);
  }
  expect(told).toEqual(['50 %', '50 %', '50 %']);
});

it('takes back what it said when something comes', () => {
  patience.loads(half);
  vi.advanceTimersByTime(SILENCE);
  patience.loads(undefined);
  expect(told).toEqual(['50 %', stalled, 'loaded', 'there is a sign']);
});

it('says nothing of a program that was ended', () => {
  state = 'starting';
  patience.begin();
  patience.pause();
  vi.advanceTimersByTime(SILENCE);
  expect(told).toEqual([]);
});

it('ends with the wait', () => {
  patience.loads(half);
  patience.end();
  patience.end();
  vi.advanceTimersByTime(SILENCE);
  expect(told).toEqual(['50 %', 'loaded']);
});
