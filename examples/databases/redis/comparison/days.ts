/** What days of the journal do with Redis, through their own packages. */
import { once } from 'node:events';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';
import { withIoredis, type DriverCase } from './drivers.ts';

const host = '127.0.0.1';

/** Sells one of a stock to each buyer who has none yet. */
const sell = `
local left = tonumber(redis.call('GET', KEYS[1]) or '0')
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1 then return 'again' end
if left <= 0 then return 'sold out' end
redis.call('DECR', KEYS[1])
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], 'NX', redis.call('INCR', KEYS[4]), ARGV[1])
return 'sold'`;

/** A sliding window that counts by the server's own clock. */
const allow = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1] * 1000000)
local used = redis.call('ZCARD', KEYS[1])
if used >= tonumber(ARGV[2]) then return {0, used} end
redis.call('ZADD', KEYS[1], now, now .. ':' .. used)
redis.call('EXPIRE', KEYS[1], ARGV[1])
return {1, used + 1}`;

const count = (values: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
};

export const dayCases: DriverCase[] = [
  {
    name: 'socket.io: two servers through @socket.io/redis-adapter',
    run: (port) =>
      withIoredis(port, async (client) => {
        const clients = Array.from({ length: 4 }, () => client.duplicate());
        const [one, two] = [0, 2].map((at) => {
          const io = new Server();
          io.adapter(createAdapter(clients[at]!, clients[at + 1]!));
          return io.of('/');
        });
        await Promise.all(clients.map((each) => each.ping().catch(() => each.psubscribe('warm'))));
        for (let tries = 0; (await one!.adapter.serverCount()) < 2 && tries < 50; tries++)
          await new Promise((resolve) => setTimeout(resolve, 20));
        const { promise: heard, resolve } = Promise.withResolvers<{ text: string }>();
        two!.on('news', resolve);
        one!.serverSideEmit('news', { text: 'hello' });
        two!.on('ask', (question: string, answer: (text: string) => void) =>
          answer(`${question}: yes`),
        );
        const { text } = await heard;
        const answers = await one!.serverSideEmitWithAck('ask', 'here?');
        const servers = await one!.adapter.serverCount();
        for (const each of clients) each.disconnect();
        return { text, answers, servers };
      }),
  },
  {
    name: 'a subscriber whose connection broke subscribes again; what came meanwhile is lost',
    run: (port) =>
      withIoredis(port, async (client) => {
        const messages: string[] = [];
        const subscriber = new Redis({ host, port, retryStrategy: () => 100 });
        try {
          subscriber.on('message', (_, message: string) => messages.push(message));
          const id = await subscriber.client('ID');
          await subscriber.subscribe('room');
          const first = await client.publish('room', 'first');
          const ready = once(subscriber, 'ready');
          const killed = await client.client('KILL', 'ID', id);
          const lost = await client.publish('room', 'lost');
          await ready;
          let again = 0;
          for (let tries = 0; again === 0 && tries < 100; tries++) {
            await new Promise((resolve) => setTimeout(resolve, 20));
            again = await client.publish('room', 'again');
          }
          await subscriber.unsubscribe('room');
          return { first, killed, lost, again, messages };
        } finally {
          subscriber.disconnect();
        }
      }),
  },
  {
    name: 'rate limit: 200 requests at once by 5 clients, in one script',
    run: (port) =>
      withIoredis(port, async (client) => {
        const answers = await Promise.all(
          Array.from({ length: 200 }, (_, at) => client.eval(allow, 1, `limit:${at % 5}`, 60, 10)),
        );
        const ttl = await client.ttl('limit:0');
        return [count((answers as [number][]).map(([allowed]) => allowed)), ttl > 55 && ttl <= 60];
      }),
  },
  {
    name: 'flash sale: 10,000 buyers at once for 100 items',
    run: (port) =>
      withIoredis(port, async (client) => {
        await client.set('stock', 100);
        const keys = ['stock', 'buyers', 'queue', 'number'];
        const sha = (await client.script('LOAD', sell)) as string;
        const answers = await Promise.all(
          Array.from({ length: 10_000 }, (_, at) =>
            client.evalsha(sha, keys.length, ...keys, `buyer-${at % 9000}`),
          ),
        );
        return [
          count(answers),
          await client.get('stock'),
          await client.scard('buyers'),
          await client.zrange('queue', 0, '2'),
          await client.zrank('queue', 'buyer-99'),
        ];
      }),
  },
  {
    name: 'outbox: two consumers share a stream, one dies, the other takes over',
    run: (port) =>
      withIoredis(port, async (client) => {
        await client.xgroup('CREATE', 'events', 'mail', '0', 'MKSTREAM');
        const handled = new Set<string>();
        let deliveries = 0;
        type Read = [string, [string, string[]][]][] | null;
        const consume = async (name: string, most: number, acknowledges: boolean) => {
          const own = client.duplicate();
          const ids: string[] = [];
          while (ids.length < most) {
            const read = (await own.xreadgroup(
              ...(['GROUP', 'mail', name, 'COUNT', 5, 'BLOCK', 300] as const),
              ...(['STREAMS', 'events', '>'] as const),
            )) as Read;
            if (!read) break;
            for (const [id] of read[0]![1]) {
              ids.push(id);
              deliveries += 1;
              if (!acknowledges) continue;
              handled.add(id);
              await own.xack('events', 'mail', id);
            }
          }
          own.disconnect();
          return ids.length;
        };
        const dying = consume('dying', 5, false);
        const steady = consume('steady', 1000, true);
        for (let at = 0; at < 50; at++) await client.xadd('events', '*', 'order', at);
        await Promise.all([dying, steady]);
        const [before] = (await client.xpending('events', 'mail')) as [number];
        const [, claimed] = (await client.xautoclaim('events', 'mail', 'steady', 0, '0')) as [
          string,
          [string, string[]][],
        ];
        for (const [id] of claimed) {
          handled.add(id);
          await client.xack('events', 'mail', id);
        }
        const [after] = (await client.xpending('events', 'mail')) as [number];
        return { handled: handled.size, deliveries, before, claimed: claimed.length, after };
      }),
  },
];
