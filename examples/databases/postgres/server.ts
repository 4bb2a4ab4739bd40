import { createServer, type AddressInfo } from 'node:net';
import { startBackend } from './backend.ts';
import { dataDirectory } from './data-directory.ts';
import { Gateway } from './gateway.ts';

export interface Server {
  host: string;
  port: number;
  gateway: Gateway;
  close(): Promise<void>;
}

/** Starts PostgreSQL in this process, for TCP clients on 127.0.0.1; port 0 takes a free one. */
export async function startServer({ port = 0, maxWait = 10_000 } = {}): Promise<Server> {
  const backend = await startBackend(await dataDirectory());
  const gateway = new Gateway(backend, { maxWait });
  const server = createServer({ noDelay: true }, (socket) => gateway.accept(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A program ends when its own work is done.
  server.unref();
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    gateway,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const client of gateway.clients.values()) {
        client.fail('57P01', 'terminating connection due to administrator command');
      }
      await closed;
      await backend.close();
    },
  };
}
