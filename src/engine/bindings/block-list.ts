/** The `block_list` binding: the native halves of `net.SocketAddress` and `net.BlockList`. */
import { browser } from '../core/browser.ts';
import { nodeData, type Any, type Binding } from '../core/node-data.ts';
import { registerCloneable } from '../core/transferable.ts';
import { BlockRules } from '../net/block-rules.ts';
import { formatIP, parseIPv4, parseIPv6 } from '../net/ip-address.ts';

const AF_INET: number = nodeData.shapes.block_list!.AF_INET;

const parse = (address: string, family: number): Uint8Array | undefined =>
  family === AF_INET ? parseIPv4(address) : parseIPv6(address);

let bytesOf: (address: SocketAddress) => Uint8Array;

class SocketAddress {
  static {
    bytesOf = (address) => address.#bytes;
  }
  readonly #bytes: Uint8Array;
  readonly #port: number;
  readonly #family: number;
  readonly #flowlabel: number;

  constructor(address: string, port: number, family: number, flowlabel: number) {
    const bytes = parse(address, family);
    if (!bytes) {
      const error = new browser.Error('Invalid socket address') as Any;
      error.code = 'ERR_INVALID_ADDRESS';
      throw error;
    }
    this.#bytes = bytes;
    this.#port = port;
    this.#family = family;
    this.#flowlabel = flowlabel;
  }

  detail(out: Any): Any {
    out.address = formatIP(this.#bytes);
    out.port = this.#port;
    out.family = this.#family;
    out.flowlabel = this.#flowlabel;
    return out;
  }
  legacyDetail(): { address: string; family: string; port: number } {
    return {
      address: formatIP(this.#bytes),
      family: this.#family === AF_INET ? 'IPv4' : 'IPv6',
      port: this.#port,
    };
  }
  flowlabel(): number {
    return this.#flowlabel;
  }
}

class BlockList {
  #rules = new BlockRules();

  static {
    registerCloneable(
      BlockList,
      'block_list:BlockList',
      (list) => list.#rules.data,
      (data, original) => {
        const list = new BlockList();
        // As in Node, a list and its copy are one; across threads that cannot be.
        list.#rules = original ? original.#rules : BlockRules.from(data);
        return list;
      },
    );
  }

  addAddress(address: SocketAddress): void {
    this.#rules.addAddress(bytesOf(address));
  }
  addAddresses(addresses: SocketAddress[]): void {
    for (const address of addresses) this.addAddress(address);
  }
  addRange(start: SocketAddress, end: SocketAddress): boolean {
    return this.#rules.addRange(bytesOf(start), bytesOf(end));
  }
  addSubnet(network: SocketAddress, prefix: number): void {
    this.#rules.addSubnet(bytesOf(network), prefix);
  }
  removeAddress(address: SocketAddress): void {
    this.#rules.removeAddress(bytesOf(address));
  }
  removeRange(start: SocketAddress, end: SocketAddress): void {
    this.#rules.removeRange(bytesOf(start), bytesOf(end));
  }
  removeSubnet(network: SocketAddress, prefix: number): void {
    this.#rules.removeSubnet(bytesOf(network), prefix);
  }
  check(address: SocketAddress): boolean {
    return this.#rules.check(bytesOf(address));
  }
  /** An invalid address is not blocked. */
  checkString(address: string, family: number): boolean {
    const bytes = parse(address, family);
    return bytes !== undefined && this.#rules.check(bytes);
  }
  getRules(): string[] {
    return this.#rules.texts;
  }
  getSize(): number {
    return this.#rules.size;
  }
  clear(): void {
    this.#rules.clear();
  }
}

registerCloneable(
  SocketAddress,
  'block_list:SocketAddress',
  (address) => address.detail({}),
  ({ address, port, family, flowlabel }) => new SocketAddress(address, port, family, flowlabel),
);

export function blockList(stub: Binding): Binding {
  return Object.assign(stub, { BlockList, SocketAddress });
}
