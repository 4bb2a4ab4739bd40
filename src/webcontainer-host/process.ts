/** A process of the container as the client holds it. */
import type { WebContainerProcess } from '@webcontainer/api';
import type { OutputListener } from './wire.ts';

export class HostProcess {
  /** Read by the client as a property: settles with the exit code. */
  readonly onExit: Promise<number>;
  readonly #process: WebContainerProcess;
  readonly #input: WritableStreamDefaultWriter<string>;

  constructor(process: WebContainerProcess, listener: OutputListener | undefined) {
    this.#process = process;
    this.#input = process.input.getWriter();
    this.onExit = process.exit;
    void forward(process.output, listener);
  }

  /** The client does not wait for it, so what a program does not read is kept here in order. */
  async write(data: string): Promise<void> {
    await this.#input.write(data);
  }

  kill(): void {
    this.#process.kill();
  }

  resize(size: { cols: number; rows: number }): void {
    this.#process.resize(size);
  }
}

/** One chunk at a time: the answer of the page that reads is the back-pressure for the program. */
async function forward(
  output: ReadableStream<string>,
  listener: OutputListener | undefined,
): Promise<void> {
  const encoder = new TextEncoder();
  const reader = output.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await listener?.(encoder.encode(value));
    }
    await listener?.(null);
  } catch {
    // The stream broke with its process, whose end is told by `onExit`.
  }
}
