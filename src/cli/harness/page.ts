/** The page of the harness: the engine and nothing else, driven from outside through `engine`. */
import manifest from '../../../.cache/engine/manifest.json' with { type: 'json' };
import { EmbeddedEngine, type EmbeddedContainer } from '../../engine/index.ts';

const engine = new EmbeddedEngine({
  files: { folder: new URL('/engine/', location.href).href, ...manifest },
  previews: { url: '/preview-service-worker.js', scope: '/' },
});

interface ProgramResult {
  code: number | 'timeout';
  output: string;
}

interface RunOptions {
  /** URL of a snapshot to mount in the working directory. */
  snapshot?: string;
  /** URLs of layers. */
  layers?: string[];
  /** Texts by path, written after the snapshot. */
  files?: Record<string, string>;
  cwd?: string;
  env?: Record<string, string>;
  /** Milliseconds. */
  timeout?: number;
  print?: boolean;
}

/** Runs `node` with these arguments over a snapshot until it ends; output as it comes. */
async function run(args: string[], options: RunOptions = {}): Promise<ProgramResult> {
  const container = await engine.boot({ layers: options.layers ?? [] });
  if (options.snapshot) {
    await container.mount(await (await fetch(options.snapshot)).arrayBuffer());
  }
  await writeFiles(container, options.files ?? {});
  return runIn(container, args, options);
}

async function writeFiles(
  container: EmbeddedContainer,
  files: Record<string, string>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await container.fs.mkdir(path.replace(/[^/]*$/, ''), { recursive: true });
    await container.fs.writeFile(path, text);
  }
}

async function runIn(
  container: EmbeddedContainer,
  args: string[],
  options: RunOptions,
): Promise<ProgramResult> {
  const process = await container.spawn('node', args, {
    cwd: options.cwd ?? '.',
    env: options.env ?? {},
  });
  let output = '';
  const reading = process.output.pipeTo(
    new WritableStream({
      write(text) {
        output += text;
        if (options.print) console.log(text.replace(/\n$/, ''));
      },
    }),
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timedOut = new Promise<'timeout'>((resolve) => {
    if (options.timeout) timer = setTimeout(() => resolve('timeout'), options.timeout);
  });
  const code = await Promise.race([process.exit, timedOut]);
  clearTimeout(timer);
  if (code === 'timeout') process.kill();
  // What the program has started may still print, but not for ever.
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 5000))]);
  container.teardown();
  return { code, output };
}

const snapshots = new Map<string, Promise<ArrayBuffer>>();
const fetchSnapshot = async (url: string): Promise<ArrayBuffer> => (await fetch(url)).arrayBuffer();

/** The end of a long output: what a failure says comes last. */
const KEPT = 20_000;

/** One of many tests over the same snapshot, with a few files of its own. */
async function runTest(
  args: string[],
  options: RunOptions & { snapshot: string; files: Record<string, string> },
): Promise<ProgramResult> {
  const { snapshot, files } = options;
  if (!snapshots.has(snapshot)) snapshots.set(snapshot, fetchSnapshot(snapshot));
  const container = await engine.boot();
  await container.mount(await snapshots.get(snapshot)!);
  await writeFiles(container, files);
  const running = runIn(container, args, options);
  // The next test's worker loads while this one runs.
  engine.prewarm();
  const { code, output } = await running;
  return { code, output: output.slice(-KEPT) };
}

Object.assign(globalThis, { engine, run, runTest });
export type HarnessRun = typeof run;
export type HarnessTest = typeof runTest;
