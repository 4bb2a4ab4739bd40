import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import {
  encodeFrame,
  FrameReader,
  opcodes,
  ProtocolError,
  type Frame,
  type Opcode,
} from './frames.ts';

const LIMIT = 65_536;
const PATIENCE = 5_000;

interface Events {
  message: [data: string | Buffer];
  pong: [];
  /** 1005: closed without a code. 1006: the connection broke. */
  close: [code: number, reason: string];
}

/** The server's side of one WebSocket. */
export class Connection extends EventEmitter<Events> {
  readonly #socket: Duplex;
  readonly #reader = new FrameReader({ from: 'client', limit: LIMIT });
  #message: { opcode: Opcode; parts: Buffer[]; size: number } | undefined;
  #sentClose = false;
  #end: [code: number, reason: string] = [1006, ''];

  constructor(socket: Duplex) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('close', () => this.emit('close', ...this.#end));
  }

  send(text: string): void {
    this.#write(opcodes.text, Buffer.from(text));
  }

  ping(): void {
    this.#write(opcodes.ping, Buffer.alloc(0));
  }

  // #region close
  /** Says goodbye, and waits for the other side to say it too. */
  close(code: number, reason: string): void {
    if (this.#sentClose) return;
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#write(opcodes.close, Buffer.concat([payload, Buffer.from(reason)]));
    this.#sentClose = true;
    const giveUp = setTimeout(() => this.#socket.destroy(), PATIENCE);
    this.#socket.once('close', () => clearTimeout(giveUp));
  }
  // #endregion

  /** Ends at once, for a peer that is gone. */
  terminate(): void {
    this.#socket.destroy();
  }

  #write(opcode: Opcode, payload: Buffer): void {
    if (this.#sentClose || !this.#socket.writable) return;
    this.#socket.write(encodeFrame({ opcode, payload, fin: true }));
  }

  // #region receive
  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.read(chunk)) this.#handle(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#end = [error.code, error.message];
      this.close(error.code, error.message);
      this.#socket.removeAllListeners('data').resume().end();
    }
  }

  #handle({ opcode, payload, fin }: Frame): void {
    if (opcode === opcodes.ping) this.#write(opcodes.pong, payload);
    else if (opcode === opcodes.pong) this.emit('pong');
    else if (opcode === opcodes.close) this.#handleClose(payload);
    else this.#handleData(opcode, payload, fin);
  }
  // #endregion

  // #region data
  #handleData(opcode: Opcode, payload: Buffer, fin: boolean): void {
    const isContinuation = opcode === opcodes.continuation;
    if (isContinuation !== (this.#message !== undefined)) {
      const fault = isContinuation ? 'Nothing to continue' : 'The message before is not complete';
      throw new ProtocolError(1002, fault);
    }
    const message = (this.#message ??= { opcode, parts: [], size: 0 });
    message.parts.push(payload);
    message.size += payload.length;
    if (message.size > LIMIT) throw new ProtocolError(1009, `At most ${LIMIT} bytes`);
    if (!fin) return;

    this.#message = undefined;
    const whole = Buffer.concat(message.parts);
    this.emit('message', message.opcode === opcodes.text ? decode(whole) : whole);
  }
  // #endregion

  #handleClose(payload: Buffer): void {
    if (payload.length === 1) throw new ProtocolError(1002, 'A close code has two bytes');
    const code = payload.length === 0 ? 1005 : payload.readUInt16BE(0);
    const reason = decode(payload.subarray(2));
    if (code !== 1005 && !mayBeSent(code)) throw new ProtocolError(1002, 'No such close code');
    this.#end = [code, reason];
    this.close(code === 1005 ? 1000 : code, '');
    this.#socket.end();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new ProtocolError(1007, 'Text must be UTF-8');
  }
}

/** 1004 to 1006 and 1015 are for reports within one side; applications have 3000 to 4999. */
const mayBeSent = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) ||
  (code >= 3000 && code <= 4999);
