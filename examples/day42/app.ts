import express, { type ErrorRequestHandler } from 'express';
import { pool, restock } from './database.ts';
import { parseOrder } from './input.ts';
import { NoSuchProduct, placeOrder, SoldOut, ways, type Way } from './orders.ts';
import { listProducts, rush } from './rush.ts';
import { beginStocktaking, endStocktaking } from './stocktaking.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();
app.use(express.json({ limit: '10kb' }));

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

app.get('/products', async (_req, res) => {
  res.json({ products: await listProducts() });
});

app.post('/orders', async (req, res) => {
  const order = parseOrder(req.body);
  if ('error' in order) res.status(400).json(order);
  else res.status(201).json({ id: await placeOrder(order, order.hurry ? 'nowait' : 'for update') });
});

const isWay = (text: unknown): text is Way => typeof text === 'string' && Object.hasOwn(ways, text);

app.post('/rush', async (req, res) => {
  const { way } = (req.body ?? {}) as Record<string, unknown>;
  if (isWay(way)) res.json(await rush(way));
  else res.status(400).json({ error: `way must be one of: ${Object.keys(ways).join(', ')}` });
});

app.post('/restock', async (_req, res) => {
  await restock();
  res.status(204).end();
});

app
  .route('/stocktaking/:product')
  .post(async (req, res) => {
    if (await beginStocktaking(Number(req.params.product))) res.status(201).json({ locked: true });
    else res.status(409).json({ error: 'Somebody is counting it already' });
  })
  .delete(async (req, res) => {
    if (await endStocktaking(Number(req.params.product))) res.status(204).end();
    else res.status(404).json({ error: 'Nobody is counting it' });
  });

app.use((req, res) => {
  res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
});

// #region errors
const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof SoldOut) {
    res.status(409).json({ error: error.message });
  } else if (error instanceof NoSuchProduct) {
    res.status(422).json({ error: error.message });
  } else if (['ER_LOCK_WAIT_TIMEOUT', 'ER_LOCK_NOWAIT'].includes(error.code)) {
    res.set('Retry-After', '5').status(503).json({ error: 'Somebody else is at it, try again' });
  } else {
    const { status = 500, message } = error;
    if (status >= 500) console.error(error);
    res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
  }
};
app.use(onError);
// #endregion

const server = app.listen(port, (error) => {
  if (error) throw error;
  console.log(`Listening on http://localhost:${port}`);
});

process.once('SIGTERM', () => server.close(() => pool.end()));
