import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const ROWS = 200_000;
const BLOCK = 1_000;

/** Writes a CSV of 6,400,000 bytes whose rows are all 32 bytes long: row n starts at byte 32 × n. */
export async function writeReadings(path: string): Promise<void> {
  await pipeline(blocks, createWriteStream(path));
}

/** The file in blocks of 1,000 rows: never more than one block in memory, and few calls. */
function* blocks(): Generator<string> {
  for (let first = 0; first < ROWS; first += BLOCK) {
    yield Array.from({ length: BLOCK }, (_, offset) => row(first + offset)).join('');
  }
}

function row(n: number): string {
  const time = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString().slice(0, 16);
  const celsius = 10 + (n % 1_440) / 144;
  return `${String(n).padStart(6, '0')},${time},${celsius.toFixed(4)}\n`;
}
