/** The rules of `net.BlockList`: addresses, ranges and subnets of both families. */
import { formatIP, mappedBytes, unmapIPv4 } from './ip-address.ts';

const kinds = ['Address', 'Subnet', 'Range'] as const;
type Kind = (typeof kinds)[number];

/** What a rule was made from; plain data, for another thread. */
export type RuleData =
  | { kind: 'address'; address: Uint8Array }
  | { kind: 'range'; start: Uint8Array; end: Uint8Array }
  | { kind: 'subnet'; network: Uint8Array; prefix: number };

interface Rule {
  readonly data: RuleData;
  /** As `net.BlockList`'s `rules` shows it. */
  readonly text: string;
  /** Takes an address of the rule's family. */
  matches(address: Uint8Array): boolean;
  /** Bytes of an address of the rule's family. */
  readonly length: number;
}

/** Order of two addresses of one family. */
function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** An IPv4 address and its IPv4-mapped form are the same address to every rule. */
function inFamilyOf(rule: Rule, address: Uint8Array): Uint8Array | undefined {
  if (address.length === rule.length) return address;
  if (address.length === 4) return mappedBytes(address);
  const inner = unmapIPv4(address);
  return inner.length === 4 ? inner : undefined;
}

function inSubnet(address: Uint8Array, network: Uint8Array, prefix: number): boolean {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== network[i]) return false;
  const rest = prefix & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return (address[whole]! & mask) === (network[whole]! & mask);
}

const familyName = (address: Uint8Array): string => (address.length === 4 ? 'IPv4' : 'IPv6');
const addressText = (address: Uint8Array): string =>
  `Address: ${familyName(address)} ${formatIP(address)}`;
const rangeText = (start: Uint8Array, end: Uint8Array): string =>
  `Range: ${familyName(start)} ${formatIP(start)}-${formatIP(end)}`;
const subnetText = (network: Uint8Array, prefix: number): string =>
  `Subnet: ${familyName(network)} ${formatIP(network)}/${prefix}`;

export class BlockRules {
  /** By kind, newest first. */
  #rules: Record<Kind, Rule[]> = { Address: [], Subnet: [], Range: [] };

  addAddress(address: Uint8Array): void {
    const text = addressText(address);
    if (this.#rules.Address.some((rule) => rule.text === text)) return;
    this.#rules.Address.unshift({
      data: { kind: 'address', address },
      text,
      length: address.length,
      matches: (other) => compare(other, address) === 0,
    });
  }
  removeAddress(address: Uint8Array): void {
    this.#remove('Address', addressText(address));
  }

  /** Returns whether `start` is of the family of `end` and not after it; if not, nothing is added. */
  addRange(start: Uint8Array, end: Uint8Array): boolean {
    if (start.length !== end.length || compare(start, end) > 0) return false;
    this.#rules.Range.unshift({
      data: { kind: 'range', start, end },
      text: rangeText(start, end),
      length: start.length,
      matches: (other) => compare(other, start) >= 0 && compare(other, end) <= 0,
    });
    return true;
  }
  removeRange(start: Uint8Array, end: Uint8Array): void {
    this.#remove('Range', rangeText(start, end));
  }

  addSubnet(network: Uint8Array, prefix: number): void {
    this.#rules.Subnet.unshift({
      data: { kind: 'subnet', network, prefix },
      text: subnetText(network, prefix),
      length: network.length,
      matches: (other) => inSubnet(other, network, prefix),
    });
  }
  removeSubnet(network: Uint8Array, prefix: number): void {
    this.#remove('Subnet', subnetText(network, prefix));
  }

  check(address: Uint8Array): boolean {
    return kinds.some((kind) =>
      this.#rules[kind].some((rule) => {
        const comparable = inFamilyOf(rule, address);
        return comparable !== undefined && rule.matches(comparable);
      }),
    );
  }
  get texts(): string[] {
    return kinds.flatMap((kind) => this.#rules[kind].map((rule) => rule.text));
  }
  get size(): number {
    return this.texts.length;
  }
  /** All rules, for `BlockRules.from`. */
  get data(): RuleData[] {
    return kinds.flatMap((kind) => this.#rules[kind].map((rule) => rule.data)).reverse();
  }
  static from(data: readonly RuleData[]): BlockRules {
    const rules = new BlockRules();
    for (const rule of data) {
      if (rule.kind === 'address') rules.addAddress(rule.address);
      else if (rule.kind === 'range') rules.addRange(rule.start, rule.end);
      else rules.addSubnet(rule.network, rule.prefix);
    }
    return rules;
  }
  clear(): void {
    this.#rules = { Address: [], Subnet: [], Range: [] };
  }

  #remove(kind: Kind, text: string): void {
    const index = this.#rules[kind].findIndex((rule) => rule.text === text);
    if (index >= 0) this.#rules[kind].splice(index, 1);
  }
}
