/** What `spawn` and `spawnSync` have in common: which program runs, and on which descriptors. */
import type { Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import { findExecutable } from '../fs/executables.ts';
import { absolutePath, isDirectory } from '../fs/process-files.ts';
import { fileTree } from '../fs/process-tree.ts';
import { describeHandle } from '../net/handles.ts';
import { LinkEnd, newLinkId, openLink, type LinkedHandle } from '../net/links.ts';
import { stdioTarget } from '../net/stdio.ts';
import type { SpawnRequest, StdioTarget } from '../process-messages.ts';
import { descriptorFile } from './fs/descriptors.ts';

/** One descriptor of the child, as `getValidStdio` has checked it. */
export interface StdioOption {
  type: 'ignore' | 'pipe' | 'overlapped' | 'inherit' | 'fd' | 'wrap';
  handle?: Any;
  fd?: number;
}

/** @returns what to run, or a negative libuv error. */
export function childCommand(
  file: string,
  args: string[] | undefined,
  cwd: string | undefined,
  envPairs: string[] | undefined,
): Pick<SpawnRequest, 'command' | 'cwd' | 'env'> | number {
  const env: Record<string, string> = envPairs ? {} : { ...runtime.process.env };
  for (const pair of envPairs ?? []) {
    const at = pair.indexOf('=', 1);
    // The first of two with the same name counts, as `getenv` finds it.
    if (at > 0) env[pair.slice(0, at)] ??= pair.slice(at + 1);
  }
  const directory = cwd ? absolutePath(cwd) : runtime.cwd;
  if (!isDirectory(directory)) return uv.UV_ENOENT!;
  const found = findExecutable(fileTree, file, env.PATH, directory);
  if (typeof found === 'string') return uv[`UV_${found}`]!;
  const [argv0 = file, ...rest] = args ?? [];
  // As native code reads them: a program may pass URLs and numbers.
  const command = {
    program: found.program,
    argv0: String(argv0),
    args: [...found.args, ...rest.map(String)],
  };
  return { command, cwd: directory, env };
}

/** What a descriptor of this process is to a child that inherits it. */
export function inheritedTarget(fd: number): StdioTarget | undefined {
  const file = descriptorFile(fd);
  const target = stdioTarget(fd);
  if (target && target.type !== 'file') return target;
  if (!file) return undefined;
  if (file.inode.kind === 'device') return { type: 'null' };
  const path = fileTree.pathOf(file.inode);
  return path === undefined
    ? { type: 'null' }
    : { type: 'file', path, flags: file.flags, position: file.position };
}

/** @returns what the child's descriptors refer to, or a negative libuv error. */
export function childStdio(stdio: (StdioOption | { link: number })[]): StdioTarget[] | number {
  const targets: StdioTarget[] = [];
  for (const option of stdio) {
    // The page holds the other end of such a link.
    const target: StdioTarget | undefined =
      'link' in option ? { type: 'link', id: option.link, end: 1 } : targetOf(option);
    if (!target) return uv.UV_EBADF!;
    targets.push(target);
  }
  return targets;
}

function targetOf(option: StdioOption): StdioTarget | undefined {
  switch (option.type) {
    case 'ignore':
      return { type: 'null' };
    case 'pipe':
    case 'overlapped': {
      const id = newLinkId();
      openLink(id, [0]);
      new LinkEnd(id, 0).attach(option.handle as LinkedHandle);
      return { type: 'link', id, end: 1 };
    }
    case 'inherit':
    case 'fd':
      return inheritedTarget(option.fd!);
    case 'wrap': {
      const { peer, fd } = option.handle as { peer?: unknown; fd: number };
      if (peer instanceof LinkEnd) {
        peer.handOn((option.handle as { takeUnread(): Uint8Array[] }).takeUnread());
        return { type: 'link', id: peer.id, end: peer.end };
      }
      const sent = fd < 0 ? describeHandle(option.handle as object) : undefined;
      if (sent?.kind === 'stream') return { type: 'link', id: sent.link, end: sent.end };
      // A listening socket cannot be read, but it is a descriptor.
      return sent ? { type: 'null' } : inheritedTarget(fd);
    }
  }
}
