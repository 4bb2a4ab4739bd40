/** What the databases in the page cost: their start, their bytes, and rows per second. */
import { execFile } from 'node:child_process';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readDatabaseFacts } from '../../journal/databases.ts';
import { PageProgram } from '../databases/page-program.ts';
import { startRealServer } from '../databases/real-server.ts';
import { root } from '../project.mjs';
import { countBytes } from './bytes.ts';
import { nativeStart } from './native.ts';
import { clickToFirst200, prewarm, Profile } from './page.ts';
import { compare, type Comparison } from './statistics.ts';

/** For each database a day that has it alone, and another one for the second visit where there is one. */
const days: Record<string, [first: number, second: number]> = {
  postgres: [30, 34],
  mysql: [40, 42],
  mongodb: [44, 47],
  redis: [72, 74],
};
export const databaseNames = Object.keys(days);

/** Every day answers it with its page. */
const PATH = '/';

interface Starts {
  /** Click to the first 200 in milliseconds, beside plain Node with the same stand-in. */
  cold: Comparison;
  warm: Comparison;
  prewarmed: Comparison;
  /** The second day with the database, by a reader who has run the first. */
  second: Comparison;
  /** Compressed bytes that a first Run moves. */
  bytes: number;
}

export async function measureDatabaseStart(
  name: string,
  site: { url: string; server: Server },
  pairs: number,
): Promise<Starts> {
  const [first, second] = days[name]!;
  const page = (day: number): string => `${site.url}day/${day}/`;
  const times: Record<'cold' | 'warm' | 'prewarmed' | 'second', [number, number][]> = {
    cold: [],
    warm: [],
    prewarmed: [],
    second: [],
  };
  let bytes = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const native = await nativeStart(PATH, first);
    const profile = new Profile();
    const visit = async (day: number, isPrewarmed = false): Promise<number> => {
      const opened = await profile.open(page(day));
      if (isPrewarmed) await prewarm(opened);
      const took = await clickToFirst200(opened, PATH);
      await opened.close();
      return took;
    };
    try {
      const counted = await countBytes(site.server, async () => {
        times.cold.push([await visit(first), native]);
      });
      bytes = counted.total;
      times.second.push([await visit(second), await nativeStart(PATH, second)]);
      times.warm.push([await visit(first), native]);
      times.prewarmed.push([await visit(first, true), native]);
    } finally {
      await profile.close();
    }
  }
  return {
    cold: compare(times.cold),
    warm: compare(times.warm),
    prewarmed: compare(times.prewarmed),
    second: compare(times.second),
    bytes,
  };
}

interface Rows {
  insert: number;
  select: number;
}
const program = 'databases/rows.ts';

/** A browser for `measureRows`, with the layers of all databases. */
export const openRowsPage = (): Promise<PageProgram> => PageProgram.open([[program]], 'chromium');

/**
 * Rows per second through the same driver: in the page, in plain Node, and with the real server.
 * `real` is undefined where the server is not installed.
 *
 * @param inPage From `openRowsPage`.
 */
export async function measureRows(
  name: string,
  pairs: number,
  inPage: PageProgram,
): Promise<{ page: Rows; node: Rows; real: Rows | undefined }> {
  const onNode = async (env: NodeJS.ProcessEnv = {}): Promise<Rows> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'examples', program), name],
      { env: { ...process.env, ...env } },
    );
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as Rows;
  };
  const server = await startRealServer(name);
  const best = { page: none(), node: none(), real: server && none() };
  try {
    const { variable } = await readDatabaseFacts(name, root);
    for (let pair = 0; pair < pairs; pair++) {
      const { output } = await inPage.run(0, [name]);
      keep(best.page, JSON.parse(/^\{.*\}$/m.exec(output)![0]) as Rows);
      keep(best.node, await onNode());
      if (server) keep(best.real!, await onNode({ [variable]: server.url }));
    }
  } finally {
    await server?.stop();
  }
  return best;
}

const none = (): Rows => ({ insert: 0, select: 0 });
/** The best of several: whatever else the machine does only takes away. */
function keep(best: Rows, rows: Rows): void {
  best.insert = Math.max(best.insert, rows.insert);
  best.select = Math.max(best.select, rows.select);
}
