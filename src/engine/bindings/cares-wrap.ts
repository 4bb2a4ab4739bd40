/**
 * The `cares_wrap` binding. A tab can ask no name server outside: `localhost` and addresses resolve, a
 * program of the container may be a name server, and everything else answers as on a machine that is
 * offline, asynchronously.
 */
import { loadChunk } from '../chunks/index.ts';
import { browser } from '../core/browser.ts';
import { AsyncWrap } from '../core/async-wrap.ts';
import { makeCallback } from '../core/callbacks.ts';
import { completeRequest, queueIo, requestEnded, requestStarted } from '../core/loop.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { uv } from '../core/uv.ts';
import type { RecordType } from '../dns/message.ts';
import type { Transport } from '../dns/query.ts';
import { formatIP, isLoopback, isWildcard, parseIP, parseIPv6 } from '../net/ip-address.ts';
import { isOutsideName, standInAddress } from '../net/outside/index.ts';
import { isUdpPort, SendWrap, UDP } from '../net/udp.ts';

const LOOPBACK = { 4: '127.0.0.1', 6: '::1' } as const;

/** Names that are this machine (RFC 6761, 6.3). */
const isLocalName = (name: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(name);

/** Names of ports as `/etc/services` has them; others are given as numbers. */
const SERVICES: Record<number, string> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap2',
  443: 'https',
  587: 'submission',
  993: 'imaps',
  995: 'pop3s',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
};

/** c-ares's texts by its status numbers. */
const MESSAGES = [
  'Successful completion',
  'DNS server returned answer with no data',
  'DNS server claims query was misformatted',
  'DNS server returned general failure',
  'Domain name not found',
  'DNS server does not implement requested operation',
  'DNS server refused query',
  'Misformatted DNS query',
  'Misformatted domain name',
  'Unsupported address family',
  'Misformatted DNS reply',
  'Could not contact DNS servers',
  'Timeout while contacting DNS servers',
  'End of file',
  'Error reading file',
  'Out of memory',
  'Channel is being destroyed',
  'Misformatted string',
  'Illegal flags specified',
  'Given hostname is not numeric',
  'Illegal hints flags specified',
  'c-ares library initialization not yet performed',
  'Error loading iphlpapi.dll',
  'Could not find GetNetworkParams function',
  'DNS query cancelled',
];

function complete(request: Any, ...args: unknown[]): number {
  completeRequest(() => makeCallback(request, request.oncomplete, args));
  return 0;
}

class GetAddrInfoReqWrap extends AsyncWrap {}
class GetNameInfoReqWrap extends AsyncWrap {}
class QueryReqWrap extends AsyncWrap {}

/** `family`: 4, 6, or 0 for what is preferred, which is IPv4. */
function getaddrinfo(request: Any, name: string, family: number): number {
  const literal = parseIP(name);
  if (literal) {
    const fits = family === 0 || (family === 4) === (literal.length === 4);
    return fits
      ? complete(request, null, [formatIP(literal)])
      : complete(request, uv.UV_EAI_ADDRFAMILY ?? uv.UV_EAI_NONAME);
  }
  if (isLocalName(name)) return complete(request, null, [LOOPBACK[family === 6 ? 6 : 4]]);
  if (isForConnecting(request) && isOutsideName(name)) {
    if (!browser.isOnline()) return complete(request, uv.UV_EAI_AGAIN);
    const address = standInAddress(name);
    return complete(request, null, [family === 6 ? `::ffff:${address}` : address]);
  }
  return complete(request, uv.UV_EAI_NONAME);
}

/**
 * Whether `net` asks, in order to connect: `lib/net.js` names its callbacks so. A program that asks
 * by itself for an address gets none, for no address is known and a stand-in would be a lie.
 */
const isForConnecting = (request: Any): boolean => request.callback?.name === 'emitLookup';

function getnameinfo(request: Any, address: string, port: number): number {
  const bytes = parseIP(address);
  if (!bytes) return uv.UV_EINVAL!;
  if (!isLoopback(bytes) || isWildcard(bytes)) return complete(request, uv.UV_EAI_NONAME);
  return complete(request, null, 'localhost', SERVICES[port] ?? String(port));
}

/** Records of `localhost` by query; nothing else is known. */
const LOCAL_RECORDS: Record<string, string> = {
  queryA: LOOPBACK[4],
  queryAaaa: LOOPBACK[6],
};

/** Datagrams of queries, on the virtual network. */
const transport: Transport = {
  send([address, port], packet, received, refused) {
    const handle = new UDP();
    const isIPv6 = address.includes(':');
    const error = isIPv6 ? handle.connect6(address, port) : handle.connect(address, port);
    if (error) queueIo(refused);
    else {
      (handle as Any).onmessage = (read: number, _handle: UDP, bytes: Uint8Array) => {
        if (read < 0) refused();
        else received(bytes);
      };
      handle.recvStart();
      handle.send(new SendWrap(), [packet], 1, false);
    }
    return () => handle.close();
  },
  setTimer(callback, milliseconds) {
    const timer = browser.setTimeout(() => queueIo(callback), milliseconds);
    return () => browser.clearTimeout(timer);
  },
  id: () => browser.crypto.getRandomValues(new Uint16Array(1))[0]!,
};

