import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createClient } from 'redis';

/** What one sees through a driver. */
export interface DriverCase {
  name: string;
  run(port: number): Promise<unknown>;
}

const host = '127.0.0.1';

export async function withIoredis<Result>(port: number, use: (client: Redis) => Promise<Result>) {
  const client = new Redis({ host, port });
  try {
    await client.flushall();
    return await use(client);
  } finally {
    client.disconnect();
  }
}

export const driverCases: DriverCase[] = [
  {
    name: 'ioredis: pipeline, defineCommand, binary values, scanStream',
    run: (port) =>
      withIoredis(port, async (client) => {
        client.defineCommand('multiply', {
          numberOfKeys: 1,
          lua: 'return redis.call("get", KEYS[1]) * ARGV[1]',
        });
        await client.set('seven', 7);
        const scripted = client as Redis & {
          multiply(key: string, by: number): Promise<number>;
        };
        const product = await scripted.multiply('seven', 6);
        const pipeline = client.pipeline();
        for (let index = 0; index < 2000; index++) pipeline.set(`key:${index}`, index);
        const set = (await pipeline.exec())!.filter(([, reply]) => reply === 'OK').length;
        let scanned = 0;
        for await (const keys of client.scanStream({ match: 'key:*', count: 100 }))
          scanned += (keys as string[]).length;
        await client.set('binary', Buffer.from([0, 255, 13, 10]));
        return [product, set, scanned, [...(await client.getBuffer('binary'))!]];
      }),
  },
  {
    name: 'ioredis: MULTI with an error in it, 500 commands in a row',
    run: (port) =>
      withIoredis(port, async (client) => {
        const replies = await client.multi().set('t', 'x').incr('t').get('t').exec();
        for (let index = 0; index < 500; index++) await client.incr('row');
        return [replies!.map(([error, reply]) => error?.message ?? reply), await client.get('row')];
      }),
  },
  ...([2, 3] as const).map((RESP) => ({
    name: `node-redis, RESP ${RESP}: values, hashes, MULTI, sorted sets, subscription`,
    async run(port: number) {
      const client = createClient({ url: `redis://${host}:${port}`, RESP });
      const subscriber = client.duplicate();
      await Promise.all([client.connect(), subscriber.connect()]);
      try {
        await client.flushAll();
        const message = new Promise((resolve) => {
          void subscriber.subscribe('news', resolve).then(() => client.publish('news', 'hey'));
        });
        return [
          await client.set('k', 'v', { expiration: { type: 'EX', value: 10 } }),
          await client.get('k'),
          await client.hSet('h', { a: '1', b: '2' }),
          { ...(await client.hGetAll('h')) },
          await client.multi().incr('n').get('n').exec(),
          await client.zAdd('z', [
            { score: 1, value: 'a' },
            { score: 2.5, value: 'b' },
          ]),
          await client.zRangeWithScores('z', 0, -1),
          await client.xAdd('s', '1-1', { field: 'value' }),
          await client.xRange('s', '-', '+'),
          await message,
        ];
      } finally {
        client.destroy();
        subscriber.destroy();
      }
    },
  })),
  {
    name: 'BullMQ: delay, retry with back-off, priority, repetition, counts',
    async run(port) {
      await withIoredis(port, async () => undefined);
      const connection = { host, port, maxRetriesPerRequest: null };
      const queue = new Queue('jobs', { connection });
      const completed: [string, unknown][] = [];
      const failed: string[] = [];
      const worker = new Worker<{ n: number; bad?: boolean }>(
        'jobs',
        async (job) => {
          if (job.data.bad && job.attemptsMade < 1) throw new Error('boom');
          await job.updateProgress(50);
          return job.data.n * 2;
        },
        { connection, concurrency: 2 },
      );
      worker.on('completed', (job) => completed.push([job.name, job.returnvalue]));
      worker.on('failed', (_, error) => failed.push(error.message));
      worker.on('error', (error) => failed.push(`worker: ${error.message}`));
      await queue.add('plain', { n: 1 });
      await queue.add('delayed', { n: 2 }, { delay: 200 });
      await queue.add('retried', { n: 3, bad: true }, { attempts: 2, backoff: 50 });
      await queue.add('first', { n: 4 }, { priority: 1 });
      await queue.upsertJobScheduler('tick', { every: 300 }, { name: 'tick', data: { n: 9 } });
      for (
        let wait = 0;
        completed.filter(([name]) => name !== 'tick').length < 4 && wait < 80;
        wait++
      )
        await sleep(50);
      for (let wait = 0; !completed.some(([name]) => name === 'tick') && wait < 80; wait++)
        await sleep(50);
      await queue.removeJobScheduler('tick');
      const { failed: failedNow, waiting } = await queue.getJobCounts();
      await worker.close();
      await queue.close();
      return [
        completed.filter(([name]) => name !== 'tick').sort(),
        completed.some(([name]) => name === 'tick'),
        failed,
        { failedNow, waiting },
      ];
    },
  },
];
