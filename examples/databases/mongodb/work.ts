import { ServerError } from './errors.ts';

/**
 * Work that pauses between its steps. The server is one thread, which it may share with the program that
 * asks it: a long query lets others have their turn, and can be ended while it runs.
 */
export type Work<Result> = Generator<void, Result, void>;

/** Who does the work: until when it may take, and whether somebody has ended it. */
export interface Worker {
  signal: AbortSignal;
  /** By `performance.now()`; from `maxTimeMS`. */
  deadline: number;
}

/** Milliseconds of work until others have their turn. */
const turn = 15;
/** Milliseconds that work may take without a pause: a single expression that never ends. */
export const longest = 5000;

let stop = Infinity;
let timeIsOver = false;
let count = 0;

/** To be called in loops that have no steps, such as those of expressions. */
export function checkTime(): void {
  if ((++count & 255) !== 0 || performance.now() < stop) return;
  throw timeIsOver
    ? new ServerError('MaxTimeMSExpired', 'operation exceeded time limit')
    : new ServerError(
        'Interrupted',
        `operation was interrupted: the embedded server ends what takes ${longest / 1000} s without a pause`,
      );
}

/** Does what has no pauses, within the time. */
export function atOnce<Result>({ deadline }: Worker, run: () => Result): Result {
  const outer = [stop, timeIsOver] as const;
  const latest = performance.now() + longest;
  timeIsOver = deadline < latest;
  stop = Math.min(deadline, latest);
  try {
    return run();
  } finally {
    [stop, timeIsOver] = outer;
  }
}

/** Does the work without its pauses: what must not be seen half done. */
export const finish = <Result>(work: Work<Result>, worker?: Worker): Result => {
  const run = (): Result => {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      checkTime();
    }
  };
  return worker ? atOnce(worker, run) : run();
};

/** Does the work in turns with everything else that goes on in this process. */
export async function inTurns<Result>(work: Work<Result>, worker: Worker): Promise<Result> {
  for (;;) {
    const step = atOnce(worker, () => {
      const end = performance.now() + turn;
      for (;;) {
        const next = work.next();
        if (next.done || performance.now() > end) return next;
      }
    });
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
    if (worker.signal.aborted) throw worker.signal.reason;
  }
}

/** `map`, with a pause after each item. */
export function* mapped<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Work<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(map(item));
    yield;
  }
  return results;
}
