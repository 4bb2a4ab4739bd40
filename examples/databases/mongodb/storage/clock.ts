import { Timestamp } from 'bson';

/** The cluster time: seconds and a counter in them; every write takes the next one. */
export class Clock {
  #seconds = Math.floor(Date.now() / 1000);
  #count = 1;

  now(): Timestamp {
    return new Timestamp({ t: this.#seconds, i: this.#count });
  }

  tick(): Timestamp {
    const seconds = Math.floor(Date.now() / 1000);
    if (seconds > this.#seconds) {
      this.#seconds = seconds;
      this.#count = 1;
    } else this.#count++;
    return this.now();
  }
}
