/**
 * A Redis for examples: the server that `REDIS_URL` names, or one inside this process.
 *
 *     const client = new Redis(await redis());                 // ioredis
 *     const client = createClient(await redis());              // node-redis
 *     const queue = new Queue('mail', { connection: await redis() }); // BullMQ
 */
import { environmentOrEmbedded, listenOnLoopback } from '../embedded-server.ts';
import { prefersStreams } from '../in-process.ts';
import { settingsOf, type RedisSettings } from './settings.ts';

export type { RedisSettings };

export const redis = environmentOrEmbedded('REDIS_URL', settingsOf, async () => {
  const { createRedisServer } = await import('./server.ts');
  const server = createRedisServer('redis.json');
  const port = await listenOnLoopback(server);
  const settings = settingsOf(`redis://127.0.0.1:${port}`);
  if (!prefersStreams()) return settings;
  const { streamConnector } = await import('./stream-connector.ts');
  return { ...settings, Connector: streamConnector(server) };
});
