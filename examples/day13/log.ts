import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type Logger } from 'pino';
import { recent } from './recent.ts';

// #region logger
/** For lines that belong to no request, such as those at start. */
export const logger = pino(
  {
    level: process.env.LOG_LEVEL ?? 'debug',
    base: { service: 'orders' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['card.number', 'card.code', 'req.headers.authorization', 'req.headers.cookie'],
      censor: '[redacted]',
    },
  },
  pino.multistream([
    { level: 'trace', stream: process.stdout },
    { level: 'trace', stream: recent },
  ]),
);
// #endregion

// #region context
const requestLog = new AsyncLocalStorage<Logger>();

/** Runs `next`, and all that follows from it, with this logger as the one that `log()` returns. */
export const withLog = (log: Logger, next: () => void): void => requestLog.run(log, next);

/** The logger of the request that is being served, whoever asks. */
export const log = (): Logger => requestLog.getStore() ?? logger;
// #endregion
