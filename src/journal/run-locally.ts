/** How a reader runs a day's example on their own machine. */
import { site } from './site.ts';

export const runLocallyHeading = { slug: 'run-it-on-your-machine', text: 'Run it on your machine' };

/** The commands, one per line, from a fresh clone (or from the repository where no address is configured). */
export function runLocallyCommands(day: number, entry: string): string {
  const clone = site.repository
    ? [`git clone ${site.repository}.git`, `cd ${site.repository.split('/').at(-1)}`]
    : [];
  return [...clone, `cd examples/day${day}`, 'npm install', `node ${entry}`].join('\n');
}
