import { type Duplex } from 'node:stream';
import { execute } from '../commands/index.ts';
import { type ServerState } from '../commands/context.ts';
import { hello, MAX_MESSAGE } from '../commands/diagnostics.ts';
import { type Document } from '../query/values.ts';
import { encodeReply, HEADER, parseMessage, type Request } from './message.ts';

/** Reads commands from a stream and answers them one after another, until it ends. */
export function serve(socket: Duplex, state: ServerState, connectionId: number): void {
  let closed = false;
  let chunks: Buffer[] = [];
  let received = 0;
  let working = false;
  let requestId = 0;

  /** The next whole message, if it has arrived. Its length is checked before anything is kept for it. */
  const next = (): Buffer | undefined => {
    if (received < 4) return undefined;
    if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)];
    const length = chunks[0]!.readInt32LE(0);
    if (length < HEADER || length > MAX_MESSAGE)
      throw new Error(`message length ${length} is not possible`);
    if (received < length) return undefined;
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const rest = all.subarray(length);
    chunks = rest.length ? [rest] : [];
    received = rest.length;
    return all.subarray(0, length);
  };

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    try {
      for (let bytes = next(); bytes && !closed; bytes = next()) {
        const request = parseMessage(bytes);
        const answer = await answerTo(request);
        if (request.silent || closed || !socket.writable) continue;
        if (!socket.write(encodeReply(request, answer, ++requestId))) await drained();
      }
    } catch {
      // Not this protocol: there is nothing to answer to.
      socket.destroy();
    } finally {
      working = false;
      if (!closed) socket.resume();
    }
  };

  const answerTo = async ({ command, legacy }: Request): Promise<Document> => {
    if (!legacy) return execute(state, command, connectionId);
    const name = Object.keys(command)[0]?.toLowerCase();
    if (name === 'ismaster' || name === 'hello') return hello(state, connectionId);
    return {
      ok: 0,
      errmsg: 'Unsupported OP_QUERY command: ' + name,
      code: 352,
      codeName: 'UnsupportedOpQueryCommand',
    };
  };

  const drained = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        socket.off('drain', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('drain', done);
      socket.on('close', done);
    });

  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    // While a command runs, a client that sends on fills its own buffers, not ours.
    if (working && received > MAX_MESSAGE) socket.pause();
    void work();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    closed = true;
    // Nobody waits for what still runs.
    state.operations.killWhere((call) => call.connectionId === connectionId);
  });
}
