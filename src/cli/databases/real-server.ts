/** A real server of a database, in a process of its own, for as long as somebody needs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../project.mjs';

export interface RealServer {
  /** As the environment variable of the database takes it. */
  url: string;
  stop(): Promise<void>;
}

/**
 * @returns Undefined where the server is not installed, as MongoDB's is not to be had from Debian.
 * @throws Error when it is installed and does not start.
 */
export async function startRealServer(name: string): Promise<RealServer | undefined> {
  const program = join(root, 'examples/databases/real-server.ts');
  const child = spawn(process.execPath, [program, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    url = line;
    break;
  }
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  if (url) return { url, stop };
  await stop();
  if (child.exitCode !== 0) throw new Error(`The real server of ${name} did not start.`);
  return undefined;
}
