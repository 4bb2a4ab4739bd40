/**
 * Locks with waiting, time limits and the detection of deadlocks, as InnoDB has them.
 * https://dev.mysql.com/doc/refman/8.4/en/innodb-deadlock-detection.html
 */
import { MysqlError } from '../errors.ts';

export type Mode = 'X' | 'S';

/** A row that somebody else holds: the statement starts again when it is free. */
export class RowBlocked extends Error {
  readonly key: string;
  readonly mode: Mode;
  constructor(key: string, mode: Mode) {
    super(key);
    this.key = key;
    this.mode = mode;
  }
}

interface Waiter<Owner> {
  owner: Owner;
  mode: Mode;
  grant(): void;
}

interface Lock<Owner> {
  owners: Map<Owner, Mode>;
  queue: Waiter<Owner>[];
}

export interface WaitOptions {
  seconds: number;
  signal?: AbortSignal | undefined;
  timeoutError?: () => Error;
}

export class Locks<Owner extends object> {
  #locks = new Map<string, Lock<Owner>>();
  #held = new Map<Owner, Set<string>>();
  #waiting = new Map<Owner, string>();

  /** Takes a lock if nobody else has it. */
  try(owner: Owner, key: string, mode: Mode): boolean {
    const lock = this.#locks.get(key);
    if (lock && this.#blockers(lock, owner, mode).length) return false;
    this.#give(owner, key, mode);
    return true;
  }

  heldByOthers(owner: Owner, key: string, mode: Mode): boolean {
    const lock = this.#locks.get(key);
    return !!lock && this.#blockers(lock, owner, mode).length > 0;
  }

  holds(owner: Owner, key: string): boolean {
    return !!this.#held.get(owner)?.has(key);
  }

  async acquire(
    owner: Owner,
    key: string,
    mode: Mode,
    { seconds, signal, timeoutError }: WaitOptions,
  ): Promise<void> {
    const queued = this.#locks.get(key)?.queue.length && !this.holds(owner, key);
    if (!queued && this.try(owner, key, mode)) return;
    if (this.#wouldDeadlock(owner, key, mode)) throw new MysqlError('ER_LOCK_DEADLOCK');
    const lock = this.#locks.get(key)!;
    this.#waiting.set(owner, key);
    await new Promise<void>((resolve, reject) => {
      const leave = (error?: Error) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
        this.#waiting.delete(owner);
        lock.queue = lock.queue.filter((each) => each !== waiter);
        if (error) {
          this.#wake(key);
          reject(error);
        } else resolve();
      };
      const aborted = () => leave(new MysqlError('ER_QUERY_INTERRUPTED'));
      const waiter: Waiter<Owner> = { owner, mode, grant: () => leave() };
      const timer = setTimeout(
        () => leave(timeoutError?.() ?? new MysqlError('ER_LOCK_WAIT_TIMEOUT')),
        Math.min(seconds * 1000, 2 ** 31 - 1),
      );
      // A lock that is held to be made stronger goes before those that wait for it.
      if (lock.owners.has(owner)) lock.queue.unshift(waiter);
      else lock.queue.push(waiter);
      if (signal?.aborted) aborted();
      else signal?.addEventListener('abort', aborted);
    });
  }

  release(owner: Owner, key: string) {
    const lock = this.#locks.get(key);
    if (!lock?.owners.delete(owner)) return;
    this.#held.get(owner)?.delete(key);
    this.#wake(key);
  }

  releaseAll(owner: Owner, keep: (key: string) => boolean = () => false) {
    for (const key of [...(this.#held.get(owner) ?? [])]) if (!keep(key)) this.release(owner, key);
    if (!this.#held.get(owner)?.size) this.#held.delete(owner);
  }

  keysOf(owner: Owner): string[] {
    return [...(this.#held.get(owner) ?? [])];
  }

  get size(): number {
    return this.#locks.size;
  }

  #blockers(lock: Lock<Owner>, owner: Owner, mode: Mode): Owner[] {
    return [...lock.owners]
      .filter(([other, held]) => other !== owner && (mode === 'X' || held === 'X'))
      .map(([other]) => other);
  }

  #give(owner: Owner, key: string, mode: Mode) {
    const lock = this.#locks.get(key) ?? { owners: new Map(), queue: [] };
    this.#locks.set(key, lock);
    if (lock.owners.get(owner) !== 'X') lock.owners.set(owner, mode);
    const held = this.#held.get(owner) ?? new Set();
    held.add(key);
    this.#held.set(owner, held);
  }

  #wake(key: string) {
    const lock = this.#locks.get(key);
    if (!lock) return;
    while (lock.queue.length) {
      const [first] = lock.queue;
      if (this.#blockers(lock, first!.owner, first!.mode).length) break;
      this.#give(first!.owner, key, first!.mode);
      first!.grant();
    }
    if (!lock.owners.size && !lock.queue.length) this.#locks.delete(key);
  }

  #wouldDeadlock(owner: Owner, key: string, mode: Mode): boolean {
    const seen = new Set<Owner>();
    const blockedBy = (who: Owner, at: string, wanted: Mode): boolean => {
      const lock = this.#locks.get(at);
      if (!lock) return false;
      const before = lock.queue.findIndex((each) => each.owner === who);
      const ahead = lock.queue.slice(0, before < 0 ? undefined : before).map((each) => each.owner);
      const upgrading = lock.owners.has(who);
      return [...this.#blockers(lock, who, wanted), ...(upgrading ? [] : ahead)].some((other) => {
        if (other === owner) return true;
        if (seen.has(other)) return false;
        seen.add(other);
        const next = this.#waiting.get(other);
        if (next === undefined) return false;
        const waiting = this.#locks.get(next)!.queue.find((each) => each.owner === other);
        return waiting !== undefined && blockedBy(other, next, waiting.mode);
      });
    };
    return blockedBy(owner, key, mode);
  }
}
