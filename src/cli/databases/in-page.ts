/** Asks the databases of `examples/databases` in the embedded engine, in a browser. */
import type { BrowserName } from '../harness/browser.ts';
import { PageProgram } from './page-program.ts';
import { readRecords, type Answered } from './records.ts';

/** A browser with the engine and the layers of some databases. */
export class PageAnswers implements AsyncDisposable {
  readonly #names: readonly string[];
  readonly #program: PageProgram;

  private constructor(names: readonly string[], program: PageProgram) {
    this.#names = names;
    this.#program = program;
  }

  static async open(names: readonly string[], browser: BrowserName): Promise<PageAnswers> {
    const programs = names.map((name) => [
      'databases/answers.ts',
      `databases/${name}/comparison/index.ts`,
    ]);
    return new PageAnswers(names, await PageProgram.open(programs, browser));
  }

  /** @param flags As `answers.ts` takes them. */
  async answers(name: string, flags: readonly string[]): Promise<Answered> {
    const { code, output } = await this.#program.run(this.#names.indexOf(name), [name, ...flags]);
    return readRecords(output + (code === 0 ? '' : `\nThe program's exit code: ${code}`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
