/** One query to the name servers of a channel, with c-ares's times and errors. */
import { decodeReply, encodeQuery, TYPES, type RecordType } from './message.ts';
import { showRecords } from './records.ts';

export type Server = readonly [address: string, port: number];

export interface QueryOptions {
  servers: readonly Server[];
  /** Milliseconds that the first attempts wait; negative for c-ares's own. */
  timeout: number;
  /** Attempts with each server. */
  tries: number;
  /** Milliseconds that no attempt exceeds; 0 for no such limit. */
  maxTimeout: number;
}

/** How datagrams and time pass. */
export interface Transport {
  /** @returns a function that gives the exchange up. */
  send(
    server: Server,
    packet: Uint8Array<ArrayBuffer>,
    received: (bytes: Uint8Array) => void,
    refused: () => void,
  ): () => void;
  setTimer(callback: () => void, milliseconds: number): () => void;
  id(): number;
}

const DEFAULT_TIMEOUT = 2000;
/** Below it, c-ares would retry faster than any server answers. */
const LEAST_TIMEOUT = 250;

/** c-ares's errors by the code of a reply; those that are missing let another server try. */
const FORMAT_ERROR = 1;
const NO_SUCH_NAME = 3;
const REFUSALS: Record<number, string> = { 2: 'ESERVFAIL', 4: 'ENOTIMP', 5: 'EREFUSED' };

/**
 * @param done Gets the arguments of `oncomplete`, once.
 * @returns a function that ends the query without that.
 */
export function query(
  name: string,
  type: RecordType,
  options: QueryOptions,
  transport: Transport,
  done: (...result: unknown[]) => void,
): () => void {
  const { servers, maxTimeout } = options;
  const first = options.timeout < 0 ? DEFAULT_TIMEOUT : Math.max(options.timeout, LEAST_TIMEOUT);
  const id = transport.id();
  const packet = encodeQuery(id, name, TYPES[type]);
  let attempt = 0;
  let error = 'ETIMEOUT';
  let stop = (): void => {};

  const finish = (...result: unknown[]): void => {
    stop();
    done(...result);
  };
  const next = (why: string): void => {
    stop();
    error = why;
    attempt++;
    start();
  };
  const receive = (bytes: Uint8Array): void => {
    const reply = decodeReply(bytes);
    // What is not an answer to this question is not looked at.
    if (!reply || reply.id !== id) return;
    const refusal = REFUSALS[reply.code];
    if (refusal) return next(refusal);
    if (reply.code === NO_SUCH_NAME) return finish('ENOTFOUND');
    if (reply.code === FORMAT_ERROR) return finish('EFORMERR');
    let shown: unknown[] | undefined;
    try {
      shown = showRecords(reply.answers, type);
    } catch (problem) {
      if (!(problem instanceof RangeError)) throw problem;
      return finish('EBADRESP');
    }
    if (shown) finish(null, ...shown);
    else finish('ENODATA');
  };
  const start = (): void => {
    if (!packet) return finish('EBADNAME');
    const round = Math.floor(attempt / servers.length);
    if (servers.length === 0 || round >= options.tries) return finish(error);
    const wait = first * 2 ** round;
    const clear = transport.setTimer(
      () => next('ETIMEOUT'),
      maxTimeout > 0 ? Math.min(wait, maxTimeout) : wait,
    );
    let isOver = false;
    let close = (): void => {};
    stop = () => {
      isOver = true;
      clear();
      close();
    };
    close = transport.send(servers[attempt % servers.length]!, packet, receive, () => {
      if (!isOver) next('ECONNREFUSED');
    });
  };
  start();
  return () => stop();
}

/** The name that stands for an address in reverse look-ups. */
export function reverseName(address: Uint8Array): string {
  if (address.length === 4) return `${[...address].reverse().join('.')}.in-addr.arpa`;
  const nibbles = [...address].flatMap((byte) => [byte >> 4, byte & 15]);
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa`;
}
