/** How long a seat is kept for somebody who has not paid yet, in milliseconds. */
export const HOLD_TIME = 10 * 60_000;

export interface Hold {
  seat: string;
  by: string;
  until: string;
}

// #region book
/** The seats of one show, and who holds them. Time comes from the clock, and nothing from HTTP. */
export class Seats {
  readonly #names: ReadonlySet<string>;
  readonly #holds = new Map<string, Hold>();

  constructor(names: string[]) {
    this.#names = new Set(names);
  }

  /** @throws SeatError when there is no such seat, or somebody else holds it. */
  hold(seat: string, by: string): Hold {
    if (!this.#names.has(seat)) throw new SeatError('unknown', `There is no seat ${seat}`);
    const current = this.find(seat);
    if (current && current.by !== by) throw new SeatError('taken', `Seat ${seat} is taken`);

    const hold = { seat, by, until: new Date(Date.now() + HOLD_TIME).toISOString() };
    this.#holds.set(seat, hold);
    return hold;
  }

  /** The hold on a seat, unless it has expired. */
  find(seat: string): Hold | undefined {
    const hold = this.#holds.get(seat);
    return hold && Date.parse(hold.until) > Date.now() ? hold : undefined;
  }

  free(): string[] {
    return [...this.#names].filter((seat) => !this.find(seat));
  }

  release(seat: string): void {
    this.#holds.delete(seat);
  }
}
// #endregion

export class SeatError extends Error {
  readonly code: 'unknown' | 'taken';

  constructor(code: SeatError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
