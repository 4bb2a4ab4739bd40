import { monitorEventLoopDelay } from 'node:perf_hooks';
import express, { type ErrorRequestHandler } from 'express';
import { observeOrder, origins } from './order.ts';
import { ways, type Way } from './primes.ts';
import { readSensor, sensors } from './sensors.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region order
app.get('/order', async (req, res) => {
  const { from = 'callback' } = req.query;
  const origin = origins.find((name) => name === from);
  if (!origin) {
    res.status(400).json({ error: `from is one of ${origins.join(', ')}` });
    return;
  }
  res.json({ from: origin, order: await observeOrder(origin) });
});
// #endregion

// #region primes
const LIMIT = 1_000_000;

app.get('/primes/:way', async (req, res) => {
  const { way } = req.params;
  const { below: text } = req.query;
  const below = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Object.hasOwn(ways, way)) {
    res.status(404).json({ error: `The ways to count are ${Object.keys(ways).join(', ')}` });
    return;
  }
  if (!(below <= LIMIT)) {
    res.status(400).json({ error: `below is a whole number from 0 to ${LIMIT}` });
    return;
  }
  let turns = 0;
  const others = setInterval(() => turns++, 1);
  const count = await ways[way as Way](below);
  clearInterval(others);
  res.json({ below, count, turns });
});
// #endregion

// #region lag
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

app.get('/lag', (_req, res) => {
  const milliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e5) / 10;
  res.json({
    samples: delay.count,
    p50: milliseconds(delay.percentile(50)),
    max: milliseconds(delay.max),
  });
  delay.reset();
});
// #endregion

// #region temperature
app.get('/temperature/:sensor', async (req, res) => {
  const sensor = sensors.find((name) => name === req.params.sensor);
  if (!sensor) {
    res.status(404).json({ error: `There are sensors in: ${sensors.join(', ')}` });
    return;
  }
  res.json({ celsius: await readSensor(sensor) });
});
// #endregion

app.get('/ping', (_req, res) => {
  res.set('Cache-Control', 'no-store').json({ pong: true });
});

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status === 500 ? 'Something broke on our side' : message });
};
app.use(onError);
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
