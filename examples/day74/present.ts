import type { Job } from 'bullmq';
import { mails, type Mail } from './queue.ts';

/** One try to deliver, some milliseconds after the mail was handed in. */
interface Try {
  ms: number;
  outcome: string;
}

/** A job as clients see it. */
export async function present(job: Job<Mail>) {
  const [state, { logs }] = await Promise.all([job.getState(), mails.getJobLogs(job.id!)]);
  const tries = logs.map((line): Try => JSON.parse(line));
  return { id: job.id, ...job.data, state, tries };
}

const states = ['active', 'waiting', 'delayed', 'failed', 'completed'] as const;

// #region overview
/** What the dashboard shows: how many are in each state, and the latest of them. */
export async function overview() {
  const [counts, jobs] = await Promise.all([
    mails.getJobCounts(...states),
    mails.getJobs([...states], 0, 9),
  ]);
  // A job that was removed in between is undefined.
  const latest = jobs.filter(Boolean).sort((a, b) => b.timestamp - a.timestamp);
  return { counts, mails: await Promise.all(latest.slice(0, 12).map(present)) };
}
// #endregion
