/** Compressed bytes that a first Run moves, by what they are. */
import type { Server } from 'node:http';
import { recordTransfers } from '../harness/transfers.ts';

export interface RunBytes {
  total: number;
  core: number;
  layers: number;
  example: number;
  runner: number;
  /** Paths and lengths, in the order in which they were sent. */
  files: [path: string, length: number][];
}

/** Counts what the server sends while `action` runs: bodies only. */
export async function countBytes(
  server: Server,
  action: () => Promise<unknown>,
): Promise<RunBytes> {
  const counted: RunBytes = { total: 0, core: 0, layers: 0, example: 0, runner: 0, files: [] };
  for (const { url, bytes } of await recordTransfers(server, action)) {
    if (bytes === 0) continue;
    const { pathname } = new URL(url, 'http://localhost');
    counted[partOf(pathname)] += bytes;
    counted.total += bytes;
    counted.files.push([pathname, bytes]);
  }
  return counted;
}

function partOf(pathname: string): Exclude<keyof RunBytes, 'total' | 'files'> {
  if (pathname.includes('/engine/') || pathname.endsWith('service-worker.js')) return 'core';
  if (/\/layers\/day/.test(pathname) || pathname.includes('/examples/')) return 'example';
  if (pathname.includes('/layers/')) return 'layers';
  return 'runner';
}
