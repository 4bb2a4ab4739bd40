import { UnrecoverableError, Worker, type Job } from 'bullmq';
import { deliver, Refused } from './provider.ts';
import { name, shared, type Mail } from './queue.ts';

// #region work
async function work(job: Job<Mail>): Promise<string> {
  try {
    const answer = await deliver(job.id!, job.data);
    await note(job, answer);
    return answer;
  } catch (error) {
    const { message } = error as Error;
    await note(job, message);
    throw error instanceof Refused ? new UnrecoverableError(message) : error;
  }
}
// #endregion

/** A line in the job's own log: what came of this try, and how long after the job was made. */
async function note(job: Job<Mail>, outcome: string): Promise<void> {
  await job.log(JSON.stringify({ ms: Date.now() - job.timestamp, outcome }));
}

// #region worker
export const worker = new Worker<Mail, string>(name, work, { ...shared, concurrency: 5 });

worker.on('failed', (job, { message }) => {
  const isLast = job?.finishedOn !== undefined;
  console.error(`Mail ${job?.id}: ${message}${isLast ? '. Given up' : ''}`);
});
worker.on('error', ({ message }) => console.error(message));
// #endregion
