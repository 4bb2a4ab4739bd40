/** The `spawn_sync` binding: blocks this process's thread until the child has ended. */
import { browser } from '../core/browser.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { applyChange, type FsChange } from '../fs/changes.ts';
import { fileTree } from '../fs/process-tree.ts';
import { addChild, childExited } from '../net/children.ts';
import { newLinkId } from '../net/links.ts';
import { receivedChanges } from '../net/received-changes.ts';
import type { SyncPipe } from '../process-messages.ts';
import { makeReplyBuffer, waitForReply } from '../sync-reply.ts';
import { childCommand, childStdio, type StdioOption } from './spawn-options.ts';

interface SyncOptions {
  file: string;
  args?: string[];
  cwd?: string;
  envPairs?: string[];
  stdio: (StdioOption & { input?: Uint8Array })[];
  timeout?: number;
  maxBuffer?: number;
  killSignal?: number;
  detached?: boolean;
}

interface SyncReply {
  status: number | null;
  signal: string | null;
  error?: string;
  output: (Uint8Array | null)[];
  changes: FsChange[];
  seen: number;
}

const SIGTERM = 15;

function refuse(): never {
  const error = new browser.Error(
    'spawnSync, execSync and execFileSync block their thread until the child has ended, which a browser ' +
      'allows on cross-origin isolated pages only (SharedArrayBuffer and Atomics.wait). This page is not ' +
      'isolated: use spawn, exec or execFile, or run the example on your machine.',
  );
  throw Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
}

function spawn(options: SyncOptions): object {
  if (!browser.isIsolated) return refuse();
  const command = childCommand(options.file, options.args, options.cwd, options.envPairs);
  if (typeof command === 'number') {
    return { error: command, status: null, signal: null, output: null, pid: 0 };
  }
  const pipes: SyncPipe[] = [];
  const stdio = options.stdio.map((option, fd): StdioOption | { link: number } => {
    if (option.type !== 'pipe' && option.type !== 'overlapped') return option;
    const link = newLinkId();
    // A copy: the page gets it, and the program keeps its own.
    pipes.push({ fd, link, input: option.input && new Uint8Array(option.input) });
    return { link };
  });
  const targets = childStdio(stdio);
  if (typeof targets === 'number') {
    return { error: targets, status: null, signal: null, output: null, pid: 0 };
  }
  const pid = addChild(() => {});
  const shared = makeReplyBuffer();
  runtime.post({
    type: 'spawn-sync',
    pid,
    request: {
      ...command,
      stdio: targets,
      detached: options.detached === true,
      umask: runtime.umask,
    },
    pipes,
    timeout: options.timeout ?? 0,
    maxBuffer: options.maxBuffer ?? Infinity,
    killSignal: options.killSignal || SIGTERM,
    shared,
    seen: receivedChanges.seen,
  });
  const reply = waitForReply(shared, () => runtime.post({ type: 'sync-more' })) as SyncReply;
  for (const change of reply.changes) applyChange(fileTree, change);
  receivedChanges.seen = reply.seen;
  childExited(pid, { code: reply.status ?? 0, signal: reply.signal });
  const { status, signal, error } = reply;
  const toBuffer = (bytes: Uint8Array | null): Any =>
    bytes && runtime.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    pid,
    status,
    signal,
    output: reply.output.map(toBuffer),
    ...(error && { error: uv[error]! }),
  };
}

export const spawnSync = (stub: Binding): Binding => Object.assign(stub, { spawn });
