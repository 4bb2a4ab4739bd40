import { Queue, QueueEvents } from 'bullmq';
import { redis } from '../databases/redis/index.ts';

export interface Mail {
  to: string;
  subject: string;
}

// #region queue
export const name = 'mails';
export const shared = { prefix: 'post-office', connection: await redis() };

export const mails = new Queue<Mail>(name, {
  ...shared,
  // Somebody waits for the answer: rather fail than wait for Redis to come back.
  connection: { ...shared.connection, maxRetriesPerRequest: 1 },
  defaultJobOptions: {
    attempts: 4,
    backoff: { type: 'exponential', delay: 200, jitter: 0.5 },
    removeOnComplete: { count: 100 },
    removeOnFail: { count: 1000 },
  },
});
// #endregion

/** What happens in the queue, in whichever process. */
export const events = new QueueEvents(name, shared);

const report = ({ message }: Error): void => console.error(message);
mails.on('error', report);
events.on('error', report);
