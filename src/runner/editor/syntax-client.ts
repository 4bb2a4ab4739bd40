/** Asks the worker that parses. It is started by the first question. */
import type { SyntaxReport } from '../../container/syntax.ts';
import type { SyntaxAnswer, SyntaxQuestion } from './syntax-worker.ts';

export class SyntaxClient {
  readonly #waiting = new Map<number, (report: SyntaxReport | undefined) => void>();
  #worker: Worker | undefined;
  #last = 0;

  /** @returns `undefined` when there is no answer: the worker does not start, or was ended. */
  ask(path: string, text: string): Promise<SyntaxReport | undefined> {
    const id = (this.#last += 1);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#start().postMessage({ id, path, text } satisfies SyntaxQuestion);
    });
  }

  /** Ends the worker; a later question starts another. */
  dispose(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./syntax-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data: { id, report } }: MessageEvent<SyntaxAnswer>) => {
      this.#waiting.get(id)?.(report);
      this.#waiting.delete(id);
    });
    worker.addEventListener('error', () => this.dispose());
    this.#worker = worker;
    return worker;
  }
}
