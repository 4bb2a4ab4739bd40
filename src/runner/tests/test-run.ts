/// <reference types="vite/client" />
/** One run of `node --test` in the container. */
import type { Container } from '../../container/container.ts';
import reporterSource from './reporter.mjs?raw';
import { TestEventReader, type TestEvent } from './test-events.ts';

/** Beside the day's folder, in which the reporter would be a file of the example's. */
const reporterFolder = '.runner';
const reporterPath = `${reporterFolder}/test-reporter.mjs`;

export interface TestRunOptions {
  container: Container;
  /** The day's folder. */
  folder: string;
  /** Paths in that folder. */
  files: readonly string[];
  /** For `--test-name-pattern`. */
  pattern?: string;
  signal: AbortSignal;
  onEvent: (event: TestEvent) => void;
}

/**
 * Resolves when the process has ended; an aborted signal kills it.
 *
 * @returns The exit code: 0 when all tests passed, 1 when some failed.
 */
export async function runTests(options: TestRunOptions): Promise<number> {
  const { container, folder, files, pattern, signal, onEvent } = options;
  await container.fs.mkdir(reporterFolder, { recursive: true });
  await container.fs.writeFile(reporterPath, reporterSource);
  signal.throwIfAborted();
  const process = await container.spawn(
    'node',
    [
      '--test',
      `--test-reporter=${container.workdir}/${reporterPath}`,
      ...(pattern === undefined ? [] : [`--test-name-pattern=${pattern}`]),
      ...files,
    ],
    { cwd: folder, env: { NO_COLOR: '1' } },
  );
  const kill = (): void => process.kill();
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const reader = new TestEventReader();
  const output = process.output.getReader();
  try {
    for (;;) {
      const { done, value } = await output.read();
      if (done || signal.aborted) break;
      reader.read(value).forEach(onEvent);
    }
    if (!signal.aborted) reader.end().forEach(onEvent);
  } catch {
    // The stream broke with its process, whose end is reported by its exit.
  } finally {
    void output.cancel().catch(() => {});
  }
  const code = await process.exit.catch(() => 1);
  signal.removeEventListener('abort', kill);
  return code;
}
