import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A reply as JSON that keeps its type on the wire: a simple string has a `+` before it, an error a `-`,
 * a bulk string is itself, a null is null, and a null array is `(null array)`. Of RESP 3: a map is
 * `{ map: [[key, value], …] }`, a set `{ set: […] }`, a push `{ push: […] }`, a double `{ double: text }`.
 */
export type Reply = string | number | boolean | null | Reply[] | { [kind: string]: Reply };

/** A client that knows nothing but the protocol, so that a driver's reading of it hides no difference. */
export class WireClient {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  readonly #replies: Reply[] = [];
  readonly #readers: ((reply: Reply) => void)[] = [];

  constructor(port: number, host = '127.0.0.1') {
    this.#socket = connect(port, host);
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('error', () => this.#give('(closed)'));
    this.#socket.on('close', () => this.#give('(closed)'));
  }

  /** Sends a command as an array of bulk strings. */
  send(words: (string | Buffer)[]): void {
    const parts = words.map((word) => Buffer.from(word as string));
    this.raw(
      Buffer.concat([
        Buffer.from(`*${parts.length}\r\n`),
        ...parts.flatMap((part) => [Buffer.from(`$${part.length}\r\n`), part, Buffer.from('\r\n')]),
      ]),
    );
  }

  raw(bytes: Buffer | string): void {
    this.#socket.write(bytes);
  }

  /** The next reply or push; `(none)` if there is none within the time. */
  async next(milliseconds = 5000): Promise<Reply> {
    if (this.#replies.length > 0) return this.#replies.shift()!;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#readers.splice(this.#readers.indexOf(reader), 1);
        resolve('(none)');
      }, milliseconds);
      const reader = (reply: Reply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      this.#readers.push(reader);
    });
  }

  async command(...words: (string | Buffer)[]): Promise<Reply> {
    this.send(words);
    return this.next();
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#socket.destroy();
    await once(this.#socket, 'close');
  }

  #give(reply: Reply): void {
    const reader = this.#readers.shift();
    if (reader) reader(reply);
    else this.#replies.push(reply);
  }

  #receive(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (let at = read(this.#buffer, 0); at; at = read(this.#buffer, 0)) {
      this.#buffer = this.#buffer.subarray(at.end);
      this.#give(at.reply);
    }
  }
}

function read(bytes: Buffer, start: number): { reply: Reply; end: number } | undefined {
  const newline = bytes.indexOf('\r\n', start);
  if (newline < 0) return undefined;
  const type = String.fromCharCode(bytes[start]!);
  const line = bytes.toString('latin1', start + 1, newline);
  const end = newline + 2;
  const items = (count: number): { items: Reply[]; end: number } | undefined => {
    const all: Reply[] = [];
    let position = end;
    for (let index = 0; index < count; index++) {
      const item = read(bytes, position);
      if (!item) return undefined;
      all.push(item.reply);
      position = item.end;
    }
    return { items: all, end: position };
  };
  switch (type) {
    case '+':
    case '-':
      return { reply: type + line, end };
    case ':':
      return { reply: Number(line), end };
    case '_':
      return { reply: null, end };
    case '#':
      return { reply: line === 't', end };
    case ',':
      return { reply: { double: line }, end };
    case '(':
      return { reply: { big: line }, end };
    case '$':
    case '=':
    case '!': {
      const length = Number(line);
      if (length < 0) return { reply: null, end };
      if (bytes.length < end + length + 2) return undefined;
      const text = bytes.toString('latin1', end, end + length);
      const utf8 = Buffer.from(text, 'latin1').toString();
      const reply = utf8.includes('\ufffd') ? { latin1: text } : utf8;
      return { reply: type === '$' ? reply : { [type]: reply }, end: end + length + 2 };
    }
    case '*':
    case '~':
    case '>': {
      if (Number(line) < 0) return { reply: '(null array)', end };
      const list = items(Number(line));
      if (!list) return undefined;
      const reply = type === '*' ? list.items : { [type === '~' ? 'set' : 'push']: list.items };
      return { reply, end: list.end };
    }
    case '%': {
      const list = items(2 * Number(line));
      if (!list) return undefined;
      const pairs = Array.from({ length: list.items.length / 2 }, (_, index) =>
        list.items.slice(2 * index, 2 * index + 2),
      );
      return { reply: { map: pairs }, end: list.end };
    }
    default:
      throw new Error(`Not a reply: ${type}${line}`);
  }
}
