/** A dictionary: plain content, or content after tables that frames may begin with. */
import { corrupt, ZstdError } from './errors.ts';
import { codeTables, DICTIONARY_MAGIC, INITIAL_REPEATS } from './format.ts';
import { readDistribution, type FseTable } from './fse-decode.ts';
import { readHuffmanTable, type HuffmanTable } from './huffman-decode.ts';

/** What one block can take over from those before it. */
export interface EntropyTables {
  huffman?: HuffmanTable;
  literalLength?: FseTable;
  offset?: FseTable;
  matchLength?: FseTable;
}

export interface Dictionary {
  /** 0 for none. */
  id: number;
  content: Uint8Array;
  tables: EntropyTables;
  repeats: readonly number[];
}

export const uint32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** @throws ZstdError when it claims to have tables and they cannot be read. */
export function parseDictionary(bytes: Uint8Array): Dictionary {
  if (bytes.length < 8 || uint32(bytes, 0) !== DICTIONARY_MAGIC) {
    return { id: 0, content: bytes, tables: {}, repeats: INITIAL_REPEATS };
  }
  try {
    let at = 8;
    const { table: huffman, bytesRead } = readHuffmanTable(bytes.subarray(at));
    at += bytesRead;
    const distribution = (kind: keyof typeof codeTables): FseTable => {
      const { maxLog, maxSymbol } = codeTables[kind];
      const read = readDistribution(bytes.subarray(at), maxLog, maxSymbol);
      at += read.bytesRead;
      return read.table;
    };
    const offset = distribution('offset');
    const matchLength = distribution('matchLength');
    const literalLength = distribution('literalLength');
    if (at + 12 > bytes.length) corrupt();
    const repeats = [uint32(bytes, at), uint32(bytes, at + 4), uint32(bytes, at + 8)];
    return {
      id: uint32(bytes, 4),
      content: bytes.subarray(at + 12),
      tables: { huffman, literalLength, offset, matchLength },
      repeats,
    };
  } catch {
    throw new ZstdError('dictionary_corrupted');
  }
}
