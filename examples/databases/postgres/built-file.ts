/** Files that are not committed, but made by `npm run build:databases`, or by the first start. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Where it is kept, and where if its folder cannot be written. */
const places = (file: string): string[] => [file, join(tmpdir(), basename(file))];

/** The file as `parse` reads it; made anew where it is missing, or where `parse` throws. */
export async function builtFile<Content>(
  file: string,
  parse: (bytes: Buffer) => Content,
  make: () => Buffer | Promise<Buffer>,
): Promise<Content> {
  for (const place of places(file)) {
    try {
      return parse(readFileSync(place));
    } catch {
      // Not there, or cut off: the next place.
    }
  }
  const bytes = await make();
  save(file, bytes);
  return parse(bytes);
}

function save(file: string, bytes: Uint8Array): void {
  for (const place of places(file)) {
    try {
      // Two processes may do this at once; a reader must never see half a file.
      const unfinished = `${place}.${process.pid}`;
      writeFileSync(unfinished, bytes);
      renameSync(unfinished, place);
      return;
    } catch {
      // Read-only: the next place, or none.
    }
  }
}
