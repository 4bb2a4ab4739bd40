/** `indexOf` and `lastIndexOf` of bytes and of UTF-16 code units. */

type Units = Uint8Array | Uint16Array;

/** From this needle and haystack on, the skip table of Horspool's algorithm pays. */
const LONG_NEEDLE = 8;
const LONG_HAYSTACK = 512;

/** Index of `needle` in `haystack` at or after `from`, or -1. The needle is not empty. */
export function findForward(haystack: Units, needle: Units, from: number): number {
  const first = needle[0]!;
  if (needle.length === 1) return haystack.indexOf(first, from);
  const last = haystack.length - needle.length;
  if (needle.length >= LONG_NEEDLE && last - from >= LONG_HAYSTACK) {
    return horspool(haystack, needle, from);
  }
  for (let at = from; at <= last; at++) {
    at = haystack.indexOf(first, at);
    if (at < 0 || at > last) return -1;
    if (matchesAt(haystack, needle, at)) return at;
  }
  return -1;
}

/** Index of the last `needle` that starts at or before `from`, or -1. The needle is not empty. */
export function findBackward(haystack: Units, needle: Units, from: number): number {
  const first = needle[0]!;
  for (let at = Math.min(from, haystack.length - needle.length); at >= 0; at--) {
    at = haystack.lastIndexOf(first, at);
    if (at < 0) return -1;
    if (matchesAt(haystack, needle, at)) return at;
  }
  return -1;
}

function matchesAt(haystack: Units, needle: Units, at: number): boolean {
  for (let i = 1; i < needle.length; i++) if (haystack[at + i] !== needle[i]) return false;
  return true;
}

function horspool(haystack: Units, needle: Units, from: number): number {
  const length = needle.length;
  const final = length - 1;
  // By the low byte, so that the table stays small for code units too: a collision skips less.
  const skip = new Uint32Array(256).fill(length);
  for (let i = 0; i < final; i++) skip[needle[i]! & 0xff] = final - i;
  const tail = needle[final]!;
  for (let at = from; at + final < haystack.length;) {
    const unit = haystack[at + final]!;
    if (unit === tail && haystack[at] === needle[0] && matchesAt(haystack, needle, at)) return at;
    at += skip[unit & 0xff]!;
  }
  return -1;
}

/** Where native `IndexOfOffset` starts to search; -1 when nothing can be found. */
export function startOffset(
  length: number,
  offset: number,
  needleLength: number,
  forward: boolean,
): number {
  if (offset < 0) {
    if (offset + length >= 0) return length + offset;
    return forward || needleLength === 0 ? 0 : -1;
  }
  if (offset + needleLength <= length) return offset;
  if (needleLength === 0) return length;
  return forward ? -1 : length - 1;
}
