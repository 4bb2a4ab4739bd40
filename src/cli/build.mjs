// @ts-check
/**
 * `npm run build`: the whole site into `dist`. Steps that do not wait for each other run at once, so that two
 * cores have something to do.
 */
import { writeBuildStamp } from './build-stamp.mjs';
import { node, Stop } from './project.mjs';

const seconds = (/** @type {number} */ since) =>
  `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Runs one step, and then prints what it said: that of two at once would be mixed.
 *
 * @param {string} name
 * @param {...string} args Of the pinned Node.
 */
const step = async (name, ...args) => {
  console.log(`${name} …`);
  const started = performance.now();
  const { code, output } = await node(args);
  console.log(`\n${name}: ${seconds(started)}\n${output.trim()}\n`);
  if (code !== 0) throw new Stop(`${name}: failed. The reason is above.`);
};

/** All of them to their ends, and then the first that failed. @param {...Promise<void>} steps */
const together = async (...steps) => {
  for (const outcome of await Promise.allSettled(steps)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
};

const databasesAndLayers = async () => {
  await step('databases', 'examples/databases/postgres/build.ts');
  await step('layers', '--disable-warning=ExperimentalWarning', 'src/cli/build-layers.ts');
};

/** What pages are copied beside is compressed as soon as it is there. @param {string} folder */
const compressAhead = (folder) =>
  step(`compression of ${folder}`, 'src/cli/compress.ts', '--ahead', folder);

const started = performance.now();
try {
  const engine = step('engine', 'src/engine/build/index.ts');
  const layers = databasesAndLayers();
  const compressed = engine
    .then(() => compressAhead('.cache/engine'))
    .then(() => layers)
    .then(() => compressAhead('.cache/layers'));
  // Its failure is that of the step before, or is seen below.
  compressed.catch(() => {});
  await together(engine, layers);
  await together(step('pages', 'node_modules/astro/bin/astro.mjs', 'build'), compressed);
  await step('compression', 'src/cli/compress.ts');
  await writeBuildStamp();
  console.log(`Built in ${seconds(started)}.`);
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
