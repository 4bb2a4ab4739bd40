/** Writes blocks. */
import { BitWriter } from './bits.ts';
import {
  BlockType,
  codeTables,
  highBit,
  literalLengths,
  LiteralsType,
  matchLengths,
  TableMode,
} from './format.ts';
import {
  encodingTable,
  FseWriter,
  normalize,
  suitableLog,
  writeDistribution,
  type FseEncoding,
} from './fse-encode.ts';
import { makeHuffmanCode, writeHuffmanStream } from './huffman-encode.ts';
import type { MatchFinder, Sequence } from './match-finder.ts';

type Kind = keyof typeof codeTables;

/** From so few sequences on a table of their own costs more than it saves. */
const FEW_SEQUENCES = 64;
const ONE_STREAM = 256;
const NO_BYTES = new Uint8Array(0);

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

/** @param width Bytes, the lowest first. */
export function littleEndian(value: number, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 256)) bytes[i] = rest;
  return bytes;
}

function codeFinder({ base }: { base: Uint32Array }): (value: number) => number {
  const first = base[0]!;
  const small = new Uint8Array(256);
  for (let code = 0; code < base.length; code++) small.fill(code, base[code]! - first);
  const direct = base.findLastIndex((value) => value - first < small.length);
  return (value) => {
    if (value - first < small.length) return small[value - first]!;
    let code = direct;
    while (code + 1 < base.length && base[code + 1]! <= value) code++;
    return code;
  };
}
const literalLengthCode = codeFinder(literalLengths);
const matchLengthCode = codeFinder(matchLengths);

const predefined: Partial<Record<Kind, FseEncoding>> = {};

/** The way to write the codes of one kind: mode, its description and the table. */
function chooseTable(
  kind: Kind,
  codes: Uint8Array,
): { mode: number; head: Uint8Array; table: FseEncoding | undefined } {
  const { predefined: counts, predefinedLog, maxLog } = codeTables[kind];
  const occurrences = new Array<number>(Math.max(...codes) + 1).fill(0);
  for (const code of codes) occurrences[code]!++;
  if (codes.length > 2 && occurrences.at(-1) === codes.length) {
    return { mode: TableMode.rle, head: Uint8Array.of(codes[0]!), table: undefined };
  }
  if (codes.length < FEW_SEQUENCES && occurrences.length <= counts.length) {
    const table = (predefined[kind] ??= encodingTable(counts, predefinedLog));
    return { mode: TableMode.predefined, head: NO_BYTES, table };
  }
  const log = suitableLog(codes.length, occurrences.length - 1, maxLog);
  const scaled = normalize(occurrences, codes.length, log);
  return {
    mode: TableMode.compressed,
    head: writeDistribution(scaled, log),
    table: encodingTable(scaled, log),
  };
}

export class BlockEncoder {
  #repeats: number[];

  constructor(repeats: readonly number[]) {
    this.#repeats = [...repeats];
  }

