import cluster from 'node:cluster';
import { Server as NetServer } from 'node:net';
import type { Server } from 'node:http';
import type { RequestHandler, Response } from 'express';

let isRetired = false;
const open = new Set<Response>();

// #region answers
/** Tells clients, once this worker is retired, not to send more over the same connection. */
export const closeWhenRetired: RequestHandler = (_req, res, next) => {
  if (isRetired) res.set('Connection', 'close');
  open.add(res);
  res.on('close', () => open.delete(res));
  next();
};
// #endregion

// #region retire
export function retire(server: Server): void {
  if (isRetired) return;
  isRetired = true;
  for (const res of open) if (!res.headersSent) res.set('Connection', 'close');
  // HTTP's own `close` also ends idle connections at once, and a request may be on its way there.
  NetServer.prototype.close.call(server, () => cluster.worker?.disconnect());
}
// #endregion
