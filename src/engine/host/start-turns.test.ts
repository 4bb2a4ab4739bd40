import { describe, expect, it, test } from 'vitest';
import { StartTurns, workersAtOnce } from './start-turns.ts';

/** Asks for a turn for each name; `started` lists those that have got theirs, in order. */
function asked(limit: number, names: readonly string[]) {
  const turns = new StartTurns(limit);
  const started: string[] = [];
  const leave = names.map((name) => turns.ask(() => started.push(name)));
  return { turns, started, leave };
}

describe('turns', () => {
  it('are had at once while there is room, and then in the order of asking', () => {
    const { started, leave } = asked(2, ['a', 'b', 'c', 'd']);
    expect(started).toEqual(['a', 'b']);
    leave[1]!();
    expect(started).toEqual(['a', 'b', 'c']);
    leave[0]!();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are given back once, whoever says so twice', () => {
    const { turns, started, leave } = asked(1, ['a', 'b', 'c']);
    leave[0]!();
    leave[0]!();
    expect(started).toEqual(['a', 'b']);
    expect(turns.isFull).toBe(true);
  });

  it('are given up while waiting', () => {
    const { started, leave } = asked(1, ['a', 'b', 'c']);
    leave[1]!();
    leave[0]!();
    expect(started).toEqual(['a', 'c']);
  });

  it('pass over one that ends while it starts', () => {
    const turns = new StartTurns(1);
    const started: string[] = [];
    const first = turns.ask(() => started.push('a'));
    const second = turns.ask(() => {
      started.push('b');
      second();
    });
    turns.ask(() => started.push('c'));
    first();
    expect(started).toEqual(['a', 'b', 'c']);
  });
});

test.each([
  [1, 2],
  [2, 2],
  [4, 3],
  [16, 15],
])('on %i cores %i workers load at once', (cores, workers) => {
  expect(workersAtOnce(cores)).toBe(workers);
});
