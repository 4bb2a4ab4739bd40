import { ServerError } from '../errors.ts';
import { keyOf, type Document, type Value } from '../query/values.ts';
import { type Store } from '../storage/store.ts';
import { type Transaction } from '../storage/transaction.ts';
import { type Command } from './context.ts';

/** https://github.com/mongodb/specifications/blob/master/source/transactions/transactions.md */
export interface Session {
  key: string;
  id: Document;
  txnNumber: bigint;
  transaction: Transaction | undefined;
  /** How the last transaction ended. */
  ended: 'committed' | 'aborted' | undefined;
  /** The answer to the last retryable write, for a client that did not get it. */
  reply: { txnNumber: bigint; value: Document } | undefined;
  lastUse: number;
}

const IDLE = 30 * 60_000;

const notInProgress = (number: bigint, active: bigint): ServerError =>
  new ServerError(
    'NoSuchTransaction',
    `Given transaction number ${number} does not match any in-progress transactions. The active transaction number is ${active}`,
    { labels: ['TransientTransactionError'] },
  );

export class Sessions {
  readonly #all = new Map<string, Session>();
  readonly #store: Store;
  /** `transactionLifetimeLimitSeconds`, after which a transaction is aborted. */
  readonly #lifetime: number;

  constructor(store: Store, lifetime: number) {
    this.#store = store;
    this.#lifetime = lifetime;
  }

  get size(): number {
    return this.#all.size;
  }

  demand(lsid: Document): Session {
    const key = keyOf(lsid.id);
    let session = this.#all.get(key);
    if (!session) {
      session = {
        key,
        id: { id: lsid.id },
        txnNumber: -1n,
        transaction: undefined,
        ended: undefined,
        reply: undefined,
        lastUse: 0,
      };
      this.#all.set(key, session);
    }
    session.lastUse = Date.now();
    return session;
  }

  /** The transaction that a command belongs to; a command may begin one. */
  enter(session: Session, command: Document, name: string): Transaction | undefined {
    const number = BigInt(command.txnNumber);
    if (command.autocommit !== false)
      throw new ServerError('InvalidOptions', "'autocommit' must be false");
    if (number < session.txnNumber) {
      throw new ServerError(
        'TransactionTooOld',
        `Cannot start transaction with { txnNumber: ${number} } on session because a newer transaction with txnNumber ${session.txnNumber} has already started.`,
      );
    }
    if (command.startTransaction === true) {
      if (number === session.txnNumber) {
        throw new ServerError(
          50911,
          `Cannot start a transaction at given transaction number ${number} as a transaction with the same number has already started`,
        );
      }
      if (session.transaction) this.#store.abort(session.transaction);
      session.txnNumber = number;
      session.ended = undefined;
      session.transaction = this.#store.begin();
      return session.transaction;
    }
    if (name === 'commitTransaction' || name === 'abortTransaction') {
      if (number !== session.txnNumber) throw notInProgress(number, session.txnNumber);
      return session.transaction;
    }
    if (number !== session.txnNumber) throw notInProgress(number, session.txnNumber);
    if (session.ended === 'committed') {
      throw new ServerError('TransactionCommitted', `Transaction ${number} has been committed.`);
    }
    if (session.transaction?.state !== 'open') {
      throw new ServerError(
        'NoSuchTransaction',
        `Transaction with { txnNumber: ${number} } has been aborted.`,
        { labels: ['TransientTransactionError'] },
      );
    }
    return session.transaction;
  }

  abort(session: Session): void {
    if (!session.transaction) return;
    this.#store.abort(session.transaction);
    session.transaction = undefined;
    session.ended = 'aborted';
  }

  end(key: string): Session | undefined {
    const session = this.#all.get(key);
    if (session) this.abort(session);
    this.#all.delete(key);
    return session;
  }

  list(): Document[] {
    return [...this.#all.values()].map(({ id, lastUse }) => ({
      _id: id,
      lastUse: new Date(lastUse),
    }));
  }

  keys(): string[] {
    return [...this.#all.keys()];
  }

  expire(): void {
    const now = Date.now();
    for (const session of [...this.#all.values()]) {
      if (session.transaction && now - session.transaction.started > this.#lifetime)
        this.abort(session);
      if (now - session.lastUse > IDLE) this.end(session.key);
    }
  }
}

const end: Command = ({ state, command, name }) => {
  for (const lsid of command[name] as Value[]) {
    const session = state.sessions.end(keyOf(lsid.id));
    if (session) state.operations.killWhere((call) => call.session === session);
    if (session) state.cursors.killWhere((cursor) => cursor.session === session);
  }
  return {};
};

export const sessionCommands: Record<string, Command> = {
  startSession: ({ state }) => {
    // A driver makes its session ids itself; this is for the shell's runCommand.
    const session = state.sessions.demand({ id: globalThis.crypto.randomUUID() });
    return { id: session.id, timeoutMinutes: 30 };
  },
  endSessions: end,
  killSessions: end,
  refreshSessions: ({ state, command }) => {
    for (const lsid of command.refreshSessions as Value[]) state.sessions.demand(lsid);
    return {};
  },
  killAllSessions: ({ state }) => {
    for (const key of state.sessions.keys()) state.sessions.end(key);
    state.operations.killWhere(({ session }) => session !== undefined);
    return {};
  },
  commitTransaction: ({ state, session, transaction, command }) => {
    if (!session)
      throw new ServerError('InvalidOptions', 'commitTransaction must be run within a transaction');
    if (session.ended === 'committed') return {};
    if (transaction?.state !== 'open') {
      // What was aborted by an error before can be tried again as a whole.
      throw new ServerError(
        'NoSuchTransaction',
        `Transaction with { txnNumber: ${command.txnNumber} } has been aborted.`,
        { labels: ['TransientTransactionError'] },
      );
    }
    state.store.commit(transaction);
    session.transaction = undefined;
    session.ended = 'committed';
    return {};
  },
  abortTransaction: ({ state, session, transaction, command }) => {
    if (!session)
      throw new ServerError('InvalidOptions', 'abortTransaction must be run within a transaction');
    if (session.ended === 'committed')
      throw new ServerError(
        'TransactionCommitted',
        `Transaction ${command.txnNumber} has been committed.`,
      );
    if (transaction?.state !== 'open') {
      throw new ServerError(
        'NoSuchTransaction',
        `Transaction with { txnNumber: ${command.txnNumber} } has been aborted.`,
        { labels: ['TransientTransactionError'] },
      );
    }
    state.sessions.abort(session);
    return {};
  },
};
