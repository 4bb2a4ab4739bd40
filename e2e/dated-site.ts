/** A second build of the site, with an address and dates, as it was on one day in January. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');

export const siteUrl = 'https://backend.example.org';
export const startDate = '2026-01-01';
/** The date of day 3. */
export const today = '2026-01-04';

export class DatedSite {
  readonly folder = join(root, '.cache/dated-site');

  /** Builds it; twelve seconds on two cores. @throws Error with the build's output. */
  async build(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    try {
      await promisify(execFile)(
        process.execPath,
        ['node_modules/astro/bin/astro.mjs', 'build', '--outDir', this.folder],
        {
          cwd: root,
          env: {
            ...process.env,
            // Playwright's own would have Astro build for development.
            NODE_ENV: 'production',
            ASTRO_CACHE_DIR: join(root, '.cache/dated-site-cache'),
            SITE_URL: siteUrl,
            START_DATE: startDate,
            TODAY: today,
            PUBLISH: 'until-today',
          },
          maxBuffer: 16 * 1024 * 1024,
        },
      );
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      throw new Error(`The site could not be built:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** The files, as paths from the root of the site, sorted. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .sort();
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }
}
