/** `ps`. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ShellCommand } from '../run/command.ts';

interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

/** What `/proc` tells, where there is one. */
function fromProc(): ProcessRow[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    try {
      const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return command ? [{ pid: Number(name), parent: Number(parent ?? 0), command }] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}

export const ps: ShellCommand = async ({ stdout }) => {
  const rows = fromProc();
  if (rows.length === 0) {
    rows.push({ pid: process.pid, parent: process.ppid, command: process.argv.join(' ') });
  }
  const width = Math.max(5, ...rows.map(({ pid }) => String(pid).length));
  await stdout.write(`${'PID'.padStart(width)} ${'PPID'.padStart(width)} COMMAND\n`);
  for (const { pid, parent, command } of rows.sort((a, b) => a.pid - b.pid)) {
    const columns = [pid, parent].map((id) => String(id).padStart(width));
    await stdout.write(`${columns.join(' ')} ${command}\n`);
  }
};
