/** Whole messages, as the jobs of `crypto.subtle` encrypt them: the tag is at the end. */
import { AesBlock } from './aes-block.ts';
import { BlockMode } from './block-modes.ts';
import { ChaCha20Poly1305Mode } from './chacha.ts';
import { cannotAuthenticate } from './cipher-errors.ts';
import { GcmMode } from './gcm.ts';
import { KeyWrapMode, WRAP_IV } from './key-wrap.ts';
import { join, nothing, type AuthenticatedMode, type CipherMode } from './mode.ts';
import { OcbMode } from './ocb.ts';
import { CtrMode } from './stream-modes.ts';

export interface Message {
  encrypts: boolean;
  key: Uint8Array;
  data: Uint8Array;
}

const whole = (mode: CipherMode, data: Uint8Array): Uint8Array =>
  join(mode.update(data), mode.final());

export const aesCbc = ({ encrypts, key, data }: Message, iv: Uint8Array): Uint8Array =>
  whole(new BlockMode(new AesBlock(key), iv, encrypts), data);

/** @param counterBits How many bits of the counter block count up; more blocks are refused. */
export function aesCtr(
  { key, data }: Message,
  counter: Uint8Array,
  counterBits: number,
): Uint8Array {
  if (Math.ceil(data.length / 16) > 2 ** counterBits) {
    throw new Error('The message is too long for the counter');
  }
  return new CtrMode(new AesBlock(key), counter, counterBits).update(data);
}

export const aesKw = ({ encrypts, key, data }: Message): Uint8Array => {
  if (data.length === 0) throw cannotAuthenticate();
  return new KeyWrapMode(key, WRAP_IV, encrypts).update(data);
};

function authenticated(
  mode: AuthenticatedMode,
  { encrypts, data }: Message,
  tagLength: number,
  added: Uint8Array = nothing,
): Uint8Array {
  if (added.length > 0) mode.addData(added);
  if (encrypts) {
    const result = whole(mode, data);
    return join(result, mode.tag().subarray(0, tagLength));
  }
  if (data.length < tagLength) throw cannotAuthenticate();
  const end = data.length - tagLength;
  const result = whole(mode, data.subarray(0, end));
  let difference = 0;
  const tag = mode.tag();
  for (let i = 0; i < tagLength; i++) difference |= tag[i]! ^ data[end + i]!;
  if (difference !== 0) throw cannotAuthenticate();
  return result;
}

export const aesGcm = (
  message: Message,
  iv: Uint8Array,
  tagLength: number,
  added?: Uint8Array,
): Uint8Array =>
  authenticated(
    new GcmMode(message.key, iv, message.encrypts, message.data.length),
    message,
    tagLength,
    added,
  );

export const aesOcb = (
  message: Message,
  iv: Uint8Array,
  tagLength: number,
  added?: Uint8Array,
): Uint8Array =>
  authenticated(
    new OcbMode(message.key, iv, tagLength, message.encrypts),
    message,
    tagLength,
    added,
  );

export const chaCha20Poly1305 = (
  message: Message,
  iv: Uint8Array,
  added?: Uint8Array,
): Uint8Array =>
  authenticated(new ChaCha20Poly1305Mode(message.key, iv, message.encrypts), message, 16, added);
