import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface TestRun {
  exitCode: number;
  output: string;
}

/** Runs `node --test` in this folder, as you would in a terminal, for the button on the page. */
export async function runTests(): Promise<TestRun> {
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec'], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { exitCode, output };
}
