/** Decodes compressed blocks into the history of a frame. */
import { BackwardBits } from './bits.ts';
import type { EntropyTables } from './dictionary.ts';
import { corrupt } from './errors.ts';
import {
  BLOCK_MAX,
  codeTables,
  literalLengths,
  LiteralsType,
  matchLengths,
  TableMode,
} from './format.ts';
import {
  decodingTable,
  FseState,
  readDistribution,
  singleSymbolTable,
  type FseTable,
} from './fse-decode.ts';
import { readHuffmanStream, readHuffmanTable } from './huffman-decode.ts';
import type { History } from './history.ts';

type Kind = keyof typeof codeTables;

const predefined: Partial<Record<Kind, FseTable>> = {};
const predefinedTable = (kind: Kind): FseTable =>
  (predefined[kind] ??= decodingTable(codeTables[kind].predefined, codeTables[kind].predefinedLog));

export class BlockDecoder {
  readonly #tables: EntropyTables;
  readonly #repeats: number[];

  constructor(tables: EntropyTables, repeats: readonly number[]) {
    this.#tables = { ...tables };
    this.#repeats = [...repeats];
  }

  decode(block: Uint8Array, history: History): void {
    const { literals, bytesRead } = this.#readLiterals(block);
    this.#readSequences(block.subarray(bytesRead), literals, history);
  }

  #readLiterals(block: Uint8Array): { literals: Uint8Array; bytesRead: number } {
    const head = block[0] ?? corrupt();
    const type = head & 3;
    const format = (head >> 2) & 3;
    const at = (i: number): number => block[i] ?? corrupt();
    if (type === LiteralsType.raw || type === LiteralsType.rle) {
      const width = format === 1 ? 2 : format === 3 ? 3 : 1;
      let size = head >> 3;
      if (width === 2) size = (head >> 4) | (at(1) << 4);
      else if (width === 3) size = (head >> 4) | (at(1) << 4) | (at(2) << 12);
      if (size > BLOCK_MAX) corrupt();
      if (type === LiteralsType.rle) {
        return { literals: new Uint8Array(size).fill(at(width)), bytesRead: width + 1 };
      }
      if (width + size > block.length) corrupt();
      return { literals: block.subarray(width, width + size), bytesRead: width + size };
    }
    const width = format < 2 ? 3 : format + 2;
    const bits = [10, 10, 14, 18][format]!;
    let header = 0;
    for (let i = width - 1; i >= 0; i--) header = header * 256 + at(i);
    const size = Math.floor(header / 16) % 2 ** bits;
    const compressedSize = Math.floor(header / 2 ** (4 + bits));
    const bytesRead = width + compressedSize;
    if (size > BLOCK_MAX || bytesRead > block.length) corrupt();
    let content = block.subarray(width, bytesRead);
    if (type === LiteralsType.compressed) {
      const read = readHuffmanTable(content);
      this.#tables.huffman = read.table;
      content = content.subarray(read.bytesRead);
    }
    const table = this.#tables.huffman ?? corrupt();
    const literals = new Uint8Array(size);
    if (format === 0) {
      readHuffmanStream(table, content, literals);
      return { literals, bytesRead };
    }
    // Four streams; the first three say how long they are.
    const part = (size + 3) >> 2;
    let from = 6;
    for (let i = 0; i < 4; i++) {
      const length =
        i < 3 ? (content[2 * i] ?? corrupt()) | (content[2 * i + 1]! << 8) : content.length - from;
      if (length <= 0 || from + length > content.length || part * 3 > size) corrupt();
      const target = literals.subarray(part * i, i < 3 ? part * (i + 1) : size);
      readHuffmanStream(table, content.subarray(from, from + length), target);
      from += length;
    }
    return { literals, bytesRead };
  }

  #readSequences(bytes: Uint8Array, literals: Uint8Array, history: History): void {
    let count = bytes[0] ?? corrupt();
    let at = 1;
    if (count >= 128) {
      if (count === 255) count = (bytes[1] ?? 0) + ((bytes[2] ?? 0) << 8) + 0x7f00;
      else count = ((count - 128) << 8) + (bytes[1] ?? 0);
      at = count >= 0x7f00 ? 3 : 2;
    }
    if (count === 0) {
      history.append(literals);
      return;
    }
    const modes = bytes[at++] ?? corrupt();
    const table = (kind: Kind, mode: number): FseTable => {
      const { maxLog, maxSymbol } = codeTables[kind];
      if (mode === TableMode.repeat) return this.#tables[kind] ?? corrupt();
      let made: FseTable;
      if (mode === TableMode.predefined) made = predefinedTable(kind);
      else if (mode === TableMode.rle) {
        const symbol = bytes[at++] ?? corrupt();
        if (symbol > maxSymbol) corrupt();
        made = singleSymbolTable(symbol);
      } else {
        const read = readDistribution(bytes.subarray(at), maxLog, maxSymbol);
        at += read.bytesRead;
        made = read.table;
      }
      return (this.#tables[kind] = made);
    };
    const literalLengthTable = table('literalLength', modes >> 6);
    const offsetTable = table('offset', (modes >> 4) & 3);
    const matchLengthTable = table('matchLength', (modes >> 2) & 3);
    const input = new BackwardBits(bytes.subarray(at));
    const literalLengthState = new FseState(literalLengthTable, input);
    const offsetState = new FseState(offsetTable, input);
    const matchLengthState = new FseState(matchLengthTable, input);
    let used = 0;
    for (let i = 0; i < count; i++) {
      const offsetCode = offsetState.symbol;
      const offsetValue = 2 ** offsetCode + input.read(offsetCode);
      const mlCode = matchLengthState.symbol;
      const matchLength = matchLengths.base[mlCode]! + input.read(matchLengths.bits[mlCode]!);
      const llCode = literalLengthState.symbol;
      const literalLength = literalLengths.base[llCode]! + input.read(literalLengths.bits[llCode]!);
      if (i < count - 1) {
        literalLengthState.advance(input);
        matchLengthState.advance(input);
        offsetState.advance(input);
      }
      if (input.left < 0 || used + literalLength > literals.length) corrupt();
      if (literalLength > 0) history.append(literals.subarray(used, used + literalLength));
      used += literalLength;
      history.copy(this.#offset(offsetValue, literalLength), matchLength);
    }
    if (input.left !== 0) corrupt();
    history.append(literals.subarray(used));
  }

  /** The distance, and keeps the last three. */
  #offset(value: number, literalLength: number): number {
    const repeats = this.#repeats;
    if (value > 3) {
      repeats.unshift(value - 3);
      repeats.length = 3;
      return value - 3;
    }
    const index = value - 1 + (literalLength === 0 ? 1 : 0);
    if (index === 0) return repeats[0]!;
    const offset = index === 3 ? repeats[0]! - 1 : repeats[index]!;
    if (offset <= 0) corrupt();
    if (index !== 1) repeats[2] = repeats[1]!;
    repeats[1] = repeats[0]!;
    repeats[0] = offset;
    return offset;
  }
}
