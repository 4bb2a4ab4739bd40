/** The thread in which PostgreSQL runs, so that a query does not hold up the program that sent it. */
import { Duplex } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keptData } from '../kept-data.ts';
import { startBackend } from './backend.ts';
import { Cancellations } from './cancellations.ts';
import { startedServer, startFromImage, version } from './data-directory.ts';
import { Gateway } from './gateway.ts';
import {
  handedOver,
  type StartMessage,
  type ThreadData,
  type ThreadMessage,
} from './thread-messages.ts';

const port = parentPort!;
const { maxWait, cancellations } = workerData as ThreadData;
const connections = new Map<number, Connection>();

/** A client's socket, whose other end is in the thread of the program. */
class Connection extends Duplex {
  readonly #id: number;

  constructor(id: number) {
    super({ allowHalfOpen: true });
    this.#id = id;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const [bytes, handed] = handedOver(chunk);
    port.postMessage({ id: this.#id, kind: 'data', bytes } satisfies ThreadMessage, handed);
    done();
  }

  override _final(done: () => void): void {
    port.postMessage({ id: this.#id, kind: 'end' } satisfies ThreadMessage);
    done();
  }

  override _destroy(_error: Error | null, done: () => void): void {
    connections.delete(this.#id);
    port.postMessage({ id: this.#id, kind: 'close' } satisfies ThreadMessage);
    done();
  }
}

const answer = (message: StartMessage) => port.postMessage(message);

try {
  const kept = keptData(`postgres-${version}.tar.gz`, async () =>
    // Soon rather than small: the thread does nothing else meanwhile.
    gzipSync(await gateway.dump(), { level: 1 }),
  );
  const image = await startedServer();
  const requests = new Cancellations(cancellations);
  const backend = kept.bytes
    ? await startBackend({ image, dataDirectory: gunzipSync(kept.bytes) }, requests)
    : await startFromImage(image, requests);
  const gateway: Gateway = new Gateway(backend, {
    maxWait,
    parameters: kept.bytes ? undefined : image.parameters,
  });
  if (process.env.EMBEDDED_DATA) gateway.committed = kept.changed;
  port.on('message', (message: ThreadMessage) => {
    const connection = connections.get(message.id);
    if (message.kind === 'open') {
      const opened = new Connection(message.id);
      connections.set(message.id, opened);
      gateway.accept(opened);
    } else if (message.kind === 'data') connection?.push(Buffer.from(message.bytes.buffer));
    else if (message.kind === 'end') connection?.push(null);
    else connection?.destroy();
  });
  answer({ kind: 'ready' });
} catch (error) {
  answer({ kind: 'failed', reason: (error as Error).stack ?? String(error) });
}
