/**
 * Puts a script at the earliest place of an HTML document where it runs before the program's own: after
 * `<head>`, or where a parser would imply it. Bytes are looked at as Latin-1, so that positions in text
 * and bytes are the same; every encoding that HTML allows, but UTF-16, keeps ASCII as it is.
 */

/** A document whose head does not start within this many bytes gets the script right there. */
const LONGEST_PREFIX = 64 * 1024;
/** HTML, 13.2.3.2: where a parser looks for `<meta charset>`, which the script would push back. */
const PRESCAN = 1024;

/** UTF-8's byte order mark. */
const BOM = '\u00ef\u00bb\u00bf';
const SKIPPED = /^(?:[\t\n\f\r ]+|<!--[^]*?-->|<![a-z][^>]*>|<\?[^>]*>|<html(?=[\s/>])[^>]*>)/i;
const HEAD = /^<head(?=[\s/>])[^>]*>/i;
/** What may still become one of the above when more arrives. */
const UNFINISHED =
  /^(?:<(?:!|\?|$)|<(?:h|ht|htm|html(?:[\s/][^>]*)?|he|hea|head(?:[\s/][^>]*)?)$)/i;

/**
 * @param html The start of a document.
 * @param complete Whether nothing follows.
 * @returns Where to insert, or `undefined` when more has to be seen.
 */
export function insertionPoint(html: string, complete: boolean): number | undefined {
  if (!complete && html.length < BOM.length && BOM.startsWith(html)) return undefined;
  let position = html.startsWith(BOM) ? BOM.length : 0;
  for (;;) {
    const rest = html.slice(position);
    const head = HEAD.exec(rest);
    if (head) return position + head[0].length;
    const skipped = SKIPPED.exec(rest);
    if (!skipped) {
      return !complete && (rest === '' || UNFINISHED.test(rest)) ? undefined : position;
    }
    position += skipped[0].length;
  }
}

/** `<meta charset>` of a document, which has to come before a long script to be found. */
const metaCharset = (html: string): string | undefined =>
  /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w-]+)/i.exec(html.slice(0, PRESCAN))?.[1];

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return text;
};

const isUtf16 = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);

/**
 * @param markup ASCII.
 * @param hasCharset Whether the `Content-Type` names an encoding.
 */
export function injectHtml(
  markup: string,
  hasCharset: boolean,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(0);
  const encoder = new TextEncoder();

  const advance = (
    controller: TransformStreamDefaultController<Uint8Array<ArrayBuffer>>,
    complete: boolean,
  ): void => {
    const bytes = waiting!;
    if (isUtf16(bytes)) {
      waiting = undefined;
      controller.enqueue(bytes);
      return;
    }
    const text = latin1(bytes.subarray(0, LONGEST_PREFIX));
    const position = insertionPoint(text, complete || bytes.length >= LONGEST_PREFIX);
    if (position === undefined) return;
    waiting = undefined;
    const charset = hasCharset ? undefined : metaCharset(text);
    const meta = charset ? `<meta charset="${charset}">` : '';
    controller.enqueue(bytes.slice(0, position));
    controller.enqueue(encoder.encode(meta + markup));
    if (position < bytes.length) controller.enqueue(bytes.slice(position));
  };

  return new TransformStream({
    transform(chunk, controller) {
      if (!waiting) {
        controller.enqueue(chunk);
        return;
      }
      const joined = new Uint8Array(waiting.length + chunk.length);
      joined.set(waiting);
      joined.set(chunk, waiting.length);
      waiting = joined;
      advance(controller, false);
    },
    flush(controller) {
      if (waiting && waiting.length > 0) advance(controller, true);
    },
  });
}

/** A `<script>` element that calls the script with its configuration, and leaves no trace of itself. */
export function scriptElement(script: string, config: unknown, nonce: string): string {
  const json = JSON.stringify(config)
    .replace(/</g, '\\u003c')
    .replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const body = `self.__preview=${json};${script}`;
  return `<script nonce="${nonce}">${body.trimEnd()}</script>`;
}
