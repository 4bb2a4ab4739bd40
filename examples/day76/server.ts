import cluster from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import express, { type ErrorRequestHandler } from 'express';
import { closeWhenRetired, retire } from './drain.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.use(closeWhenRetired);

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region whoami
const self = {
  worker: cluster.worker?.id,
  pid: process.pid,
  generation: Number(process.env.GENERATION),
};
let requests = 0;

app.get('/whoami', (_req, res) => {
  res.set('Cache-Control', 'no-store').json({ ...self, requests: ++requests });
});
// #endregion

// #region slow
app.get('/slow', async (req, res) => {
  const seconds = Number(req.query.seconds);
  if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= 10)) {
    res.status(400).json({ error: 'seconds is a whole number from 1 to 10' });
    return;
  }
  await wait(seconds * 1000);
  res.json({ ...self, isRetired: !server.listening });
});
// #endregion

// #region crash
app.post('/crash', (_req, res) => {
  res.on('finish', () => {
    throw new Error('The crash that you asked for');
  });
  res.set('Connection', 'close').status(202).json(self);
});
// #endregion

// #region restart
type Result = { generation: number } | { error: string };
let asked: PromiseWithResolvers<Result> | undefined;

app.post('/restart', async (_req, res) => {
  if (!asked) {
    asked = Promise.withResolvers();
    process.send?.('restart');
  }
  const result = await asked.promise;
  res
    .set('Connection', 'close')
    .status('error' in result ? 503 : 200)
    .json(result);
});

process.on('message', (message: 'retire' | Result) => {
  if (message === 'retire') return retire(server);
  asked?.resolve(message);
  asked = undefined;
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

// #region listen
const server = app.listen(port, (error) => {
  if (error) throw error;
});
// #endregion