  /** The block that the finder holds, with its header. */
  encode(finder: MatchFinder, isLast: boolean): Uint8Array {
    const source = finder.bytes.subarray(finder.start, finder.start + finder.length);
    const before = [...this.#repeats];
    const body = this.#compress(finder, source);
    const header = (type: number, size: number): Uint8Array =>
      littleEndian((isLast ? 1 : 0) | (type << 1) | (size << 3), 3);
    finder.advance();
    if (source.length > 3 && source.every((byte) => byte === source[0])) {
      this.#repeats = before;
      return joined([header(BlockType.rle, source.length), source.subarray(0, 1)]);
    }
    if (body && body.length < source.length) {
      return joined([header(BlockType.compressed, body.length), body]);
    }
    this.#repeats = before;
    return joined([header(BlockType.raw, source.length), source]);
  }

  #compress(finder: MatchFinder, source: Uint8Array): Uint8Array | undefined {
    const { sequences, literals: tail } = finder.parse();
    const literals = new Uint8Array(
      sequences.reduce((sum, sequence) => sum + sequence.literals, tail),
    );
    let from = 0;
    let to = 0;
    for (const { literals: count, length } of sequences) {
      literals.set(source.subarray(from, from + count), to);
      to += count;
      from += count + length;
    }
    literals.set(source.subarray(from), to);
    return joined([this.#literals(literals), ...this.#sequences(sequences)]);
  }

  #literals(bytes: Uint8Array): Uint8Array {
    const size = bytes.length;
    const plainHeader = (type: number): Uint8Array =>
      size < 32
        ? littleEndian(type | (size << 3), 1)
        : size < 4096
          ? littleEndian(type | (1 << 2) | (size << 4), 2)
          : littleEndian(type | (3 << 2) | (size << 4), 3);
    if (size > 2 && bytes.every((byte) => byte === bytes[0])) {
      return joined([plainHeader(LiteralsType.rle), bytes.subarray(0, 1)]);
    }
    const raw = joined([plainHeader(LiteralsType.raw), bytes]);
    const code = size >= 32 ? makeHuffmanCode(bytes) : undefined;
    if (!code) return raw;
    let streams: Uint8Array[];
    let format = 0;
    if (size < ONE_STREAM) streams = [writeHuffmanStream(code, bytes)];
    else {
      const part = (size + 3) >> 2;
      const four = [0, 1, 2, 3].map((i) =>
        writeHuffmanStream(code, bytes.subarray(part * i, i < 3 ? part * (i + 1) : size)),
      );
      streams = [...four.slice(0, 3).map(({ length }) => littleEndian(length, 2)), ...four];
      format = size < 1024 ? 1 : size < 16384 ? 2 : 3;
    }
    const body = joined([code.description, ...streams]);
    if (body.length >= size) return raw;
    const bits = [10, 10, 14, 18][format]!;
    const header = LiteralsType.compressed + format * 4 + size * 16 + body.length * 2 ** (4 + bits);
    return joined([littleEndian(header, format < 2 ? 3 : format + 2), body]);
  }

  #sequences(sequences: readonly Sequence[]): Uint8Array[] {
    const count = sequences.length;
    if (count === 0) return [Uint8Array.of(0)];
    const offsets = sequences.map((sequence) => this.#offsetValue(sequence));
    const llCodes = Uint8Array.from(sequences, ({ literals }) => literalLengthCode(literals));
    const mlCodes = Uint8Array.from(sequences, ({ length }) => matchLengthCode(length));
    const offCodes = Uint8Array.from(offsets, highBit);
    const ll = chooseTable('literalLength', llCodes);
    const off = chooseTable('offset', offCodes);
    const ml = chooseTable('matchLength', mlCodes);
    const output = new BitWriter(count * 4);
    const last = count - 1;
    const states = {
      ll: ll.table && new FseWriter(ll.table, llCodes[last]!),
      off: off.table && new FseWriter(off.table, offCodes[last]!),
      ml: ml.table && new FseWriter(ml.table, mlCodes[last]!),
    };
    for (let i = last; i >= 0; i--) {
      const [llCode, mlCode, offCode] = [llCodes[i]!, mlCodes[i]!, offCodes[i]!];
      if (i < last) {
        states.off?.write(offCode, output);
        states.ml?.write(mlCode, output);
        states.ll?.write(llCode, output);
      }
      const { literals, length } = sequences[i]!;
      output.write(literals - literalLengths.base[llCode]!, literalLengths.bits[llCode]!);
      output.write(length - matchLengths.base[mlCode]!, matchLengths.bits[mlCode]!);
      output.write(offsets[i]! - 2 ** offCode, offCode);
    }
    states.ml?.finish(output);
    states.off?.finish(output);
    states.ll?.finish(output);
    const head =
      count < 128
        ? Uint8Array.of(count)
        : count < 0x7f00
          ? Uint8Array.of((count >> 8) + 128, count & 255)
          : joined([Uint8Array.of(255), littleEndian(count - 0x7f00, 2)]);
    const modes = Uint8Array.of((ll.mode << 6) | (off.mode << 4) | (ml.mode << 2));
    return [head, modes, ll.head, off.head, ml.head, output.close()];
  }

  /** How a distance is written: as one of the last three, if it is one of them. */
  #offsetValue({ distance, literals }: Sequence): number {
    const repeats = this.#repeats;
    const [first, second, third] = repeats as [number, number, number];
    if (literals > 0 && distance === first) return 1;
    const shift = literals === 0 ? 1 : 0;
    if (distance === second) {
      this.#repeats = [second, first, third];
      return 2 - shift;
    }
    if (distance === third) {
      this.#repeats = [third, first, second];
      return 3 - shift;
    }
    if (shift === 1 && distance === first - 1) {
      this.#repeats = [distance, first, second];
      return 3;
    }
    this.#repeats = [distance, first, second];
    return distance + 3;
  }
}
