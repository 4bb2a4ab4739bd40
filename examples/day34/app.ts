import express, { type ErrorRequestHandler } from 'express';
import pg from 'pg';
import { pool } from './database.ts';
import { race, ways } from './race.ts';
import { rush } from './rush.ts';
import { countTransfers, listAccounts, transfer, type Transfer } from './transfers.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.get('/accounts', async (_req, res) => {
  res.json({ ...(await listAccounts()), transfers: await countTransfers() });
});

// #region transfers
app.post('/transfers', async (req, res) => {
  const input = parseTransfer(req.body);
  if ('error' in input) {
    res.status(400).json(input);
    return;
  }
  const attempts = await transfer(input);
  res.status(201).json({ ...input, attempts });
});
// #endregion

app.post('/rush', async (_req, res) => {
  res.json(await rush());
});

app.post('/race/:way', async (req, res) => {
  const { way } = req.params;
  if (Object.hasOwn(ways, way)) res.json(await race(ways[way as keyof typeof ways]));
  else res.status(404).json({ error: `The ways are ${Object.keys(ways).join(', ')}` });
});

function parseTransfer(body: unknown): Transfer | { error: string } {
  const { from, to, amount, note = '' } = (body ?? {}) as Record<string, unknown>;
  const isId = (value: unknown): value is number =>
    Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
  if (!isId(from) || !isId(to)) return { error: 'from and to must be ids of accounts' };
  if (from === to) return { error: 'from and to must be two accounts' };
  if (!isId(amount)) return { error: 'amount must be a whole number of cents from 1' };
  if (typeof note !== 'string') return { error: 'note must be a text' };
  return { from, to, amount, note };
}

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof pg.DatabaseError) {
    if (error.constraint === 'short_note') {
      res.status(422).json({ error: 'note may have 30 characters' });
      return;
    }
    if (error.code === '40001' || error.code === '40P01') {
      res.status(503).set('Retry-After', '1').json({ error: 'Too busy. Try again soon' });
      return;
    }
  }
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);
// #endregion

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

process.once('SIGTERM', () => server.close(() => pool.end()));
