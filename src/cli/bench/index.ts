/**
 * Measures the built site against plain Node, in one run and as ratios:
 *
 *     npm run bench [-- --json] [--pairs <n>] [--only start,requests,programs,memory,bytes,runner,databases] [--files]
 *
 * `--only build` measures how long 100 and 1,000 days take to build, in a quarter of an hour; it is not done unless
 * it is asked for. `--json` prints one flat object with dotted names. Build the site first (`npm run build`).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../project.mjs';
import { startStaticServer } from '../static-server.ts';
import { bars } from './bars.ts';
import { measureBuild } from './build.ts';
import { countBytes } from './bytes.ts';
import { databaseNames, measureDatabaseStart, measureRows, openRowsPage } from './databases.ts';
import { nativeServer, nativeStart } from './native.ts';
import { clickToFirst200, load, memory, prewarm, Profile } from './page.ts';
import { openProgramBench, programs } from './programs.ts';
import { measureRunner, type RunnerTimes } from './runner.ts';
import { compare, median, type Comparison } from './statistics.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    pairs: { type: 'string', default: '7' },
    /** Lists every file that a first and a next Run fetch. */
    files: { type: 'boolean', default: false },
    only: { type: 'string', default: 'start,requests,programs,memory,bytes,runner,databases' },
  },
});
const pairs = Number(values.pairs);
const folder = join(root, 'dist');
if (!existsSync(join(folder, 'day/0/index.html'))) {
  console.error('There is no built site: run npm run build first.');
  process.exit(2);
}

/** Day 0 answers it with Express and a line of JSON. */
const PATH = '/express/health';
const figures: Record<string, number> = {};
const say = (line: string): void => {
  if (!values.json) console.log(line);
};

function record(name: string, { value, baseline, ratio }: Comparison, unit: string): void {
  figures[`${name}.value`] = value;
  figures[`${name}.native`] = baseline;
  figures[`${name}.ratio`] = ratio;
  const bar = bars[`${name}.ratio`];
  const target = bar ? `, bar: at ${bar.most ? 'most' : 'least'} ${bar.most ?? bar.least}×` : '';
  const shown = (number: number): string => number.toFixed(0).padStart(6);
  say(
    `${name.padEnd(16)}${shown(value)} ${unit} here,${shown(baseline)} ${unit} native: ` +
      `${ratio.toFixed(2)}×${target}`,
  );
}

const server = await startStaticServer({ folder, port: 0 });
const day = (number: number): string => `${server.url}day/${number}/`;
try {
  const parts = values.only.split(',');
  if (parts.includes('start')) await measureStart();
  if (parts.includes('requests')) await measureRequests();
  if (parts.includes('programs')) await measurePrograms();
  if (parts.includes('memory')) await measureMemory();
  if (parts.includes('bytes')) await measureBytes();
  if (parts.includes('runner')) await measureFeel();
  if (parts.includes('build')) await measureBuildTimes();
  if (parts.includes('databases')) await measureDatabases();
} finally {
  server.server.close();
}
if (values.json) console.log(JSON.stringify(figures, null, 2));

async function measureStart(): Promise<void> {
  const cold: [number, number][] = [];
  const warm: [number, number][] = [];
  const prewarmed: [number, number][] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const profile = new Profile();
    try {
      const first = await profile.open(day(0));
      cold.push([await clickToFirst200(first, PATH), await nativeStart(PATH)]);
      await first.close();
      // A second visit lets the browser keep the compiled scripts, as it does for a returning reader.
      const second = await profile.open(day(0));
      await clickToFirst200(second, PATH);
      await second.close();
      const third = await profile.open(day(0));
      warm.push([await clickToFirst200(third, PATH), await nativeStart(PATH)]);
      await third.close();
      const fourth = await profile.open(day(0));
      await prewarm(fourth);
      prewarmed.push([await clickToFirst200(fourth, PATH), await nativeStart(PATH)]);
    } finally {
      await profile.close();
    }
  }
  record('run.cold', compare(cold), 'ms');
  record('run.warm', compare(warm), 'ms');
  record('run.prewarmed', compare(prewarmed), 'ms');
}

async function measureRequests(): Promise<void> {
  const profile = new Profile();
  const native = await nativeServer();
  try {
    const page = await profile.open(day(0));
    await clickToFirst200(page, PATH);
    for (const connections of [1, 10]) {
      const total = 4000 * Math.min(connections, 3);
      await load(page, PATH, connections, total);
      await native.load(PATH, connections);
      const rates: [number, number][] = [];
      for (let pair = 0; pair < pairs; pair++) {
        rates.push([
          await load(page, PATH, connections, total),
          await native.load(PATH, connections),
        ]);
      }
      record(`requests.c${connections}`, compare(rates), '/s');
    }
  } finally {
    await native.stop();
    await profile.close();
  }
}

