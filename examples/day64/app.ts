import { createServer } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { addItem, allItems } from './list.ts';
import { createSockets } from './sockets.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
const server = createServer(app);
const io = createSockets(server);

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// #region http
app.get('/items', (_req, res) => {
  res.json({ items: allItems() });
});

app.post('/items', express.json({ limit: '10kb' }), (req, res) => {
  const added = addItem(req.body);
  if (!added.ok) {
    res.status(400).json({ error: added.error });
    return;
  }
  if (added.isNew) io.emit('item:added', added.item);
  res.status(added.isNew ? 201 : 200).json(added.item);
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

server.listen(port, () => {
  console.log(`Listening on http://localhost:${port}`);
});
