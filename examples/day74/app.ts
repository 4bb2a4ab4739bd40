import express, { type ErrorRequestHandler } from 'express';
import { parseAddress, parseKey, parseMail, parseWait } from './input.ts';
import { overview, present } from './present.ts';
import { events, mails } from './queue.ts';
import { worker } from './worker.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.use(express.json({ limit: '10kb' }));

// #region add
app.post('/mails', async (req, res) => {
  const { mail, delay } = parseMail(req.body);
  const jobId = parseKey(req.get('Idempotency-Key'));
  const job = await mails.add('deliver', mail, { delay, ...(jobId && { jobId }) });
  res.status(202).location(`/mails/${job.id}`).json({ id: job.id });
});
// #endregion

app.get('/mails', async (_req, res) => {
  res.json(await overview());
});

async function findMail(id: string) {
  const job = await mails.getJob(id);
  if (job) return job;
  throw Object.assign(new Error(`There is no mail ${id}`), { status: 404 });
}

// #region wait
app.get('/mails/:id', async (req, res) => {
  const job = await findMail(req.params.id);
  const milliseconds = parseWait(req.get('Prefer'));
  if (milliseconds > 0) {
    // It rejects for a job that has failed, and when the time is over: the state says which.
    await job.waitUntilFinished(events, milliseconds).catch(() => undefined);
  }
  res.json(await present(await findMail(req.params.id)));
});
// #endregion

// #region cancel
app.delete('/mails/:id', async (req, res) => {
  const job = await findMail(req.params.id);
  if (await job.isActive()) {
    res.status(409).json({ error: 'This mail is being delivered' });
    return;
  }
  await job.remove();
  res.status(204).end();
});
// #endregion

// #region retry
app.post('/mails/:id/retry', async (req, res) => {
  const job = await findMail(req.params.id);
  if (!(await job.isFailed())) {
    res.status(409).json({ error: 'Only a mail that was given up can be tried again' });
    return;
  }
  const { to } = req.body ?? {};
  if (to !== undefined) await job.updateData({ ...job.data, to: parseAddress(to) });
  await job.retry('failed', { resetAttemptsMade: true });
  res.status(202).location(`/mails/${job.id}`).json({ id: job.id });
});
// #endregion

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

// #region stop
async function stop(): Promise<void> {
  server.close();
  await worker.close(); // Takes no further job, and waits for those at work.
  await Promise.all([events.close(), mails.close()]);
}
process.once('SIGTERM', stop).once('SIGINT', stop);
// #endregion
