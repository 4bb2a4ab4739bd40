import express, { type ErrorRequestHandler, type Request } from 'express';
import { monthsChart } from './chart.ts';
import { monthsOf, salesOf, stepsOf, type Period } from './sales.ts';
import { client } from './shop.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region period
function parseDay(value: unknown, name: string): Date {
  const date = new Date(`${typeof value === 'string' ? value : ''}T00:00:00Z`);
  // `new Date` takes 2025-02-30 for the second of March.
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${value as string}T`)) {
    return date;
  }
  throw new InputError(`${name} must be a day such as 2025-06-30`);
}

/** `?from=2025-01-01&to=2025-12-31`, the last day included. Both times are UTC. */
function parsePeriod({ from = '2025-01-01', to = '2025-12-31' }: Request['query']): Period {
  const period = { from: parseDay(from, 'from'), until: parseDay(to, 'to') };
  period.until.setUTCDate(period.until.getUTCDate() + 1);
  if (period.from < period.until) return period;
  throw new InputError('from must not be after to');
}
// #endregion

class InputError extends Error {
  readonly status = 400;
}

// #region routes
app.get('/sales', async (req, res) => {
  res.json(await salesOf(parsePeriod(req.query)));
});

app.get('/chart.svg', async (req, res) => {
  const chart = monthsChart(await monthsOf(parsePeriod(req.query)));
  res.type('svg').send(chart);
});

app.get('/steps', async (req, res) => {
  res.json({ steps: await stepsOf(parsePeriod(req.query)) });
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

// Requests that are under way are answered before the connections to the database are closed.
process.on('SIGTERM', () => server.close(() => void client.close()));
