/**
 * A reader's edits in the fragment of a link, which browsers do not send to servers:
 * `#edits=1.` and, in base64url, deflated JSON `{ day, files: { [path]: text } }`. The number is the
 * version of this form.
 */

export interface LinkedEdits {
  day: number;
  /** Changed files by their paths in the day's folder. */
  files: Record<string, string>;
}

export const editsPrefix = '#edits=';
const version = '1';

/** Characters of a link's edits; the longest addresses that browsers and messengers take are not longer. */
export const longestPayload = 100_000;
/** Bytes of the JSON: a small link must not grow without end as it is inflated. */
export const longestJson = 1_000_000;

export const linkFailures = ['malformed', 'too-large', 'unknown-version', 'another-day'] as const;
export type LinkFailure = (typeof linkFailures)[number];

/** A link whose edits cannot be taken, or edits that no link can carry; in words for the reader. */
export class LinkError extends Error {
  readonly failure: LinkFailure;
  constructor(failure: LinkFailure, message: string) {
    super(message);
    this.name = 'LinkError';
    this.failure = failure;
  }
}

const malformed = () =>
  new LinkError(
    'malformed',
    'This link was cut off or changed on its way: its edits cannot be read.',
  );

const tooLarge = () =>
  new LinkError('too-large', 'This link carries more than an example can have, and was not read.');

function toBase64Url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[\w-]*$/.test(text)) throw malformed();
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    throw malformed();
  }
}

/** Reads a stream to its end, or to the limit. */
async function collect(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  // Not `for await`, which Safari has not for streams.
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      // Ends the inflating too.
      void reader.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

const through = (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new Blob([bytes]).stream().pipeThrough(transform as ReadableWritablePair<never, never>);

/**
 * @returns The fragment, with its `#`.
 * @throws LinkError `too-large`.
 */
export async function encodeEdits(edits: LinkedEdits): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(edits));
  const packed = through(bytes, new CompressionStream('deflate-raw'));
  const payload = toBase64Url(await collect(packed, Infinity));
  if (bytes.length > longestJson || payload.length > longestPayload) {
    throw new LinkError(
      'too-large',
      'These edits are too large for a link. Download them instead.',
    );
  }
  return `${editsPrefix}${version}.${payload}`;
}

const isRecordOfTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((text) => typeof text === 'string');

function parseEdits(text: string): LinkedEdits {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed();
  }
  if (typeof value !== 'object' || value === null) throw malformed();
  const { day, files } = value as Partial<LinkedEdits>;
  if (!Number.isInteger(day) || !isRecordOfTexts(files)) throw malformed();
  return { day: day!, files };
}

/**
 * Reads the edits of a link, which may come from anybody.
 *
 * @param fragment The address's, with its `#`.
 * @returns `undefined` when the fragment carries none.
 * @throws LinkError
 */
export async function decodeEdits(fragment: string, day: number): Promise<LinkedEdits | undefined> {
  if (!fragment.startsWith(editsPrefix)) return undefined;
  const [number, payload, ...rest] = fragment.slice(editsPrefix.length).split('.');
  if (!/^\d+$/.test(number ?? '') || payload === undefined || rest.length > 0) throw malformed();
  if (number !== version) {
    throw new LinkError(
      'unknown-version',
      'This link was made by a newer version of this site: reload the page, or ask for a new link.',
    );
  }
  if (payload.length > longestPayload) throw tooLarge();
  let json: Uint8Array<ArrayBuffer>;
  try {
    const packed = fromBase64Url(payload);
    json = await collect(through(packed, new DecompressionStream('deflate-raw')), longestJson);
  } catch (error) {
    throw error instanceof LinkError ? error : malformed();
  }
  const edits = parseEdits(new TextDecoder().decode(json));
  if (edits.day !== day) {
    throw new LinkError(
      'another-day',
      `The edits of this link belong to day ${edits.day}, and this is day ${day}.`,
    );
  }
  return edits;
}
