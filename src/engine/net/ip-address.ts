/** IP addresses as `inet_pton` and `inet_ntop` of libuv read and write them. */

/** The four bytes of a dotted quad, or `undefined`. Leading zeros are refused: they could mean octal. */
export function parseIPv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (let i = 0; i < 4; i++) {
    const part = parts[i]!;
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes[i] = Number(part);
  }
  return bytes;
}

/** The 16 bytes of an IPv6 address, or `undefined`. A zone (`%eth0`) is ignored. */
export function parseIPv6(text: string): Uint8Array | undefined {
  const zone = text.indexOf('%');
  const address = zone < 0 ? text : text.slice(0, zone);
  if (!/^[0-9a-fA-F:.]+$/.test(address)) return undefined;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const bytes = new Uint8Array(16);
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  groups.forEach((group, i) => {
    bytes[i * 2] = group >> 8;
    bytes[i * 2 + 1] = group;
  });
  return bytes;
}

function parseGroups(text: string, mayEndInIPv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const quad = mayEndInIPv4 && i === parts.length - 1 ? parseIPv4(part) : undefined;
      if (!quad) return undefined;
      groups.push((quad[0]! << 8) | quad[1]!, (quad[2]! << 8) | quad[3]!);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
      groups.push(parseInt(part, 16));
    }
  }
  return groups;
}

/** The bytes of an address of either family, or `undefined`. */
export const parseIP = (text: string): Uint8Array | undefined =>
  text.includes(':') ? parseIPv6(text) : parseIPv4(text);

/** The canonical text of 4 or 16 bytes: lower case, the longest run of zeros as `::`. */
export function formatIP(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[i * 2]! << 8) | bytes[i * 2 + 1]!);
  const run = longestZeroRun(groups);
  const endsInIPv4 =
    run.start === 0 &&
    (run.length === 6 ||
      (run.length === 7 && groups[7] !== 1) ||
      (run.length === 5 && groups[5] === 0xffff));
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === run.start) {
      text += '::';
      i += run.length - 1;
      continue;
    }
    if (text !== '' && !text.endsWith(':')) text += ':';
    if (i === 6 && endsInIPv4) return text + bytes.subarray(12).join('.');
    text += groups[i]!.toString(16);
  }
  return text;
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let best = { start: -1, length: 1 };
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - i > best.length) best = { start: i, length: end - i };
    if (end > i) i = end;
  }
  return best;
}

const isMappedIPv4 = (bytes: Uint8Array): boolean =>
  bytes.length === 16 &&
  bytes[10] === 0xff &&
  bytes[11] === 0xff &&
  bytes.subarray(0, 10).every((byte) => byte === 0);

/** The IPv4 bytes of `::ffff:a.b.c.d`; any other address as it is. */
export const unmapIPv4 = (bytes: Uint8Array): Uint8Array =>
  isMappedIPv4(bytes) ? bytes.subarray(12) : bytes;

/** The 16 bytes of `::ffff:a.b.c.d`. */
export function mappedBytes(ipv4: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.fill(0xff, 10, 12);
  bytes.set(ipv4, 12);
  return bytes;
}

/** `127.0.0.1` → `::ffff:127.0.0.1`, as a dual-stack socket reports IPv4 peers. */
export const mapToIPv6 = (address: string): string =>
  address.includes(':') ? address : `::ffff:${address}`;

const isZero = (byte: number): boolean => byte === 0;

/** `0.0.0.0` and `::`: every local address. */
export const isWildcard = (bytes: Uint8Array): boolean => bytes.every(isZero);

/** `224.0.0.0/4` and `ff00::/8`. */
export const isMulticast = (address: Uint8Array): boolean => {
  const bytes = unmapIPv4(address);
  return bytes.length === 4 ? bytes[0]! >> 4 === 14 : bytes[0] === 0xff;
};

/** Whether the address is this machine: `127.0.0.0/8`, `::1`, and the wildcards. */
export function isLoopback(address: Uint8Array): boolean {
  const bytes = unmapIPv4(address);
  if (isWildcard(bytes)) return true;
  if (bytes.length === 4) return bytes[0] === 127;
  return bytes[15] === 1 && bytes.subarray(0, 15).every(isZero);
}
