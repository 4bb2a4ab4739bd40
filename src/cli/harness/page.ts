/** The page of the harness: the engine and nothing else, driven from outside through `engine`. */
import manifest from '../../../.cache/engine/manifest.json' with { type: 'json' };
import { EmbeddedEngine } from '../../engine/index.ts';

const engine = new EmbeddedEngine({
  files: { folder: new URL('/engine/', location.href).href, ...manifest },
  serviceWorker: { url: '/preview-service-worker.js', scope: '/' },
});

interface ProgramResult {
  code: number | 'timeout';
  output: string;
}

/** Runs `node` with these arguments over a snapshot until it ends; output as it comes. */
async function run(
  args: string[],
  options: {
    snapshot?: string;
    cwd?: string;
    env?: Record<string, string>;
    timeout?: number;
    print?: boolean;
  } = {},
): Promise<ProgramResult> {
  const container = await engine.boot();
  if (options.snapshot) {
    await container.mount(await (await fetch(options.snapshot)).arrayBuffer());
  }
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

Object.assign(globalThis, { engine, run });
export type HarnessRun = typeof run;
