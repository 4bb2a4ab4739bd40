/** AES-CCM: one message, of a length that is known beforehand. NIST SP 800-38C, RFC 3610. */
import { AesBlock, BLOCK, block } from './aes-block.ts';
import { CtrMode } from './stream-modes.ts';

export interface CcmInput {
  key: Uint8Array;
  /** 7 to 13 bytes. */
  nonce: Uint8Array;
  tagLength: number;
  added: Uint8Array;
  data: Uint8Array;
  encrypts: boolean;
}

/** The message after encryption or decryption, and the tag that belongs to it. */
export function ccm(input: CcmInput): { result: Uint8Array; tag: Uint8Array } {
  const { key, nonce, tagLength, added, data, encrypts } = input;
  const aes = new AesBlock(key);
  const counter = block();
  counter.bytes[0] = BLOCK - 2 - nonce.length;
  counter.bytes.set(nonce, 1);
  const ctr = new CtrMode(aes, counter.bytes, 8 * (BLOCK - 1 - nonce.length));
  const mask = ctr.update(new Uint8Array(BLOCK));
  const result = ctr.update(data);
  const mac = authenticate(aes, nonce, tagLength, added, encrypts ? data : result);
  return { result, tag: mac.map((byte, i) => byte ^ mask[i]!).subarray(0, tagLength) };
}

/** CBC-MAC over the formatted input. */
function authenticate(
  aes: AesBlock,
  nonce: Uint8Array,
  tagLength: number,
  added: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  const mac = block();
  const { bytes } = mac;
  bytes[0] =
    (added.length > 0 ? 0x40 : 0) | (((tagLength - 2) / 2) << 3) | (BLOCK - 2 - nonce.length);
  bytes.set(nonce, 1);
  for (let at = BLOCK - 1, rest = plain.length; at > nonce.length && rest > 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  aes.encrypt(mac.words);
  let filled = 0;
  const feed = (data: Iterable<number>): void => {
    for (const byte of data) {
      bytes[filled++]! ^= byte;
      if (filled === BLOCK) flush();
    }
  };
  const flush = (): void => {
    if (filled === 0) return;
    aes.encrypt(mac.words);
    filled = 0;
  };
  if (added.length > 0) {
    const { length } = added;
    const low = [(length >>> 8) & 0xff, length & 0xff];
    feed(length < 0xff00 ? low : [0xff, 0xfe, length >>> 24, (length >>> 16) & 0xff, ...low]);
    feed(added);
    flush();
  }
  feed(plain);
  flush();
  return bytes;
}
