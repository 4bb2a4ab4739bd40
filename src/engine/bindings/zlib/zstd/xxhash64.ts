/** XXH64 with the seed 0, of which a frame's checksum is the lower half. */
const MASK = (1n << 64n) - 1n;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const rotate = (value: bigint, bits: bigint): bigint =>
  ((value << bits) | (value >> (64n - bits))) & MASK;
const round = (lane: bigint, input: bigint): bigint =>
  (rotate((lane + input * P2) & MASK, 31n) * P1) & MASK;

const STRIPE = 32;

export class XxHash64 {
  #lanes = [(P1 + P2) & MASK, P2, 0n, -P1 & MASK];
  readonly #rest = new Uint8Array(STRIPE);
  #restLength = 0;
  #total = 0;

  update(bytes: Uint8Array): void {
    this.#total += bytes.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = Math.min(STRIPE - this.#restLength, bytes.length);
      this.#rest.set(bytes.subarray(0, at), this.#restLength);
      this.#restLength += at;
      if (this.#restLength < STRIPE) return;
      this.#stripes(this.#rest, 0, STRIPE);
      this.#restLength = 0;
    }
    const end = bytes.length - ((bytes.length - at) % STRIPE);
    this.#stripes(bytes, at, end);
    this.#rest.set(bytes.subarray(end));
    this.#restLength = bytes.length - end;
  }

  #stripes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let [a, b, c, d] = this.#lanes as [bigint, bigint, bigint, bigint];
    for (let at = from; at < to; at += STRIPE) {
      a = round(a, view.getBigUint64(at, true));
      b = round(b, view.getBigUint64(at + 8, true));
      c = round(c, view.getBigUint64(at + 16, true));
      d = round(d, view.getBigUint64(at + 24, true));
    }
    this.#lanes = [a, b, c, d];
  }

  /** The lower 32 bits. */
  digest32(): number {
    const [a, b, c, d] = this.#lanes as [bigint, bigint, bigint, bigint];
    let hash = P5;
    if (this.#total >= STRIPE) {
      hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & MASK;
      for (const lane of this.#lanes) hash = ((hash ^ round(0n, lane)) * P1 + P4) & MASK;
    }
    hash = (hash + BigInt(this.#total)) & MASK;
    const view = new DataView(this.#rest.buffer);
    let at = 0;
    for (; at + 8 <= this.#restLength; at += 8) {
      hash ^= round(0n, view.getBigUint64(at, true));
      hash = (rotate(hash, 27n) * P1 + P4) & MASK;
    }
    if (at + 4 <= this.#restLength) {
      hash ^= (BigInt(view.getUint32(at, true)) * P1) & MASK;
      hash = (rotate(hash, 23n) * P2 + P3) & MASK;
      at += 4;
    }
    for (; at < this.#restLength; at++) {
      hash ^= (BigInt(this.#rest[at]!) * P5) & MASK;
      hash = (rotate(hash, 11n) * P1) & MASK;
    }
    hash ^= hash >> 33n;
    hash = (hash * P2) & MASK;
    hash ^= hash >> 29n;
    hash = (hash * P3) & MASK;
    hash ^= hash >> 32n;
    return Number(hash & 0xffffffffn);
  }
}
