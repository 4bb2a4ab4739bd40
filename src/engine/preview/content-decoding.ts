/** Content codings: a service worker's response is handed on as it is, so it has to be decoded here. */

/** Names of HTTP and what `DecompressionStream` calls them. Brotli and Zstandard are young there. */
const FORMATS: [coding: string, format: string][] = [
  ['gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'brotli'],
  ['zstd', 'zstd'],
];

const decoder = (format: string): ReadableWritablePair<Uint8Array<ArrayBuffer>, BufferSource> =>
  new DecompressionStream(format as CompressionFormat);

const isSupported = (format: string): boolean => {
  try {
    decoder(format);
    return true;
  } catch {
    return false;
  }
};

let supported: Map<string, string> | undefined;
const formats = (): Map<string, string> => {
  supported ??= new Map(FORMATS.filter(([, format]) => isSupported(format)));
  return supported;
};

/** The codings that this browser can decode, for `Accept-Encoding`. */
export const supportedEncodings = (): string[] => [...formats().keys()];

/** A coding that a program sent although the request did not offer it. */
export class UnsupportedEncoding extends Error {
  readonly encoding: string;
  constructor(encoding: string) {
    super(`This browser cannot decode "Content-Encoding: ${encoding}" in a preview`);
    this.encoding = encoding;
  }
}

/**
 * @param encodings In the order in which they were applied.
 * @throws UnsupportedEncoding
 */
export function decodeBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  encodings: readonly string[],
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let decoded = body;
  for (const encoding of encodings.toReversed()) {
    const format = formats().get(encoding.replace(/^x-/, ''));
    if (!format) throw new UnsupportedEncoding(encoding);
    decoded = decoded.pipeThrough(decoder(format));
  }
  return decoded;
}
