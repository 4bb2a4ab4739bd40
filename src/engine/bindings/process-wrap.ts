/** The `process_wrap` binding: a child process, as `lib/internal/child_process.js` starts it. */
import { makeCallback } from '../core/callbacks.ts';
import { HandleWrap } from '../core/handle-wrap.ts';
import { queueIo } from '../core/loop.ts';
import { nodeData, type Any, type Binding } from '../core/node-data.ts';
import { uv } from '../core/uv.ts';
import { runtime } from '../core/runtime.ts';
import { addChild, livingProcesses } from '../net/children.ts';
import type { LibuvStreamWrap } from '../net/stream.ts';
import { childCommand, childStdio, isForeignUser, type StdioOption } from './spawn-options.ts';

const DETACHED: number = nodeData.shapes.process_wrap!.constants.kProcessFlagDetached;

class Process extends HandleWrap {
  pid: number | undefined;
  #running = false;

  /** @returns 0 or a negative libuv error. */
  spawn(
    file: string,
    args: string[] | undefined,
    cwd: string | undefined,
    envPairs: string[] | undefined,
    stdio: StdioOption[],
    flags: number,
    uid?: number,
    gid?: number,
  ): number {
    if (isForeignUser(uid, gid)) return uv.UV_EPERM!;
    const command = childCommand(file, args, cwd, envPairs);
    if (typeof command === 'number') {
      // As after a failed exec: the streams are there, and end at once.
      for (const { handle } of stdio) if (handle) endUnused(handle as LibuvStreamWrap);
      return command;
    }
    const targets = childStdio(stdio);
    if (typeof targets === 'number') return targets;
    this.#running = true;
    this.activate();
    this.pid = addChild(({ code, signal, error }) => {
      this.#running = false;
      this.deactivate();
      queueIo(() => {
        const status = error === undefined ? code : uv[error]!;
        makeCallback(this, (this as Any).onexit, [signal ? 0 : status, signal ?? '']);
      });
    });
    const detached = (flags & DETACHED) !== 0;
    const request = { ...command, stdio: targets, detached, umask: runtime.umask };
    runtime.post({ type: 'spawn', pid: this.pid, request });
    return 0;
  }

  kill(signal: number): number {
    if (!this.#running || !livingProcesses.has(this.pid!)) return uv.UV_ESRCH!;
    if (signal < 0 || signal > 64) return uv.UV_EINVAL!;
    if (signal !== 0) runtime.post({ type: 'kill', pid: this.pid!, signal });
    return 0;
  }
}

function endUnused(handle: LibuvStreamWrap): void {
  handle.connectTo({
    saturated: false,
    gone: true,
    receive() {},
    receiveEnd() {},
    receiveClosed() {},
    drained() {},
  });
  handle.receiveClosed(false);
}

export const processWrap = (stub: Binding): Binding => Object.assign(stub, { Process });