/** What is wrong with servers that are set while queries wait for the former ones. */
const PENDING_QUERIES = -1000;

class ChannelWrap extends AsyncWrap {
  /** `[address, port]` pairs. */
  #servers: [string, number][] = [['127.0.0.1', 53]];
  readonly #timeout: number;
  readonly #tries: number;
  readonly #maxTimeout: number;
  /** What cancels the queries that have not been answered. */
  readonly #pending = new Set<() => void>();

  constructor(timeout: number, tries: number, maxTimeout = 0) {
    super();
    this.#timeout = timeout;
    this.#tries = tries;
    this.#maxTimeout = maxTimeout;
  }

  getServers(): [string, number][] {
    return this.#servers.map(([address, port]) => [address, port]);
  }
  /** Takes `[family, address, port]` triples. */
  setServers(servers: [number, string, number][]): number {
    if (this.#pending.size > 0) return PENDING_QUERIES;
    this.#servers = servers.map(([, address, port]) => [address, port]);
    return 0;
  }
  setLocalAddress(ipv4: string, ipv6?: string): void {
    for (const address of [ipv4, ipv6]) {
      if (address !== undefined && !parseIP(address)) {
        throw new browser.Error('Invalid IP address');
      }
    }
  }
  /** Queries that have not been answered fail with `ECANCELLED`. */
  cancel(): void {
    for (const cancel of [...this.#pending]) cancel();
  }

  getHostByAddr(request: Any, address: string): number {
    const bytes = parseIP(address);
    if (!bytes) return uv.UV_EINVAL!;
    return isLoopback(bytes)
      ? this.#answer(request, null, ['localhost'])
      : this.#ask(request, () => loadChunk('dns').reverseName(bytes), 'PTR');
  }

  static {
    const types = 'A Any Aaaa Caa Cname Mx Naptr Ns Ptr Srv Soa Tlsa Txt'.split(' ');
    for (const type of types) {
      const query = `query${type}`;
      const method = {
        [query](this: ChannelWrap, request: Any, name: string): number {
          const local = isLocalName(name) ? LOCAL_RECORDS[query] : undefined;
          return local
            ? this.#answer(request, null, [local], [0])
            : this.#ask(request, () => name, type.toUpperCase() as RecordType);
        },
      }[query];
      Object.defineProperty(this.prototype, query, {
        configurable: true,
        writable: true,
        value: method,
      });
    }
  }

  /** Asks the name servers, if any is there. */
  #ask(request: Any, name: () => string, type: RecordType): number {
    if (!this.#servers.some(([address, port]) => isUdpPort(address, port))) {
      return this.#answer(request, 'ECONNREFUSED');
    }
    const options = {
      servers: this.#servers,
      timeout: this.#timeout,
      tries: this.#tries,
      maxTimeout: this.#maxTimeout,
    };
    const complete = this.#begin(request, () => stop());
    const stop = loadChunk('dns').query(name(), type, options, transport, complete);
    return 0;
  }
  #answer(request: Any, ...args: unknown[]): number {
    const complete = this.#begin(request, () => {});
    queueIo(() => complete(...args));
    return 0;
  }

  /** @returns what completes the request, unless it is cancelled before. */
  #begin(request: Any, stop: () => void): (...args: unknown[]) => void {
    const cancel = (): void => {
      stop();
      complete('ECANCELLED');
    };
    const complete = (...args: unknown[]): void => {
      if (!this.#pending.delete(cancel)) return;
      queueIo(() => {
        requestEnded();
        makeCallback(request, request.oncomplete, args);
      });
    };
    this.#pending.add(cancel);
    requestStarted();
    return complete;
  }
}

/** The usual form of an address, or `undefined` if it is none. */
function canonicalizeIP(text: string): string | undefined {
  const bytes = parseIP(text);
  return bytes && formatIP(bytes);
}

function convertIpv6StringToBuffer(text: string): Buffer {
  const bytes = parseIPv6(text);
  if (!bytes) throw new browser.Error('Invalid IPv6 address');
  return runtime.Buffer.from(bytes);
}

const strerror = (status: number): string =>
  status === PENDING_QUERIES ? 'There are pending queries.' : (MESSAGES[status] ?? 'unknown');

export function caresWrap(stub: Binding): Binding {
  return Object.assign(stub, {
    GetAddrInfoReqWrap,
    GetNameInfoReqWrap,
    QueryReqWrap,
    ChannelWrap,
    getaddrinfo,
    getnameinfo,
    canonicalizeIP,
    convertIpv6StringToBuffer,
    strerror,
  });
}
