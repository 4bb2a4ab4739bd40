/** The `udp_wrap` binding. */
import type { Binding } from '../core/node-data.ts';
import { SendWrap, UDP } from '../net/udp.ts';

export function udpWrap(stub: Binding): Binding {
  return Object.assign(stub, { UDP, SendWrap });
}
