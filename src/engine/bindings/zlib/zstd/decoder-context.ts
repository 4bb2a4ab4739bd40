/** Zstandard decompression for `zlib`. */
import type { CompressionContext, ZlibFailure } from '../compression-context.ts';
import { BlockDecoder } from './block-decoder.ts';
import { parseDictionary, uint32, type Dictionary } from './dictionary.ts';
import { corrupt, ZstdError } from './errors.ts';
import { BLOCK_MAX, BlockType, MAGIC, SKIPPABLE_MAGIC } from './format.ts';
import { History } from './history.ts';
import { XxHash64 } from './xxhash64.ts';

/** `ZSTD_e_end` */
const END = 2;
const UNEXPECTED_END: ZlibFailure = {
  message: 'unexpected end of file',
  errno: -5,
  code: 'Z_BUF_ERROR',
};

interface Frame {
  history: History;
  blocks: BlockDecoder;
  checksum: XxHash64 | undefined;
  contentSize: number | undefined;
  decoded: number;
  lastBlockSeen: boolean;
}

const little = (bytes: Uint8Array, at: number, width: number): number => {
  let value = 0;
  for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i]!;
  return value;
};

export class ZstdDecoderContext implements CompressionContext {
  availIn = 0;
  availOut = 0;
  failure: ZlibFailure | undefined;

  readonly #maxWindow: number;
  readonly #dictionary: Dictionary;
  /** Input that is not yet enough for a step. */
  #kept = new Uint8Array(0);
  #frame: Frame | undefined;
  /** Bytes of a skippable frame that are still to come. */
  #skipping = 0;
  #finished = false;

  /** @throws ZstdError */
  constructor(windowLogMax: number, dictionary: Uint8Array | undefined) {
    this.#maxWindow = 2 ** windowLogMax;
    this.#dictionary = parseDictionary(dictionary ?? new Uint8Array(0));
  }

