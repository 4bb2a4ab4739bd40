/** The `pipe_wrap` binding. */
import type { Binding } from '../core/node-data.ts';
import { Pipe, PipeConnectWrap } from '../net/pipe.ts';

export function pipeWrap(stub: Binding): Binding {
  return Object.assign(stub, { Pipe, PipeConnectWrap });
}
