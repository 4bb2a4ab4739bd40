import express, { type ErrorRequestHandler, type Router } from 'express';
import { membersApi } from './api.ts';
import { EmailTaken, OutOfDate, type Members } from './members.ts';
import { runTests } from './run-tests.ts';
import { stores } from './stores.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.post('/tests', async (_req, res) => {
  res.json(await runTests());
});

// #region mount
/** Each store is opened when somebody first asks for it. */
const opened = new Map<string, Promise<{ members: Members; router: Router }>>();

function open(name: string): Promise<{ members: Members; router: Router }> | undefined {
  if (!Object.hasOwn(stores, name)) return undefined;
  const store =
    opened.get(name) ??
    stores[name]!().then((members) => ({ members, router: membersApi(members) }));
  opened.set(name, store);
  store.catch(() => opened.delete(name));
  return store;
}

app.use('/:store/members', async (req, res, next) => {
  const store = await open(req.params.store);
  if (store) store.router(req, res, next);
  else res.status(404).json({ error: `There is no store ${req.params.store}` });
});
// #endregion

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (error instanceof EmailTaken || error instanceof OutOfDate) {
    res.status(409).json({ error: message });
    return;
  }
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

process.once('SIGTERM', () => {
  server.close(async () => {
    for (const store of opened.values()) await (await store).members.close();
  });
});