  run(flush: number, input: Uint8Array | null, output: Uint8Array): void {
    this.failure = undefined;
    const given = input ?? new Uint8Array(0);
    let bytes = given;
    if (this.#kept.length > 0) {
      bytes = new Uint8Array(this.#kept.length + given.length);
      bytes.set(this.#kept);
      bytes.set(given, this.#kept.length);
    }
    let at = 0;
    let room = output;
    if (this.#finished && given.length > 0) this.#finished = false;
    try {
      while (!this.#finished) {
        room = this.#emit(room);
        if (room.length === 0 && this.#frame?.history.pending.length) break;
        const read = this.#step(bytes.subarray(at));
        if (read === 0) break;
        at += read;
      }
    } catch (error) {
      if (!(error instanceof ZstdError)) throw error;
      this.failure = error.failure;
      return;
    }
    this.availOut = room.length;
    // What follows a frame is left to the caller; what is not enough for a step is kept.
    const rest = bytes.subarray(at);
    this.#kept = this.#finished ? new Uint8Array(0) : rest.slice();
    this.availIn = this.#finished ? Math.min(rest.length, given.length) : 0;
    if (flush === END && !this.#finished && room.length > 0) this.failure = UNEXPECTED_END;
  }

  #emit(room: Uint8Array): Uint8Array {
    const pending = this.#frame?.history.pending;
    if (!pending?.length) {
      if (this.#frame?.lastBlockSeen && !this.#frame.checksum) this.#endFrame(this.#frame);
      return room;
    }
    const part = pending.subarray(0, room.length);
    room.set(part);
    this.#frame!.history.give(part.length);
    const left = room.subarray(part.length);
    return part.length === pending.length ? this.#emit(left) : left;
  }

  #endFrame(frame: Frame): void {
    if (frame.contentSize !== undefined && frame.contentSize !== frame.decoded) corrupt();
    this.#frame = undefined;
    this.#finished = true;
  }

  /** Takes one part of the format from the input. Returns its length, or 0 when it is not all there. */
  #step(bytes: Uint8Array): number {
    if (this.#finished) return 0;
    if (this.#skipping > 0) {
      const read = Math.min(this.#skipping, bytes.length);
      this.#skipping -= read;
      return read;
    }
    const frame = this.#frame;
    if (!frame) return this.#readFrameHeader(bytes);
    if (frame.lastBlockSeen) {
      if (bytes.length < 4) return 0;
      if (uint32(bytes, 0) !== frame.checksum!.digest32()) throw new ZstdError('checksum_wrong');
      this.#endFrame(frame);
      return 4;
    }
    return this.#readBlock(frame, bytes);
  }

  #readFrameHeader(bytes: Uint8Array): number {
    if (bytes.length < 4) {
      const start = [MAGIC, SKIPPABLE_MAGIC].some((magic) =>
        bytes.every((byte, i) =>
          i === 0 && magic !== MAGIC ? byte >> 4 === 5 : byte === ((magic >>> (8 * i)) & 255),
        ),
      );
      if (!start) throw new ZstdError('prefix_unknown');
      return 0;
    }
    const magic = uint32(bytes, 0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      if (bytes.length < 8) return 0;
      this.#skipping = uint32(bytes, 4);
      return 8;
    }
    if (magic !== MAGIC) throw new ZstdError('prefix_unknown');
    if (bytes.length < 5) return 0;
    const descriptor = bytes[4]!;
    if ((descriptor & 8) !== 0) throw new ZstdError('frameParameter_unsupported');
    const isSingleSegment = (descriptor & 32) !== 0;
    const idWidth = [0, 1, 2, 4][descriptor & 3]!;
    const sizeWidth = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
    let at = 5;
    const length = at + (isSingleSegment ? 0 : 1) + idWidth + sizeWidth;
    if (bytes.length < length) return 0;
    let window = 0;
    if (!isSingleSegment) {
      const base = 2 ** (10 + (bytes[at]! >> 3));
      window = base + (base / 8) * (bytes[at]! & 7);
      at++;
    }
    const id = little(bytes, at, idWidth);
    at += idWidth;
    const contentSize =
      sizeWidth > 0 ? little(bytes, at, sizeWidth) + (sizeWidth === 2 ? 256 : 0) : undefined;
    if (isSingleSegment) window = contentSize!;
    if (window > this.#maxWindow) throw new ZstdError('frameParameter_windowTooLarge');
    if (id !== 0 && id !== this.#dictionary.id) throw new ZstdError('dictionary_wrong');
    this.#frame = {
      history: new History(window, this.#dictionary.content),
      blocks: new BlockDecoder(this.#dictionary.tables, this.#dictionary.repeats),
      checksum: (descriptor & 4) !== 0 ? new XxHash64() : undefined,
      contentSize,
      decoded: 0,
      lastBlockSeen: false,
    };
    return length;
  }

  #readBlock(frame: Frame, bytes: Uint8Array): number {
    if (bytes.length < 3) return 0;
    const header = little(bytes, 0, 3);
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type > BlockType.compressed || size > BLOCK_MAX) corrupt();
    const length = 3 + (type === BlockType.rle ? 1 : size);
    if (bytes.length < length) return 0;
    const { history } = frame;
    history.reserve();
    const content = bytes.subarray(3, length);
    if (type === BlockType.raw) history.append(content);
    else if (type === BlockType.rle) history.fill(content[0]!, size);
    else frame.blocks.decode(content, history);
    frame.decoded += history.pending.length;
    frame.checksum?.update(history.pending);
    frame.lastBlockSeen = (header & 1) !== 0;
    return length;
  }

  reset(): undefined {
    this.#kept = new Uint8Array(0);
    this.#frame = undefined;
    this.#skipping = 0;
    this.#finished = false;
  }

  params(): undefined {}

  close(): void {
    this.reset();
  }
}
