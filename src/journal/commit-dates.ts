import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Reads the output of `git log --format=t:%ct --name-only`: the newest date of each path.
 * @example parseCommitDates('t:1700000000\n\na.md\n') // => Map { 'a.md' => 2023-11-14T22:13:20.000Z }
 */
export function parseCommitDates(log: string): Map<string, Date> {
  const dates = new Map<string, Date>();
  let date = new Date(0);
  for (const line of log.split('\n')) {
    if (line.startsWith('t:')) date = new Date(Number(line.slice(2)) * 1000);
    else if (line !== '' && !dates.has(line)) dates.set(line, date);
  }
  return dates;
}

/**
 * When each file in some folders was last committed, by one `git log` for all of them. Empty where there
 * is no history, as in a downloaded archive, and where it is cut off, as many hosts clone: its oldest
 * commit would be the date of all that is older. Pages then show no date.
 *
 * @param root The root of the repository.
 * @param folders Paths from the root.
 */
export async function newestCommitDates(
  root: string,
  ...folders: string[]
): Promise<Map<string, Date>> {
  const git = async (...args: string[]): Promise<string> => {
    const options = { cwd: root, maxBuffer: 32 * 1024 * 1024 };
    return (await promisify(execFile)('git', args, options)).stdout;
  };
  try {
    if ((await git('rev-parse', '--is-shallow-repository')).trim() === 'true') return new Map();
    return parseCommitDates(
      await git('log', '--format=t:%ct', '--name-only', '--relative', '--', ...folders),
    );
  } catch {
    return new Map();
  }
}
