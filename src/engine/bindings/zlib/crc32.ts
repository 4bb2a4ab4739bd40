/** CRC-32 as in gzip (RFC 1952), continued from `value`. */
let table: Uint32Array | undefined;

function makeTable(): Uint32Array {
  const entries = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let entry = n;
    for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? 0xedb88320 ^ (entry >>> 1) : entry >>> 1;
    entries[n] = entry;
  }
  return entries;
}

export function crc32(bytes: Uint8Array, value = 0): number {
  const entries = (table ??= makeTable());
  let crc = ~value;
  for (let i = 0; i < bytes.length; i++) crc = entries[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
