/**
 * Builds the layers of all examples into `.cache/layers` and prints their sizes:
 * `npm run build:layers [-- --brotli]`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFiles } from '../engine/build/hash-files.mjs';
import { makeUnlessUpToDate } from '../engine/build/up-to-date.ts';
import { buildLayers } from '../engine/layers/build.ts';
import { CompiledFiles } from '../engine/layers/compiled-files.ts';
import { brotliSize } from '../engine/layers/write.ts';
import { filesUnder } from '../journal/checks/project-facts.ts';
import { stripRegionMarkers } from '../journal/example-files.ts';
import { layersFolder } from '../journal/layers-manifest.ts';
import { root } from './project.mjs';

/** Takes longer than the build. */
const withBrotli = process.argv.includes('--brotli');
const examplesFolder = join(root, 'examples');

/** What packages and examples were compiled to. */
const compiledFile = '.cache/compiled.json';

const isPackages = (name: string): boolean => name === 'node_modules';

/** A hash of what compiles: the engine as a whole, for little of the rest of it changes alone. */
const compilerHash = async (): Promise<string> =>
  `${process.version} ${await hashFiles(root, ['package-lock.json', 'src/engine'], isPackages)}`;

/** A hash of all that layers depend on; packages are told by their lockfile. */
const layerInputs = async (): Promise<string> => {
  const own = ['src/cli/build-layers.ts', 'src/journal/example-files.ts'];
  return `${await compilerHash()} ${await hashFiles(root, ['examples', ...own], isPackages)}`;
};

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

async function build(): Promise<void> {
  const started = performance.now();
  const { manifest, layers, notes } = await buildLayers({
    examplesFolder,
    days: await exampleDays(),
    outputFolder: join(root, layersFolder),
    transformSource: stripRegionMarkers,
    compiled: new CompiledFiles(join(root, compiledFile), await compilerHash()),
  });
  const lazy = new Set(Object.values(manifest.layers).flatMap((layer) => layer.lazy ?? []));
  const scripts = new Map(layers.map(({ id, script }) => [id, script]));
  const row = (name: string, ...cells: string[]): void =>
    console.log(name.padEnd(36) + cells.map((cell) => cell.padStart(12)).join(''));
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  row('layer', 'raw', 'gzip', 'plain gzip', ...(withBrotli ? ['brotli'] : []));
  for (const [id, { script, plain }] of Object.entries(manifest.layers)) {
    row(
      id,
      kilobytes(script.raw),
      kilobytes(script.gzip),
      plain ? kilobytes(plain.gzip) : 'lazy',
      ...(withBrotli ? [kilobytes(brotliSize(scripts.get(id)!))] : []),
    );
  }
  for (const note of notes) console.warn(`Note: ${note}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const count = Object.keys(manifest.days).length;
  console.log(
    `${layers.length} layers (${lazy.size} of them lazy) of ${count} days in ${seconds} s`,
  );
}

try {
  const folder = join(root, layersFolder);
  const step = { folder, inputs: await layerInputs(), make: build };
  if (withBrotli) await build();
  else if (!(await makeUnlessUpToDate(step))) console.log('The layers are up to date.');
} catch (error) {
  console.error(`The layers could not be built. ${(error as Error).message}`);
  process.exitCode = 1;
}
