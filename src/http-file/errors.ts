/** A `.http` file that cannot be read or run as it stands; the message says what to change. */
export class HttpFileError extends Error {
  /** Line in the file, counted from 1. */
  readonly line: number;
  constructor(line: number, message: string, options?: ErrorOptions) {
    super(`line ${line}: ${message}`, options);
    this.name = 'HttpFileError';
    this.line = line;
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
