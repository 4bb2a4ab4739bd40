import type { Server } from 'node:net';
import { AbstractConnector, type RedisOptions } from 'ioredis';
import { connectInProcess } from '../in-process.ts';

type Connector = NonNullable<RedisOptions['Connector']>;

/** A way for ioredis to a server of this process that is no TCP. */
export function streamConnector(server: Server): Connector {
  class StreamConnector extends AbstractConnector {
    constructor() {
      super(0);
    }

    override connect(): ReturnType<AbstractConnector['connect']> {
      this.connecting = true;
      const stream = connectInProcess(server) as never;
      this.stream = stream;
      return Promise.resolve(stream);
    }
  }
  return StreamConnector as unknown as Connector;
}
