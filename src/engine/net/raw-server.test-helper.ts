/** A server on bare handles: what `net.Server` does, without Node's lib. */
import './node-data.test-helper.ts';
import type { Any } from '../core/node-data.ts';

const { TCP } = await import('./tcp.ts');
const { streamBaseState, WriteWrap, ShutdownWrap } = await import('./stream.ts');
type TCP = InstanceType<typeof TCP>;

export interface Connection {
  handle: TCP;
  /** What was read so far. */
  text: string;
  /** Negative error or end, as read. */
  ending: number | undefined;
  write(text: string): number;
  end(): void;
}

let nextPort = 20_000;

/** Starts a server; `onRead` runs after every read of a connection, also the last one. */
export function rawServer(onRead: (connection: Connection) => void): {
  port: number;
  handle: TCP;
  connections: Connection[];
} {
  const handle = new TCP(1);
  const port = nextPort++;
  const connections: Connection[] = [];
  handle.bind6('::', port);
  (handle as Any).onconnection = (_status: number, client: TCP) => {
    const connection = open(client, onRead);
    connections.push(connection);
  };
  handle.listen(511);
  return { port, handle, connections };
}

/** Reads from a connected handle. */
export function open(handle: TCP, onRead: (connection: Connection) => void): Connection {
  const connection: Connection = {
    handle,
    text: '',
    ending: undefined,
    write: (text) => handle.writeUtf8String(new WriteWrap(), text),
    end: () => void handle.shutdown(new ShutdownWrap()),
  };
  handle.onread = (buffer?: ArrayBuffer) => {
    const nread = streamBaseState[0]!;
    if (nread < 0) connection.ending = nread;
    else connection.text += Buffer.from(buffer!, streamBaseState[1], nread).toString('latin1');
    onRead(connection);
  };
  handle.readStart();
  return connection;
}

/** Resolves when `condition` holds; checked at every turn of the loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
