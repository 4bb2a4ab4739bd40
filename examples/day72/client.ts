import { Redis } from 'ioredis';
import { redis } from '../databases/redis/index.ts';

// #region client
/** One connection for the whole program; commands of many requests share it. */
export const client = new Redis({
  ...(await redis()),
  keyPrefix: 'arcade:',
  commandTimeout: 3000,
  maxRetriesPerRequest: 1,
});
client.on('error', ({ message }) => console.error(`Redis: ${message}`));
// #endregion
