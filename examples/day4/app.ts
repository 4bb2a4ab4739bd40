import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type ErrorRequestHandler } from 'express';
import { writeReadings } from './readings.ts';
import { receiveFile } from './receive-file.ts';
import { streamFile } from './stream-file.ts';

const port = Number(process.env.PORT ?? 3000);
// A fresh folder for each run, which the operating system clears away in its own time.
const folder = await mkdtemp(join(tmpdir(), 'day4-'));
const readings = join(folder, 'readings.csv');
await writeReadings(readings);

const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.get('/readings.csv', async (req, res) => {
  await streamFile(req, res, readings, {
    headers: { 'Content-Type': 'text/csv; charset=utf-8' },
    gzip: true,
  });
});

app.post('/uploads', async (req, res) => {
  const { bytes, sha256 } = await receiveFile(req, folder);
  res.status(201).location(`/uploads/${sha256}`).json({ bytes, sha256 });
});

app.get('/uploads/:sha256', async (req, res) => {
  const { sha256 } = req.params;
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    res.status(400).json({ error: 'An upload is named by its SHA-256: 64 hex digits' });
    return;
  }
  await streamFile(req, res, join(folder, sha256), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': 'attachment',
      'X-Content-Type-Options': 'nosniff',
    },
  });
});

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, req, res, _next) => {
  if (res.headersSent || res.destroyed) {
    console.log(`${req.method} ${req.path} broke off: ${error.code ?? error.message}`);
    res.destroy();
    return;
  }
  if (error.code === 'ENOENT') error.status = 404;
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  const text = status === 404 ? 'There is no such file' : message;
  res.status(status).json({ error: status < 500 ? text : 'Something broke on our side' });
};
app.use(onError);
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});
