/** A second build of the site, for an address with a path, as on GitHub Pages. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../src/cli/project.mjs';

export const base = '/repo/';

/** @returns The folder of the built site. @throws Error with the build's output. */
export async function buildSubPathSite(): Promise<string> {
  const folder = join(root, '.cache/sub-path-site');
  await rm(folder, { recursive: true, force: true });
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', folder],
      {
        cwd: root,
        env: {
          ...process.env,
          // Playwright's own would have Astro build for development.
          NODE_ENV: 'production',
          ASTRO_CACHE_DIR: join(root, '.cache/sub-path-site-cache'),
          BASE_PATH: base,
          SITE_URL: 'https://name.example.org',
        },
        maxBuffer: 16 * 1024 * 1024,
      },
    );
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`The site could not be built:\n${stdout}\n${stderr}`, { cause: error });
  }
  return folder;
}
