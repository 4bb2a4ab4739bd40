/**
 * What a process prints, on its way to the page. Each message costs the page a task, and a program that
 * prints in a loop without end would queue them faster than any page can take them: the page would
 * freeze, and Stop with it. So output is sent at once up to a rate, in few messages beyond it, and at
 * last the program waits, as Node does when it writes to a slow pipe.
 */
import { browser } from '../core/browser.ts';

/** Milliseconds over which the rate is counted. */
const PERIOD = 10;
/** Messages that are sent at once within a period. */
const IMMEDIATE = 40;
/** Characters or bytes that are gathered before the program has to wait. */
const GATHERED = 64 * 1024;

type Data = string | Uint8Array;

/** @param send Posts one message. @returns `write`, and `flush` for what must not be overtaken. */
export function paceOutput(send: (fd: number, data: Data) => void): {
  write: (fd: number, data: Data) => void;
  flush: () => void;
} {
  const { performance } = browser;
  let since = -Infinity;
  let sent = 0;
  let waiting: { fd: number; data: Data }[] = [];
  let size = 0;
  let isScheduled = false;

  const flush = (): void => {
    if (waiting.length === 0) return;
    const ready = waiting;
    waiting = [];
    size = 0;
    for (const { fd, data } of ready) send(fd, data);
  };

  const gather = (fd: number, data: Data): void => {
    const last = waiting.at(-1);
    if (last && last.fd === fd && typeof last.data === 'string' && typeof data === 'string') {
      last.data += data;
    } else waiting.push({ fd, data });
    size += data.length;
    if (isScheduled) return;
    isScheduled = true;
    browser.queueMicrotask(() => {
      isScheduled = false;
      flush();
    });
  };

  const write = (fd: number, data: Data): void => {
    let now = performance.now();
    if (now - since >= PERIOD) {
      since = now;
      sent = 0;
      flush();
    }
    if (sent < IMMEDIATE) {
      sent += 1;
      send(fd, data);
      return;
    }
    gather(fd, data);
    if (size < GATHERED) return;
    // There is no other way to wait that works on every page: shared memory needs isolation.
    while (now - since < PERIOD) now = performance.now();
    since = now;
    sent = 0;
    flush();
  };

  return { write, flush };
}
