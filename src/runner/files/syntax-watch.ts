/** Finds the faults of syntax in what the reader writes, after a pause and beside the page. */
import { type Fault, faultOfSyntax } from '../editor/faults.ts';
import type { SyntaxClient } from '../editor/syntax-client.ts';

const isScript = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);

/** Milliseconds without a further edit before a text is looked at: a word half written is no fault yet. */
const pause = 400;

export class SyntaxWatch {
  readonly #client: Pick<SyntaxClient, 'ask'>;
  readonly #found: (path: string, faults: readonly Fault[]) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #latest = new Map<string, string>();

  constructor(
    client: Pick<SyntaxClient, 'ask'>,
    found: (path: string, faults: readonly Fault[]) => void,
  ) {
    this.#client = client;
    this.#found = found;
  }

  /** Looks at a text that has become another; only the latest of a file is reported on. */
  look(path: string, text: string): void {
    if (!isScript(path)) return;
    this.#latest.set(path, text);
    clearTimeout(this.#timers.get(path));
    this.#timers.set(
      path,
      setTimeout(() => void this.#ask(path, text), pause),
    );
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#latest.clear();
  }

  async #ask(path: string, text: string): Promise<void> {
    const report = await this.#client.ask(path, text);
    if (!report || this.#latest.get(path) !== text) return;
    this.#found(path, 'fault' in report ? [faultOfSyntax(report.fault)] : []);
  }
}
