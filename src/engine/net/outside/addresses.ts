/**
 * Addresses of hosts outside the tab. A page can resolve no name, but `net` connects to addresses:
 * each name gets one out of 198.18.0.0/15, which is reserved for benchmarks and belongs to nobody
 * (RFC 2544), and the connection finds its name again by it.
 */
import { formatIP, isLoopback, parseIPv4, unmapIPv4 } from '../ip-address.ts';

const FIRST_STAND_IN = (198 << 24) | (18 << 16);
const STAND_INS = 2 ** 17 - 2;

const addressOf = new Map<string, string>();
const hostOf = new Map<string, string>();

/** Names that no name server answers for (RFC 6761, RFC 6762, RFC 7686) or that only a LAN knows. */
const NEVER_PUBLIC =
  /(?:^|\.)(?:example|home\.arpa|internal|invalid|lan|local|localhost|onion|test)\.?$/i;
const HOST_NAME =
  /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)+[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.?$/i;

/** Whether the public DNS could know the name. */
export const isOutsideName = (name: string): boolean =>
  name.length <= 254 &&
  HOST_NAME.test(name) &&
  !NEVER_PUBLIC.test(name) &&
  // Four numbers that are no address, such as 256.1.1.1.
  !/^[\d.]+$/.test(name);

/** The address that stands for a name. */
export function standInAddress(name: string): string {
  const key = name.toLowerCase().replace(/\.$/, '');
  let address = addressOf.get(key);
  if (address === undefined) {
    const value = FIRST_STAND_IN + 1 + (addressOf.size % STAND_INS);
    address = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    addressOf.set(key, address);
    hostOf.set(address, key);
  }
  return address;
}

/** Blocks without public hosts: this network, private use, link-local, documentation, multicast. */
const NOT_PUBLIC: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

const asNumber = (bytes: Uint8Array): number =>
  bytes.reduce((value, byte) => value * 256 + byte, 0);

function isPublic(bytes: Uint8Array): boolean {
  if (isLoopback(bytes)) return false;
  // 2000::/3 without 2001:db8::/32, which is for documentation.
  if (bytes.length === 16) {
    return bytes[0]! >> 5 === 1 && !/^2001:db8:/.test(formatIP(bytes));
  }
  const address = asNumber(bytes);
  return NOT_PUBLIC.every(([network, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) !== Math.floor(asNumber(parseIPv4(network)!) / size);
  });
}

/**
 * Who answers at an address outside the tab: a name, or the address itself as a URL writes it.
 *
 * `undefined` for what has no route: above all the reader's own network, whose devices a program that
 * came by a link must not reach through their browser.
 */
export function outsideHost(address: Uint8Array): string | undefined {
  const bytes = unmapIPv4(address);
  const text = formatIP(bytes);
  const name = hostOf.get(text);
  if (name !== undefined) return name;
  if (!isPublic(bytes)) return undefined;
  return bytes.length === 16 ? `[${text}]` : text;
}