async function measurePrograms(): Promise<void> {
  const bench = await openProgramBench();
  try {
    for (const program of programs) {
      const times: [number, number][] = [];
      for (let pair = 0; pair < pairs; pair++) {
        times.push([await bench.inEngine(program), bench.onNode(program)]);
      }
      record(`programs.${program}`, compare(times), 'ms');
    }
  } finally {
    await bench.close();
  }
}

async function measureMemory(): Promise<void> {
  const profile = new Profile();
  try {
    const page = await profile.open(day(0));
    const before = await memory(page);
    await clickToFirst200(page, PATH);
    const idle = (await memory(page)) - before;
    figures['memory.idle'] = idle;
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
    say(
      `memory.idle     ${megabytes(idle)} more than the page before Run; bar: at most ` +
        `${megabytes(bars['memory.idle']!.most!)}`,
    );
  } finally {
    await profile.close();
  }
}

async function measureBuildTimes(): Promise<void> {
  const times = await measureBuild();
  for (const [name, time] of Object.entries(times)) {
    figures[`build.${name}`] = time;
    const most = bars[`build.${name}`]?.most;
    const bar = most === undefined ? '' : `; bar: at most ${most / 1000} s`;
    say(`build.${name}`.padEnd(16) + `${(time / 1000).toFixed(1)} s${bar}`);
  }
  const ratio = times.days1000 / times.days100;
  figures['build.growth'] = ratio;
  say(`build.growth    ${ratio.toFixed(1)}×; bar: at most ${bars['build.growth']!.most}×`);
}

async function measureFeel(): Promise<void> {
  const samples: RunnerTimes[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    samples.push(await measureRunner(day(0)));
  }
  for (const name of Object.keys(samples[0] ?? {}) as (keyof RunnerTimes)[]) {
    const value = median(samples.map((sample) => sample[name]));
    figures[`runner.${name}`] = value;
    const most = bars[`runner.${name}`]?.most;
    const bar = most === undefined ? '' : `; bar: at most ${most} ms`;
    say(`runner.${name}`.padEnd(24) + `${value.toFixed(1)} ms${bar}`);
  }
}

async function measureDatabases(): Promise<void> {
  await using rowsPage = await openRowsPage();
  for (const name of databaseNames) {
    const { bytes, ...starts } = await measureDatabaseStart(name, server, pairs);
    for (const [kind, comparison] of Object.entries(starts)) {
      record(`${name}.${kind}`, comparison, 'ms');
    }
    figures[`${name}.bytes`] = bytes;
    const { page, node, real } = await measureRows(name, pairs, rowsPage);
    say(`${name}.bytes`.padEnd(16) + `${(bytes / 1e6).toFixed(2)} MB compressed at the first Run`);
    for (const what of ['insert', 'select'] as const) {
      figures[`${name}.${what}.page`] = page[what];
      const beside = ({ [what]: rate }: Record<typeof what, number>): string =>
        `${rate.toFixed(0)}/s, ${(page[what] / rate).toFixed(2)}×`;
      if (real) figures[`${name}.${what}.ratio`] = page[what] / real[what];
      say(
        `${name}.${what}`.padEnd(16) +
          `${page[what].toFixed(0)} rows/s in the page; the stand-in on Node: ${beside(node)}; ` +
          `the real server: ${real ? beside(real) : 'not installed'}`,
      );
    }
  }
}

async function measureBytes(): Promise<void> {
  const profile = new Profile();
  try {
    const page = await profile.open(day(0));
    const first = await countBytes(server.server, () => clickToFirst200(page, PATH));
    figures['bytes.first'] = first.total;
    for (const part of ['core', 'layers', 'example', 'runner'] as const) {
      figures[`bytes.first.${part}`] = first[part];
    }
    await page.close();
    const next = await profile.open(day(1));
    const second = await countBytes(server.server, () => clickToFirst200(next, '/notes'));
    figures['bytes.next'] = second.total;
    if (values.files) {
      for (const [path, length] of first.files) say(`  first ${path} ${length}`);
      for (const [path, length] of second.files) say(`  next ${path} ${length}`);
    }
    const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
    say(
      `bytes.first     ${kilobytes(first.total)} compressed: core ${kilobytes(first.core)}, layers ` +
        `${kilobytes(first.layers)}, example ${kilobytes(first.example)}, runner ` +
        `${kilobytes(first.runner)}; bar: at most ${kilobytes(bars['bytes.first']!.most!)}`,
    );
    say(
      `bytes.next      ${kilobytes(second.total)} compressed; bar: at most ` +
        `${kilobytes(bars['bytes.next']!.most!)}`,
    );
  } finally {
    await profile.close();
  }
}
