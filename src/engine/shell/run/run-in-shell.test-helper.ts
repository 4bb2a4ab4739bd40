/** Runs command lines over real files, with real processes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runShell } from './interpreter.ts';
import { Job } from './job.ts';
import { childProcesses } from './process.ts';
import { Shell } from './shell.ts';
import { collector, textInput } from './streams.ts';

export interface ShellResult {
  code: number;
  out: string;
  err: string;
}

/** A folder with these files, by path. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): {
  path: string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'shell-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function runInShell(
  cwd: string,
  text: string,
  options: { env?: Record<string, string>; input?: string; job?: Job; positional?: string[] } = {},
): Promise<ShellResult> {
  const [out, err] = [collector(), collector()];
  const shell = new Shell({
    env: { PATH: process.env.PATH, HOME: cwd, USER: 'me', ...options.env },
    cwd,
    name: 'sh',
    positional: options.positional ?? [],
    launcher: childProcesses,
  });
  const code = await runShell(text, {
    shell,
    job: options.job ?? new Job(0, text),
    stdin: textInput(options.input ?? ''),
    stdout: out.output,
    stderr: err.output,
  });
  return { code, out: out.text(), err: err.text() };
}
