import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import { log, logger, withLog } from './log.ts';
import { placeOrder, type Order } from './orders.ts';
import { recentLines } from './recent.ts';

const port = Number(process.env.PORT ?? 3000);
const app = express();

app.get('/', (_req, res) => {
  res.sendFile('index.html', { root: import.meta.dirname });
});

// Above the logging middleware: looking at the log should not fill it.
app.get('/log', (req, res) => {
  const { requestId } = req.query;
  const lines = recentLines();
  res.json({ lines: requestId ? lines.filter((line) => line.requestId === requestId) : lines });
});

// #region http
app.use(
  pinoHttp({
    logger,
    genReqId: (req, res) => {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId', responseTime: 'ms' },
    customLogLevel: (_req, { statusCode }, error) =>
      error || statusCode >= 500 ? 'error' : statusCode >= 400 ? 'warn' : 'info',
    serializers: {
      req: ({ method, url, headers }) => ({ method, url, headers }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  }),
  (req, _res, next) => withLog(req.log, next),
);
// #endregion

app.use(express.json({ limit: '10kb' }));

// #region orders
app.post('/orders', async (req, res) => {
  const order = parseOrder(req.body);
  if ('error' in order) {
    res.status(400).json({ ...order, requestId: req.id });
    return;
  }
  res.status(201).json(await placeOrder(order));
});
// #endregion

function parseOrder(body: unknown): Order | { error: string } {
  const { item, quantity, card } = (body ?? {}) as Record<string, unknown>;
  if (typeof item !== 'string' || item === '' || item.length > 40) {
    return { error: 'item must be a text of 1 to 40 characters' };
  }
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 1) {
    return { error: 'quantity must be a whole number from 1' };
  }
  const { number, code } = (card ?? {}) as Record<string, unknown>;
  if (typeof number !== 'string' || !/^\d{12,19}$/.test(number)) {
    return { error: 'card.number must be 12 to 19 digits' };
  }
  if (typeof code !== 'string' || !/^\d{3,4}$/.test(code)) {
    return { error: 'card.code must be 3 or 4 digits' };
  }
  return { item, quantity, card: { number, code } };
}

app.use((req, res) => {
  const error = `No route for ${req.method} ${req.path}`;
  res.status(404).json({ error, requestId: req.id });
});

// #region errors
const onError: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error);
  const { status = 500, message } = error;
  if (status >= 500) res.err = error;
  // The message of a JSON error quotes the body, and with it whatever secret stands there.
  else log().warn({ reason: error.type ?? message }, 'request refused');
  const text = status < 500 ? message : 'Something broke on our side';
  res.status(status).json({ error: text, requestId: req.id });
};
app.use(onError);
// #endregion

app.listen(port, (error) => {
  if (error) throw error;
  logger.info({ port }, `Listening on http://localhost:${port}`);
});
