/** Punycode (RFC 3492), decoding only, for showing domains. */

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;

function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30 + 26;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x61 : BASE;
}

/** Decodes a label without its `xn--`; `undefined` when it is malformed. */
function decodeLabel(label: string): string | undefined {
  const delimiter = label.lastIndexOf('-');
  const output = [...label.slice(0, Math.max(0, delimiter))].map((c) => c.charCodeAt(0));
  let point = 128;
  let bias = 72;
  let index = 0;
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < label.length;) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = at < label.length ? digitOf(label.charCodeAt(at++)) : BASE;
      if (digit >= BASE) return undefined;
      index += digit * weight;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    let delta = before === 0 ? Math.floor(index / DAMP) : (index - before) >> 1;
    delta += Math.floor(delta / length);
    bias = 0;
    for (; delta > ((BASE - T_MIN) * T_MAX) >> 1; bias += BASE) delta = Math.floor(delta / 35);
    bias += Math.floor((36 * delta) / (delta + SKEW));
    point += Math.floor(index / length);
    if (point > 0x10ffff) return undefined;
    index %= length;
    output.splice(index++, 0, point);
  }
  return String.fromCodePoint(...output);
}

/** A domain as people read it: labels that are not valid Punycode stay as they are. */
export const domainForDisplay = (domain: string): string =>
  domain
    .split('.')
    .map((label) => {
      if (!/^xn--[^A-Z]+$/.test(label)) return label;
      const decoded = decodeLabel(label.slice(4));
      return decoded && isInternational(decoded) ? decoded : label;
    })
    .join('.');

/** Whether an encoder can have produced it: visible, normalized, with something foreign in it. */
const isInternational = (label: string): boolean =>
  /[^\0-\x7f]/.test(label) &&
  !/[\p{Cc}\p{Cn}\p{Cs}\p{Z}]/u.test(label) &&
  label === label.normalize('NFC');
