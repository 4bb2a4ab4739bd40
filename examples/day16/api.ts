import express, { type ErrorRequestHandler, type Express } from 'express';
import { SeatError, type Seats } from './holds.ts';

// #region create
/** The API over these seats. It does not listen: whoever calls this decides on a port, or on none. */
export function createApi(seats: Seats): Express {
  const app = express();
  app.use(express.json({ limit: '10kb' }));

  app.get('/seats', (_req, res) => {
    res.json({ free: seats.free() });
  });

  app
    .route('/seats/:seat/hold')
    .get((req, res) => {
      const hold = seats.find(req.params.seat);
      if (hold) res.json(hold);
      else res.status(404).json({ error: `Nobody holds seat ${req.params.seat}` });
    })
    .put((req, res) => {
      const { by } = req.body ?? {};
      if (typeof by !== 'string' || by.trim() === '' || by.length > 40) {
        res.status(400).json({ error: 'by must be a name of 1 to 40 characters' });
        return;
      }
      res.json(seats.hold(req.params.seat, by.trim()));
    })
    .delete((req, res) => {
      seats.release(req.params.seat);
      res.status(204).end();
    });

  app.use((req, res) => {
    res.status(404).json({ error: `No route for ${req.method} ${req.path}` });
  });
  app.use(onError);
  return app;
}
// #endregion

const onError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof SeatError) {
    res.status(error.code === 'taken' ? 409 : 404).json({ error: error.message });
    return;
  }
  const { status = 500, message } = error;
  if (status >= 500) console.error(error);
  res.status(status).json({ error: status < 500 ? message : 'Something broke on our side' });
};
