import type { ShellCommand } from '../run/command.ts';
export const npm: ShellCommand = () => 1;
export const npx: ShellCommand = () => 1;
