/** The `tty_wrap` binding. */
import type { Binding } from '../core/node-data.ts';
import { isTerminal, TTY } from '../net/tty.ts';

export function ttyWrap(stub: Binding): Binding {
  return Object.assign(stub, { TTY, isTTY: isTerminal });
}
