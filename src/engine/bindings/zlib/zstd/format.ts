/** Numbers of the Zstandard format, RFC 8878. */
export const MAGIC = 0xfd2fb528;
export const DICTIONARY_MAGIC = 0xec30a437;
/** `0x184D2A50` to `0x184D2A5F`. */
export const SKIPPABLE_MAGIC = 0x184d2a50;
export const BLOCK_MAX = 128 * 1024;
export const INITIAL_REPEATS: readonly number[] = [1, 4, 8];

export const BlockType = { raw: 0, rle: 1, compressed: 2 } as const;
export const LiteralsType = { raw: 0, rle: 1, compressed: 2, treeless: 3 } as const;
export const TableMode = { predefined: 0, rle: 1, compressed: 2, repeat: 3 } as const;

/** How the codes of one part of the sequences are written. */
export interface CodeTable {
  /** Symbols and accuracy of the predefined distribution. */
  readonly predefined: readonly number[];
  readonly predefinedLog: number;
  readonly maxLog: number;
  readonly maxSymbol: number;
}

/** The smallest value of each code and the number of bits to add. */
interface Ranges {
  readonly base: Uint32Array;
  readonly bits: Uint8Array;
}

/** Codes below `simple` stand for one value each; `bits` are those of the following codes. */
function ranges(simple: number, first: number, bits: readonly number[]): Ranges {
  const base = new Uint32Array(simple + bits.length);
  const widths = new Uint8Array(base.length);
  for (let code = 0; code < simple; code++) base[code] = first + code;
  let value = first + simple;
  for (const [index, width] of bits.entries()) {
    base[simple + index] = value;
    widths[simple + index] = width;
    value += 2 ** width;
  }
  return { base, bits: widths };
}

export const literalLengths = ranges(16, 0, [
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
export const matchLengths = ranges(32, 3, [
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);

const repeat = (value: number, count: number): number[] => new Array<number>(count).fill(value);

export const codeTables: Record<'literalLength' | 'offset' | 'matchLength', CodeTable> = {
  literalLength: {
    predefined: [
      ...[4, 3, ...repeat(2, 11), 1, 1, 1, ...repeat(2, 9), 3, 2, ...repeat(1, 5)],
      ...repeat(-1, 4),
    ],
    predefinedLog: 6,
    maxLog: 9,
    maxSymbol: 35,
  },
  offset: {
    predefined: [...repeat(1, 6), 2, 2, 2, ...repeat(1, 15), ...repeat(-1, 5)],
    predefinedLog: 5,
    maxLog: 8,
    maxSymbol: 31,
  },
  matchLength: {
    predefined: [1, 4, 3, ...repeat(2, 6), ...repeat(1, 37), ...repeat(-1, 7)],
    predefinedLog: 6,
    maxLog: 9,
    maxSymbol: 52,
  },
};

/** Index of the highest bit that is set. */
export const highBit = (value: number): number => 31 - Math.clz32(value);
