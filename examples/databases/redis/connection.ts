import type { Socket } from 'node:net';
import {
  ClientSession,
  encodeRedisResult,
  isResponseStream,
  RedisResult,
  type ClientSessionOptions,
} from 'js-redis-server/core';
import { ProtocolError, RequestParser, type Request } from './request-parser.ts';

/** The default of `client-output-buffer-limit pubsub`: a subscriber that does not read is dropped. */
const unreadLimit = 32 * 1024 * 1024;
/** Requests that wait while one is being answered; more are left in the socket. */
const waitingLimit = 1024;

/**
 * One client: requests come from the socket, go one after the other to the session, which knows the
 * database, MULTI, WATCH and subscriptions, and replies and pushes go back.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #session: ClientSession;
  readonly #parser = new RequestParser();
  readonly #waiting: (Request | ProtocolError)[] = [];
  #answering = false;

  constructor(
    socket: Socket,
    parts: Pick<ClientSessionOptions, 'server' | 'executor' | 'turnQueue'>,
  ) {
    this.#socket = socket.setNoDelay(true);
    this.#session = new ClientSession({
      ...parts,
      clientAddress: `${socket.remoteAddress}:${socket.remotePort}`,
      closeConnection: () => socket.destroySoon(),
    });
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => {
      // 'close' follows; a client that goes away without a word is no fault of the server.
    });
    // Read all the time, also while a command blocks: only so is it noticed that a client has gone, and
    // BLPOP must not take an element for a client that cannot get it.
    socket.on('end', () => this.#session.close());
    socket.on('close', () => this.#session.close());
    void this.#push();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const request of this.#parser.push(chunk)) this.#waiting.push(request);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#waiting.push(error);
      this.#socket.removeAllListeners('data').resume();
    }
    if (this.#waiting.length > waitingLimit) this.#socket.pause();
    if (!this.#answering) void this.#answerAll();
  }

  async #answerAll(): Promise<void> {
    this.#answering = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (this.#socket.destroyed || this.#socket.writableEnded) break;
      if (next instanceof ProtocolError) {
        this.#write(RedisResult.error(next.message, 'ERR'));
        this.#socket.destroySoon();
        break;
      }
      await this.#answer(next);
      if (this.#socket.writableNeedDrain) await this.#drained();
      if (this.#waiting.length === 0 && this.#socket.isPaused()) this.#socket.resume();
    }
    this.#answering = false;
  }

  async #answer([command, ...args]: Request): Promise<void> {
    try {
      const result = await this.#session.execute(command!, args);
      if (isResponseStream(result)) void this.#follow(result.frames(this.#session.signal));
      else this.#write(result);
    } catch (error) {
      if (this.#session.signal.aborted) return;
      // Nothing that the client can have caused: the library failed. Say so, with the command, and live on.
      const reason = error instanceof Error ? error.message : String(error);
      this.#write(RedisResult.error(`internal error in '${command}': ${reason}`, 'ERR'));
    }
  }

  /** Messages of subscriptions. */
  async #push(): Promise<void> {
    await this.#follow(this.#session.readPushes(this.#session.signal));
  }

  async #follow(frames: AsyncIterable<RedisResult>): Promise<void> {
    for await (const frame of frames) {
      if (this.#socket.destroyed) return;
      this.#write(frame);
      if (this.#socket.writableLength > unreadLimit) this.#socket.destroy();
    }
  }

  #write(result: RedisResult): void {
    const { omitReply, afterReply, close, disconnect } = result.options ?? {};
    if (!omitReply && this.#socket.writable) {
      // Replies of one pipeline leave as one packet: the tick comes when nothing can go on by itself.
      if (this.#socket.writableCorked === 0) {
        this.#socket.cork();
        process.nextTick(() => this.#socket.uncork());
      }
      this.#socket.write(encodeRedisResult(result, { version: this.#session.protocolVersion }));
    }
    afterReply?.();
    if (close || disconnect) this.#socket.destroySoon();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }
}
