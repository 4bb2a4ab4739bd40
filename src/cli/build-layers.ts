/** Builds the layers of all examples into `.cache/layers` and prints their sizes: `npm run build:layers`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildLayers } from '../engine/layers/build.ts';
import { brotliSize, sizeOf } from '../engine/layers/write.ts';
import { filesUnder } from '../journal/checks/project-facts.ts';
import { stripRegionMarkers } from '../journal/example-files.ts';
import { layersFolder } from '../journal/layers-manifest.ts';
import { root } from './project.mjs';

const examplesFolder = join(root, 'examples');

/** Days whose folder holds a `requests.http`: the ones that a runner can run. */
async function exampleDays() {
  const names = await readdir(examplesFolder);
  const numbers = names.flatMap((name) => /^day(\d+)$/.exec(name)?.slice(1).map(Number) ?? []);
  const days = await Promise.all(
    numbers
      .sort((a, b) => a - b)
      .map(async (day) => {
        const files = await filesUnder(join(examplesFolder, `day${day}`));
        return { day, files: files.map((path) => `day${day}/${path}`) };
      }),
  );
  return days.filter(({ day, files }) => files.includes(`day${day}/requests.http`));
}

const started = performance.now();
try {
  const { manifest, layers, notes } = await buildLayers({
    examplesFolder,
    days: await exampleDays(),
    outputFolder: join(root, layersFolder),
    transformSource: stripRegionMarkers,
  });
  const lazy = new Set(Object.values(manifest.layers).flatMap((layer) => layer.lazy ?? []));
  console.log(
    `${'layer'.padEnd(36)}${['raw', 'gzip', 'brotli', 'plain gzip'].map((t) => t.padStart(12)).join('')}`,
  );
  for (const { id, script, plain } of layers) {
    const { raw, gzip } = sizeOf(script);
    const sizes = [
      raw,
      gzip,
      brotliSize(script),
      plain === undefined ? undefined : sizeOf(plain).gzip,
    ];
    const cells = sizes.map((bytes) =>
      (bytes === undefined ? 'lazy' : `${(bytes / 1000).toFixed(1)} kB`).padStart(12),
    );
    if (!lazy.has(id) || process.argv.includes('--lazy'))
      console.log(`${id.padEnd(36)}${cells.join('')}`);
  }
  for (const note of notes) console.warn(`Note: ${note}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const count = Object.keys(manifest.days).length;
  console.log(
    `${layers.length} layers (${lazy.size} of them lazy) of ${count} days in ${seconds} s`,
  );
} catch (error) {
  console.error(`The layers could not be built. ${(error as Error).message}`);
  process.exitCode = 1;
}
