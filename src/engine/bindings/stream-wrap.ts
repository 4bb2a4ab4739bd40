/** The `stream_wrap` binding. */
import type { Binding } from '../core/node-data.ts';
import { LibuvStreamWrap, ShutdownWrap, streamBaseState, WriteWrap } from '../net/stream.ts';

export function streamWrap(stub: Binding): Binding {
  return Object.assign(stub, { LibuvStreamWrap, ShutdownWrap, streamBaseState, WriteWrap });
}
