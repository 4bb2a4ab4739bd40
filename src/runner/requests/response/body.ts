/** What a body is, and how it reads. The bytes are a stranger's; all that comes out of here is text. */
import type { HeaderList } from '../../../container/container.ts';

/** @returns The first value of a header, by any case of its name. */
export const headerValue = (headers: HeaderList, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];

export interface ContentType {
  /** `type/subtype`, lower case; empty when there is none. */
  type: string;
  charset: string;
}

export function parseContentType(value = ''): ContentType {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(value)?.[1] ?? 'utf-8';
  return { type: value.split(';')[0]?.trim().toLowerCase() ?? '', charset };
}

export const bodyKinds = ['empty', 'json', 'text', 'image', 'binary'] as const;
export type BodyKind = (typeof bodyKinds)[number];

// SVG is left out: it is text to a reader of an API, and an image only in its place.
const imageType = /^image\/(?:png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$/;
const textType =
  /^text\/|[/+](?:xml|yaml|javascript|ecmascript|x-ndjson|graphql)$|^application\/(?:x-www-form-urlencoded|sql|http)$|^multipart\//;

const looksLikeText = (bytes: Uint8Array): boolean => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 4_096));
    return !text.includes('\0');
  } catch {
    return false;
  }
};

/** @param bytes The whole body, or as much of it as there is. */
export function bodyKind(contentType: string | undefined, bytes: Uint8Array): BodyKind {
  if (bytes.length === 0) return 'empty';
  const { type } = parseContentType(contentType);
  if (/[/+]json$/.test(type)) return 'json';
  if (imageType.test(type)) return 'image';
  if (textType.test(type)) return 'text';
  return type === '' && looksLikeText(bytes) ? 'text' : 'binary';
}

/** A decoder for the charset named, or for UTF-8 where the name means nothing. */
export function decoderFor(contentType: string | undefined): TextDecoder {
  try {
    return new TextDecoder(parseContentType(contentType).charset);
  } catch {
    return new TextDecoder();
  }
}

/** The most characters of a body that are put on the page. */
export const shownLimit = 100_000;

export function clip(text: string): { text: string; clipped: boolean } {
  return text.length > shownLimit
    ? { text: text.slice(0, shownLimit), clipped: true }
    : { text, clipped: false };
}

const endings: Record<string, string> = {
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

/** Characters that are not seen or change how others are: controls, bidi marks, joiners, lone halves. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Windows takes these for devices, whatever ending they have. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** RFC 6266: `filename*` wins over `filename`. */
function namedFile(disposition: string): string {
  const extended = /;\s*filename\*\s*=\s*UTF-8'[^']*'([^\s;]+)/i.exec(disposition)?.[1];
  try {
    if (extended) return decodeURIComponent(extended);
  } catch {
    // Broken percent escapes: then the plain one.
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/is.exec(disposition);
  return plain?.[1] ?? plain?.[2] ?? '';
}

/** A name to save a body under: the server's, without anything that could be a path or mislead. */
export function downloadName(headers: HeaderList): string {
  const name = namedFile(headerValue(headers, 'content-disposition') ?? '')
    .replace(/^.*[/\\]/s, '')
    .replace(unseen, '')
    .replace(/[<>:"|?*]/g, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(device, '_$&');
  // From the end, which has the ending; by code points, so that none is cut in half.
  if (name)
    return [...name]
      .slice(-100)
      .join('')
      .replace(/^[.\s]+/, '');
  const { type } = parseContentType(headerValue(headers, 'content-type'));
  return `response.${endings[type] ?? 'bin'}`;
}
