import { monitorEventLoopDelay } from 'node:perf_hooks';
import express, { type ErrorRequestHandler } from 'express';
import { toBitmap } from './picture.ts';
import { pool, ways } from './pool.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region picture
const LIMIT = 1000;
const QUEUE = 64;

app.get('/picture/:way', async (req, res) => {
  const { way } = req.params;
  const size = Number(req.query.size);
  if (!Object.hasOwn(ways, way)) {
    res.status(404).json({ error: `The ways to render are ${Object.keys(ways).join(', ')}` });
    return;
  }
  if (!(size >= 100 && size <= LIMIT && size % 100 === 0)) {
    res.status(400).json({ error: `size is 100, 200 and so on, up to ${LIMIT}` });
    return;
  }
  if (pool.queueSize >= QUEUE) {
    res.status(503).set('Retry-After', '1').json({ error: 'Too much is waiting. Try again soon' });
    return;
  }
  const gone = new AbortController();
  res.on('close', () => gone.abort());

  const started = performance.now();
  const bands = await ways[way as keyof typeof ways](size, gone.signal);
  const took = Math.round(performance.now() - started);
  res.set({ 'Cache-Control': 'no-store', 'Server-Timing': `render;dur=${took}` });
  res.type('bmp').send(toBitmap(size, bands));
});
// #endregion

// #region handover
app.get('/handover/:by', async (req, res) => {
  const { by } = req.params;
  const megabytes = Number(req.query.megabytes);
  if (by !== 'copy' && by !== 'move') {
    res.status(404).json({ error: 'Bytes are handed over by copy or by move' });
    return;
  }
  if (!(Number.isInteger(megabytes) && megabytes >= 1 && megabytes <= 64)) {
    res.status(400).json({ error: 'megabytes is a whole number from 1 to 64' });
    return;
  }
  const bytes = new Uint8Array(megabytes * 2 ** 20);
  const started = performance.now();
  const arrived = await pool.run(bytes, {
    name: 'weigh',
    transferList: by === 'move' ? [bytes.buffer] : [],
  });
  const milliseconds = Math.round((performance.now() - started) * 10) / 10;
  res.json({ arrived, left: bytes.length, milliseconds });
});
// #endregion

// #region lag
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

app.get('/lag', (_req, res) => {
  const max = Math.round(delay.max / 1e5) / 10;
  delay.reset();
  res.json({ max, threads: pool.threads.length, queued: pool.queueSize });
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
  if (res.closed) return; // The client is gone, and its work with it.
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
app.use(onError);
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}, with ${pool.maxThreads} threads`);
});
