import type { RedisTurnHandle, RedisTurnQueue } from 'js-redis-server/core';

interface Waiting {
  ticket: number;
  grant: () => void;
}

/**
 * Redis runs one command at a time. A command that blocks (BLPOP, XREADGROUP BLOCK) gives its turn back
 * and gets another when something has come for it: before every new command, and the client that waited
 * longest before the others, also if it woke up in vain in between. The library's own queue serves them
 * in the reverse order.
 *
 * @see https://redis.io/docs/latest/commands/blpop/ "What key is served first?"
 */
export class TurnQueue implements RedisTurnQueue {
  #taken = false;
  #tickets = 0;
  #blocked = 0;
  readonly #new: Waiting[] = [];
  readonly #resumed: Waiting[] = [];

  waitTurn(): Promise<RedisTurnHandle> {
    return this.#wait(this.#new, this.#tickets++);
  }

  #wait(queue: Waiting[], ticket: number): Promise<RedisTurnHandle> {
    return new Promise((resolve) => {
      queue.push({ ticket, grant: () => resolve(this.#handle(ticket)) });
      if (queue === this.#resumed) queue.sort((one, other) => one.ticket - other.ticket);
      this.#next();
    });
  }

  #handle(ticket: number): RedisTurnHandle {
    let active = true;
    const end = (): boolean => {
      const was = active;
      active = false;
      if (was) this.#end();
      return was;
    };
    return {
      release: () => void end(),
      suspend: async (waitFor) => {
        if (!active) throw new Error('The turn is over.');
        this.#blocked += 1;
        end();
        try {
          await waitFor;
        } finally {
          this.#blocked -= 1;
        }
        return this.#wait(this.#resumed, ticket);
      },
    };
  }

  /** A client whom the command woke up takes a few promises to come back: the next tick is after that. */
  #end(): void {
    const free = (): void => {
      this.#taken = false;
      this.#next();
    };
    if (this.#blocked > 0) process.nextTick(free);
    else free();
  }

  #next(): void {
    if (this.#taken) return;
    const next = this.#resumed.shift() ?? this.#new.shift();
    if (!next) return;
    this.#taken = true;
    next.grant();
  }
}
