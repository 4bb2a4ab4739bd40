/** Signed public key and challenge: what the class `Certificate` reads. */
import { bytesOf, type BytesInput } from '../../../bytes/view.ts';
import { readSpki, writeSpki } from './asn1-keys.ts';
import { readBits, readElement, readOid, readSequence, type Element } from './der.ts';
import { host } from './host.ts';
import type { Key } from './key.ts';
import { SIGNATURE_ALGORITHMS } from './oids.ts';
import { outOfRange } from './openssl-error.ts';
import { writePem } from './pem.ts';
import { verifyMessage } from './signatures.ts';

interface Spkac {
  signed: Element;
  key: Key;
  challenge: Uint8Array;
  algorithm: string;
  signature: Uint8Array;
}

const MAXIMUM = 2 ** 31 - 1;

/** `undefined` when it cannot be read. */
function read(input: BytesInput): Spkac | undefined {
  const bytes = bytesOf(input);
  if (bytes.length > MAXIMUM) throw outOfRange('spkac is too large');
  try {
    const text = host()
      .asBuffer(bytes)
      .toString('latin1')
      .replace(/^SPKAC=/, '');
    const der = host().Buffer.from(text, 'base64');
    const [signed, algorithm, signature] = readSequence(readElement(der));
    const [spki, challenge] = readSequence(signed);
    return {
      signed: signed!,
      key: readSpki(spki!),
      challenge: challenge!.contents,
      algorithm: readOid(readSequence(algorithm)[0]),
      signature: readBits(signature),
    };
  } catch {
    return undefined;
  }
}

export const spkacFunctions = {
  certVerifySpkac(input: BytesInput): boolean {
    const spkac = read(input);
    if (!spkac) return false;
    const { digest } = SIGNATURE_ALGORITHMS[spkac.algorithm] ?? {};
    try {
      return verifyMessage(spkac.key, digest, spkac.signed.raw, spkac.signature, {});
    } catch {
      return false;
    }
  },
  certExportPublicKey(input: BytesInput): Buffer | string {
    const spkac = read(input);
    return spkac ? host().Buffer.from(writePem('PUBLIC KEY', writeSpki(spkac.key))) : '';
  },
  certExportChallenge(input: BytesInput): Buffer | string {
    const spkac = read(input);
    return spkac ? host().Buffer.from(spkac.challenge) : '';
  },
};
