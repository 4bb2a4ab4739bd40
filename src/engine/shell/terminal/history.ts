/** What was typed, kept in a file of the container. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const SIZE = 500;

export class History {
  /** Oldest first. */
  readonly lines: string[];
  readonly #path: string | undefined;

  /** @param path `undefined` keeps nothing. */
  constructor(path: string | undefined) {
    this.#path = path;
    this.lines = path === undefined ? [] : readLines(path).slice(-SIZE);
  }

  add(line: string): void {
    if (line.trim() === '' || line === this.lines.at(-1)) return;
    this.lines.push(line);
    if (this.lines.length > SIZE) this.lines.shift();
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${line}\n`);
    } catch {
      // A file system without room must not stop the shell.
    }
  }

  /** As `node:readline` wants it: newest first. */
  newestFirst(): string[] {
    return this.lines.toReversed();
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
