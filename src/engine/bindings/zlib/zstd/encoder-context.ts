/** Zstandard compression for `zlib`. */
import type { CompressionContext, ZlibFailure } from '../compression-context.ts';
import { BlockEncoder, littleEndian } from './block-encoder.ts';
import { parseDictionary, type Dictionary } from './dictionary.ts';
import { ZstdError } from './errors.ts';
import { BLOCK_MAX, highBit, MAGIC } from './format.ts';
import { MatchFinder, type SearchOptions } from './match-finder.ts';
import { XxHash64 } from './xxhash64.ts';

/** `ZSTD_e_continue` and so on. */
const CONTINUE = 0;
const END = 2;

export interface ZstdEncoderOptions {
  /** -131072 to 22; 0 is the default. */
  level: number;
  /** 0 for what the level has. */
  windowLog: number;
  hasContentSize: boolean;
  hasChecksum: boolean;
  hasDictionaryId: boolean;
  /** Bytes that will come; `undefined` if that is not known. */
  pledgedSize: number | undefined;
  dictionary: Uint8Array | undefined;
}

const DEFAULT_LEVEL = 3;
const MAX_LEVEL = 22;
/** By level, as libzstd's; larger ones would take more memory than they are worth in a page. */
const WINDOW_LOGS = [19, 19, 20, 21, 21, 21, 21, 21, 21];
const LARGE_WINDOW_LOG = 22;
const MIN_WINDOW_LOG = 10;

function searchOptions(level: number): SearchOptions {
  if (level <= 1) return { depth: 1, lazy: 0, enough: 32 };
  if (level <= 4) return { depth: 2 ** (level - 1), lazy: level - 2, enough: 64 };
  return { depth: Math.min(1024, 2 ** (3 + (level - 4) / 2)), lazy: 2, enough: 64 + level * 32 };
}

export class ZstdEncoderContext implements CompressionContext {
  availIn = 0;
  availOut = 0;
  failure: ZlibFailure | undefined;

  readonly #options: ZstdEncoderOptions;
  readonly #level: number;
  readonly #dictionary: Dictionary;
  #finder: MatchFinder | undefined;
  #blocks: BlockEncoder | undefined;
  #checksum: XxHash64 | undefined;
  #pledged: number | undefined;
  #taken = 0;
  #pending: Uint8Array[] = [];
  #ended = false;

  /** @throws ZstdError */
  constructor(options: ZstdEncoderOptions) {
    this.#options = options;
    this.#level = Math.min(MAX_LEVEL, options.level === 0 ? DEFAULT_LEVEL : options.level);
    this.#dictionary = parseDictionary(options.dictionary ?? new Uint8Array(0));
    this.#pledged = options.pledgedSize;
  }

  run(flush: number, input: Uint8Array | null, output: Uint8Array): void {
    this.failure = undefined;
    let bytes = input ?? new Uint8Array(0);
    let room = this.#emit(output);
    try {
      // All that is to come is here at once: as if it had been pledged.
      if (!this.#finder && flush === END && !this.#ended) this.#pledged ??= bytes.length;
      while (bytes.length > 0 && this.#pending.length === 0) {
        const finder = this.#begin();
        if (finder.length === BLOCK_MAX) this.#endBlock(finder, false);
        const count = finder.add(bytes);
        this.#count(bytes.subarray(0, count));
        bytes = bytes.subarray(count);
        room = this.#emit(room);
      }
      if (bytes.length === 0 && this.#pending.length === 0 && flush !== CONTINUE) {
        if (flush === END) this.#endFrame();
        else if (this.#finder && this.#finder.length > 0) this.#endBlock(this.#finder, false);
      }
    } catch (error) {
      if (!(error instanceof ZstdError)) throw error;
      this.failure = error.failure;
      return;
    }
    room = this.#emit(room);
    this.availIn = bytes.length;
    this.availOut = room.length;
  }

  #count(bytes: Uint8Array): void {
    this.#checksum?.update(bytes);
    this.#taken += bytes.length;
    if (this.#pledged !== undefined && this.#taken > this.#pledged) {
      throw new ZstdError('srcSize_wrong');
    }
  }

  #begin(): MatchFinder {
    if (this.#finder) return this.#finder;
    const { hasContentSize, hasChecksum, hasDictionaryId, windowLog } = this.#options;
    const pledged = this.#pledged;
    const { content, repeats, id: dictionaryId } = this.#dictionary;
    let log = windowLog || (WINDOW_LOGS[Math.max(0, this.#level)] ?? LARGE_WINDOW_LOG);
    if (windowLog === 0 && pledged !== undefined) {
      const all = pledged + content.length;
      log = Math.min(log, Math.max(MIN_WINDOW_LOG, highBit(Math.max(1, all - 1)) + 1));
    }
    const window = 2 ** log;
    const isSingleSegment = hasContentSize && pledged !== undefined && pledged <= window;
    const id = hasDictionaryId ? dictionaryId : 0;
    const idFlag = id === 0 ? 0 : id < 256 ? 1 : id < 65536 ? 2 : 3;
    let sizeFlag = 0;
    let size: Uint8Array = new Uint8Array(0);
    if (hasContentSize && pledged !== undefined) {
      sizeFlag = pledged < 256 ? 0 : pledged < 65536 + 256 ? 1 : pledged < 2 ** 32 ? 2 : 3;
      if (sizeFlag > 0 || isSingleSegment) {
        size = littleEndian(pledged - (sizeFlag === 1 ? 256 : 0), 1 << sizeFlag);
      }
    }
    const descriptor =
      (sizeFlag << 6) | (isSingleSegment ? 32 : 0) | (hasChecksum ? 4 : 0) | idFlag;
    this.#pending.push(
      littleEndian(MAGIC, 4),
      Uint8Array.of(descriptor),
      isSingleSegment ? new Uint8Array(0) : Uint8Array.of((log - MIN_WINDOW_LOG) << 3),
      littleEndian(id, [0, 1, 2, 4][idFlag]!),
      size,
    );
    this.#taken = 0;
    this.#checksum = hasChecksum ? new XxHash64() : undefined;
    this.#blocks = new BlockEncoder(repeats);
    this.#ended = false;
    return (this.#finder = new MatchFinder(
      isSingleSegment ? Math.max(pledged + content.length, 1) : window,
      searchOptions(this.#level),
      content,
    ));
  }

  #endBlock(finder: MatchFinder, isLast: boolean): void {
    this.#pending.push(this.#blocks!.encode(finder, isLast));
  }

  #endFrame(): void {
    if (this.#ended) return;
    const finder = this.#begin();
    if (this.#pledged !== undefined && this.#taken !== this.#pledged) {
      throw new ZstdError('srcSize_wrong');
    }
    this.#endBlock(finder, true);
    if (this.#checksum) this.#pending.push(littleEndian(this.#checksum.digest32(), 4));
    this.#finder = undefined;
    this.#pledged = undefined;
    this.#ended = true;
  }

  #emit(room: Uint8Array): Uint8Array {
    let left = room;
    while (this.#pending.length > 0) {
      const first = this.#pending[0]!;
      const part = first.subarray(0, left.length);
      left.set(part);
      left = left.subarray(part.length);
      if (part.length < first.length) {
        this.#pending[0] = first.subarray(part.length);
        break;
      }
      this.#pending.shift();
    }
    return left;
  }

  reset(): undefined {
    this.#finder = undefined;
    this.#pending = [];
    this.#ended = false;
    this.#pledged = this.#options.pledgedSize;
  }

  params(): undefined {}

  close(): void {
    this.reset();
  }
}
