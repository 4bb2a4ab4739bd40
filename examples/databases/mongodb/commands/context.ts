import { ServerError } from '../errors.ts';
import { compileExpression, type Scope } from '../expressions/index.ts';
import { parseCollation, type Collation } from '../query/collation.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { isDocument, typeName, type Document, type Value } from '../query/values.ts';
import { type Collection } from '../storage/collection.ts';
import { type Store } from '../storage/store.ts';
import { Blocked, type Transaction } from '../storage/transaction.ts';
import { atOnce } from '../work.ts';
import { type Cursors } from './cursors.ts';
import { type Operations } from './operations.ts';
import { type Session, type Sessions } from './sessions.ts';

/** What all connections share. */
export interface ServerState {
  store: Store;
  cursors: Cursors;
  sessions: Sessions;
  operations: Operations;
  address: () => string;
  connections: () => number;
  started: number;
}

/** One command on its way. */
export interface Call {
  state: ServerState;
  name: string;
  command: Document;
  db: string;
  session: Session | undefined;
  transaction: Transaction | undefined;
  connectionId: number;
  /** Fires when the client has gone, the time is over, or it is killed. */
  signal: AbortSignal;
  /** When its time is over, by `performance.now()`. */
  deadline: number;
  now: Date;
}

export type Command = (call: Call) => Document | Promise<Document>;

/** The collection's name, which is the command's own argument. */
export function collectionName({ command, name }: Call): string {
  const value = command[name];
  if (typeof value !== 'string') {
    throw new ServerError(
      'InvalidNamespace',
      `collection name has invalid type ${typeName(value)}`,
    );
  }
  if (value === '')
    throw new ServerError('InvalidNamespace', `Invalid namespace specified '${command.$db}.'`);
  return value;
}

export function scopeOf(call: Call, variables: Value = call.command.let): Scope {
  const scope: Scope = {
    root: {},
    now: call.now,
    clusterTime: call.state.store.clock.now(),
    metadata: new WeakMap(),
  };
  if (isDocument(variables)) {
    // The variables of `let` are constant expressions: a string with a dollar is written as $literal.
    const values = Object.entries(variables).map(([name, spec]) => [
      name,
      compileExpression(spec)(scope),
    ]);
    scope.vars = Object.fromEntries(values) as Document;
  }
  return scope;
}

export function collationOf(
  spec: Document | undefined,
  collection: Collection | undefined,
): Collation | undefined {
  return spec ? parseCollation(spec) : collection?.collation;
}

/** Runs until no transaction of others is in the way. */
export async function unblocked<T>(call: Call, run: () => T): Promise<T> {
  for (;;) {
    try {
      return atOnce(call, run);
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      await Promise.race([error.until, aborted(call.signal)]);
      throwIfAborted(call.signal);
    }
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

export function throwIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof ServerError
    ? signal.reason
    : new ServerError('Interrupted', 'operation was interrupted');
}

export function optionalNumber(command: Document, field: string): number | undefined {
  const value = command[field];
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) {
    throw new ServerError(
      'TypeMismatch',
      `BSON field '${field}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  }
  return Math.trunc(toNumber(value));
}

export function nonNegative(command: Document, field: string): number | undefined {
  const value = optionalNumber(command, field);
  if (value !== undefined && value < 0) {
    throw new ServerError(
      51024,
      `BSON field '${field}' value must be >= 0, actual value '${value}'`,
    );
  }
  return value;
}

export function documentField(command: Document, field: string): Document | undefined {
  const value = command[field];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) {
    throw new ServerError(
      'TypeMismatch',
      `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'object'`,
    );
  }
  return value;
}
