/** `Sign`, `Verify` and `SignJob`, as `lib/internal/crypto/sig.js` uses them. */
import { nativeError } from '../../../bytes/native-error.ts';
import type { BytesInput } from '../../../bytes/view.ts';
import type { RunningDigest } from '../digests.ts';
import { copyBytes, dataBytes, toArrayBuffer } from './data.ts';
import { findDigest, type NamedDigest } from './digest.ts';
import { host } from './host.ts';
import { importPrivate, importPublicOrPrivate, type KeyArguments } from './import-key.ts';
import { signHash, signMessage, verifyHash, verifyMessage } from './signatures.ts';

/** What both streams share: a digest that runs until the key is known. */
class Hashing {
  #digest: NamedDigest | undefined;
  #running: RunningDigest | undefined;

  init(name: string): void {
    this.#digest = findDigest(name);
    if (!this.#digest) {
      throw nativeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', 'Invalid digest');
    }
    this.#running = this.#digest.hash.create();
  }
  update(data: string | BytesInput, encoding?: string): void {
    this.#live().update(dataBytes(data, encoding));
  }
  protected finish(): [NamedDigest, Uint8Array] {
    const hashed = this.#live().digest() as Uint8Array;
    this.#running = undefined;
    return [this.#digest!, hashed];
  }
  #live(): RunningDigest {
    if (!this.#running) throw nativeError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Not initialised');
    return this.#running;
  }
}

export class Sign extends Hashing {
  sign(
    ...[data, format, type, passphrase, curve, padding, saltLength, dsaEncoding]: [
      ...Required<KeyArguments>,
      padding?: number,
      saltLength?: number,
      dsaEncoding?: number,
    ]
  ): Buffer {
    const [digest, hashed] = this.finish();
    const key = importPrivate(data, format, type, passphrase, curve);
    const options = { padding, saltLength, dsaEncoding };
    return host().asBuffer(signHash(key, digest, hashed, options));
  }
}

export class Verify extends Hashing {
  verify(
    ...[data, format, type, passphrase, curve, signature, padding, saltLength, dsaEncoding]: [
      ...Required<KeyArguments>,
      signature: BytesInput,
      padding?: number,
      saltLength?: number,
      dsaEncoding?: number,
    ]
  ): boolean {
    const [digest, hashed] = this.finish();
    const key = importPublicOrPrivate(data, format, type, passphrase, curve);
    const options = { padding, saltLength, dsaEncoding };
    return verifyHash(key, digest, hashed, dataBytes(signature), options);
  }
}

export const makeSignJob = () =>
  host().jobClass(
    'SignJob',
    (
      _mode: number,
      signMode: number,
      ...[keyData, format, type, passphrase, curve, data, digest, ...more]: [
        ...Required<KeyArguments>,
        data: BytesInput,
        digest: string | undefined,
        saltLength?: number,
        padding?: number,
        dsaEncoding?: number,
        context?: BytesInput,
        signature?: BytesInput,
      ]
    ) => {
      const [saltLength, padding, dsaEncoding, context, signature] = more;
      const signing = signMode === host().constants.kSignJobModeSign;
      const importKey = signing ? importPrivate : importPublicOrPrivate;
      const key = importKey(keyData, format, type, passphrase, curve);
      if (digest != null && !findDigest(digest)) {
        throw nativeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${digest}`);
      }
      const message = copyBytes(data);
      const given = signature && copyBytes(signature);
      const options = {
        saltLength,
        padding,
        dsaEncoding,
        context: context && copyBytes(context),
      };
      return {
        now: (): ArrayBuffer | boolean =>
          signing
            ? toArrayBuffer(signMessage(key, digest, message, options))
            : verifyMessage(key, digest, message, given!, options),
      };
    },
  );
