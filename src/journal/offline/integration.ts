import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

/** What makes up a runner but for the day's example, whose address has a hash of its own. */
const runnerSources = [
  'src/runner',
  'src/container',
  'src/http-file',
  '.cache/engine/manifest.json',
];

/** A hash of the runner's sources: pages and scripts of different builds tell each other by it. */
async function runnerVersion(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of runnerSources) {
    const path = join(root, source);
    const names = source.endsWith('.json') ? [''] : await readdir(path, { recursive: true });
    for (const name of names.filter((name) => /^$|\.(?:ts|mjs|css|astro)$/.test(name)).sort()) {
      hash.update(`${name}\n`).update(await readFile(join(path, name)).catch(() => ''));
    }
  }
  return hash.digest('hex').slice(0, 10);
}

/**
 * Puts `keep.ts` into the one script that every page loads, where it costs no further request, and
 * the version of the runner into pages and scripts.
 */
export function offlineReading(): AstroIntegration {
  return {
    name: 'journal:offline-reading',
    hooks: {
      'astro:config:setup': async ({ command, config, injectScript, updateConfig }) => {
        const script = fileURLToPath(new URL('journal/offline/keep.ts', config.srcDir));
        injectScript('page', `import ${JSON.stringify(script)};`);
        const root = fileURLToPath(config.root);
        const version = command === 'dev' ? 'dev' : await runnerVersion(root);
        updateConfig({
          vite: { define: { 'import.meta.env.RUNNER_VERSION': JSON.stringify(version) } },
        });
      },
    },
  };
}
