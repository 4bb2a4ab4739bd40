/** `sleep` and `timeout`. */
import { setTimeout as delay } from 'node:timers/promises';
import { CommandError, type ShellCommand } from '../run/command.ts';

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600 };

/** @example durationOf('1.5m') // → 90000, in milliseconds */
export function durationOf(text: string): number {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([smh]?)$/.exec(text);
  if (!match) throw new CommandError(`${text}: not a number of seconds`);
  return Number(match[1]) * UNITS[match[2]!]! * 1000;
}

export const sleep: ShellCommand = async ({ args, signal }) => {
  if (args.length === 0) throw new CommandError('usage: sleep seconds', 2);
  const duration = args.reduce((sum, text) => sum + durationOf(text), 0);
  await delay(duration, undefined, { signal });
};
