/** Insert-and-copy commands and distances. RFC 7932, sections 4 and 5. */

/** `[extra bits, first value]` by code. */
type Ranges = (readonly [bits: number, first: number])[];

const ranges = (first: number, bits: number[]): Ranges => {
  let value = first;
  return bits.map((count) => {
    const range = [count, value] as const;
    value += 2 ** count;
    return range;
  });
};

const insertRanges = ranges(
  0,
  [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24],
);
const copyRanges = ranges(
  2,
  [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24],
);

function codeFor(table: Ranges, value: number): number {
  let low = 0;
  let high = table.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (table[middle]![1] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Command {
  symbol: number;
  insert: number;
  insertBits: number;
  insertExtra: number;
  copyBits: number;
  copyExtra: number;
  /** Absent when it is the last distance, which the symbol implies, or nothing is copied. */
  distance: { symbol: number; bits: number; extra: number } | undefined;
  /** Bytes that it stands for. */
  copy: number;
}

/** First symbols of the cells of insert and copy codes, by their eighths. */
const CELLS = [
  [128, 192, 384],
  [256, 320, 512],
  [448, 576, 640],
];

/** @param distance 0: the same as the last one; `undefined`: literals only, at the end of a block. */
export function command(insert: number, copy: number, distance: number | undefined): Command {
  const insertCode = codeFor(insertRanges, insert);
  const copyCode = codeFor(copyRanges, distance === undefined ? 2 : copy);
  const isImplied = distance === 0 && insertCode < 8 && copyCode < 16;
  const cell = isImplied ? (copyCode >>> 3) * 64 : CELLS[insertCode >>> 3]![copyCode >>> 3]!;
  const [insertBits, firstInsert] = insertRanges[insertCode]!;
  const [copyBits, firstCopy] = copyRanges[copyCode]!;
  return {
    symbol: cell + ((insertCode & 7) << 3) + (copyCode & 7),
    insert,
    insertBits,
    insertExtra: insert - firstInsert,
    copyBits,
    copyExtra: distance === undefined ? 0 : copy - firstCopy,
    distance: isImplied || distance === undefined ? undefined : distanceCode(distance),
    copy: distance === undefined ? 0 : copy,
  };
}

function distanceCode(distance: number): { symbol: number; bits: number; extra: number } {
  if (distance === 0) return { symbol: 0, bits: 0, extra: 0 };
  const value = distance + 3;
  const bits = 30 - Math.clz32(value);
  const half = (value >>> bits) & 1;
  return { symbol: 16 + 2 * (bits - 1) + half, bits, extra: value - ((2 + half) << bits) };
}
