/**
 * A Redis for examples: the server that `REDIS_URL` names, or one inside this process.
 *
 *     const client = new Redis(await redis());                 // ioredis
 *     const client = createClient(await redis());              // node-redis
 *     const queue = new Queue('mail', { connection: await redis() }); // BullMQ
 */
import { environmentOrEmbedded, listenOnLoopback } from '../embedded-server.ts';
import { settingsOf, type RedisSettings } from './settings.ts';

export type { RedisSettings };

export const redis = environmentOrEmbedded('REDIS_URL', settingsOf, async () => {
  const { createRedisServer } = await import('./server.ts');
  const port = await listenOnLoopback(createRedisServer('redis.json'));
  return settingsOf(`redis://127.0.0.1:${port}`);
});
