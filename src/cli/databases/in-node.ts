/** Asks a database of `examples/databases` in a process of plain Node. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../project.mjs';
import { readRecords, type Answered } from './records.ts';

/** @param flags As `answers.ts` takes them. */
export async function answersInNode(name: string, flags: readonly string[]): Promise<Answered> {
  const program = join(root, 'examples/databases/answers.ts');
  const child = spawn(process.execPath, [program, name, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return readRecords(output);
}
