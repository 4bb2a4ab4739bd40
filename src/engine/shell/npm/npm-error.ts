/** What npm prints as `npm error …`, line by line. */
export class NpmError extends Error {
  readonly exitCode: number;
  /** npm's code, such as `E404`, printed first. */
  readonly code: string | undefined;

  constructor(message: string, options: { code?: string; exitCode?: number } = {}) {
    super(message);
    this.code = options.code;
    this.exitCode = options.exitCode ?? 1;
  }

  get lines(): string[] {
    const text = this.message.split('\n');
    return this.code === undefined ? text : [`code ${this.code}`, ...text];
  }
}
