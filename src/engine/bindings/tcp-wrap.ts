/** The `tcp_wrap` binding. */
import type { Binding } from '../core/node-data.ts';
import { TCP, TCPConnectWrap } from '../net/tcp.ts';

export function tcpWrap(stub: Binding): Binding {
  return Object.assign(stub, { TCP, TCPConnectWrap });
}
