import { Binary } from 'bson';
import { ServerError } from '../errors.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { isDocument, type Document } from '../query/values.ts';
import { adminCommands } from './admin.ts';
import { aggregate } from './aggregate.ts';
import { generic } from './generic.ts';
import { throwIfAborted, type Call, type Command, type ServerState } from './context.ts';
import { writeCommands } from './crud.ts';
import { diagnosticCommands } from './diagnostics.ts';
import { explain } from './explain.ts';
import { indexCommands } from './indexes.ts';
import { operationCommands } from './operations.ts';
import { readCommands } from './read.ts';
import { sessionCommands } from './sessions.ts';

/** https://www.mongodb.com/docs/manual/reference/command/ */
const commands = new Map<string, Command>(
  Object.entries({
    ...adminCommands,
    ...diagnosticCommands,
    ...indexCommands,
    ...operationCommands,
    ...readCommands,
    ...sessionCommands,
    ...writeCommands,
    aggregate,
    explain,
  }),
);

const inTransactions = new Set([
  'abortTransaction',
  'aggregate',
  'bulkWrite',
  'commitTransaction',
  'create',
  'createIndexes',
  'delete',
  'distinct',
  'find',
  'findAndModify',
  'findandmodify',
  'getMore',
  'insert',
  'killCursors',
  'update',
]);

const writes = new Set([
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'bulkWrite',
  'create',
  'createIndexes',
  'drop',
  'dropDatabase',
  'dropIndexes',
  'collMod',
  'renameCollection',
  'commitTransaction',
  'abortTransaction',
  'aggregate',
]);

/** The fields that a command takes: another is an error, as it is to the server. */
const fields: Record<string, string> = {
  find: 'find filter sort projection hint skip limit batchSize singleBatch allowDiskUse let max min returnKey showRecordId tailable oplogReplay noCursorTimeout awaitData allowPartialResults collation',
  insert: 'insert documents ordered bypassDocumentValidation',
  update: 'update updates ordered bypassDocumentValidation let',
  delete: 'delete deletes ordered let',
  findAndModify:
    'findAndModify query sort remove update new fields upsert bypassDocumentValidation collation arrayFilters hint let',
  bulkWrite: 'bulkWrite ops nsInfo ordered bypassDocumentValidation errorsOnly let cursor',
  count: 'count query limit skip hint collation fields mode',
  distinct: 'distinct key query collation hint',
  getMore: 'getMore collection batchSize term lastKnownCommittedOpTime',
};

function checkFields(name: string, command: Document): void {
  const known = fields[name];
  if (!known) return;
  const allowed = known.split(' ');
  for (const key of Object.keys(command)) {
    if (!allowed.includes(key) && !generic.has(key) && !key.startsWith('$')) {
      throw new ServerError(40415, `BSON field '${name}.${key}' is an unknown field.`);
    }
  }
}

/** One member can confirm a write once. */
function writeConcernError({ writeConcern }: Document): Document | undefined {
  const w = isDocument(writeConcern) ? writeConcern.w : undefined;
  if (isNumeric(w) && toNumber(w) > 1) {
    return {
      code: 100,
      codeName: 'UnsatisfiableWriteConcern',
      errmsg: 'Not enough data-bearing nodes',
      errInfo: { writeConcern: { ...writeConcern, provenance: 'clientSupplied' } },
    };
  }
  if (typeof w === 'string' && w !== 'majority') {
    return {
      code: 79,
      codeName: 'UnknownReplWriteConcern',
      errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    };
  }
  return undefined;
}

/** Runs one command and makes its answer, also where it fails. */
export async function execute(
  state: ServerState,
  command: Document,
  connectionId: number,
): Promise<Document> {
  const name = Object.keys(command)[0] ?? '';
  let answer: Document;
  try {
    answer = await dispatch(state, name, command, connectionId);
    const concern = writes.has(name) ? writeConcernError(command) : undefined;
    if (concern) answer.writeConcernError = concern;
    answer = { ...answer, ok: 1 };
  } catch (error) {
    answer = failure(error);
  }
  const time = state.store.clock.now();
  return {
    ...answer,
    $clusterTime: {
      clusterTime: time,
      signature: { hash: new Binary(new Uint8Array(20)), keyId: 0n },
    },
    operationTime: time,
  };
}

function failure(error: unknown): Document {
  if (error instanceof ServerError) {
    return {
      ok: 0,
      errmsg: error.message,
      code: error.code,
      codeName: error.codeName,
      ...error.fields,
      ...(error.labels.length ? { errorLabels: error.labels } : {}),
    };
  }
  // A fault of this server, or an operand that its checks do not know. The stack helps whoever reports it.
  const { message, stack } = error as Error;
  if (process.env.MONGODB_EMBEDDED_DEBUG) console.error(stack);
  return {
    ok: 0,
    errmsg: `the embedded server failed: ${message}`,
    code: 1,
    codeName: 'InternalError',
  };
}

async function dispatch(
  state: ServerState,
  name: string,
  command: Document,
  connectionId: number,
): Promise<Document> {
  const run = commands.get(name);
  if (!run) {
    if (name.startsWith('sasl') || name === 'authenticate') {
      throw new ServerError(
        'AuthenticationFailed',
        'This server has no users: connect without a name and a password',
      );
    }
    throw new ServerError('CommandNotFound', `no such command: '${name}'`);
  }
  const db = command.$db;
  if (typeof db !== 'string')
    throw new ServerError(40571, 'OP_MSG requests require a $db argument');
  checkFields(name, command);
  const session =
    isDocument(command.lsid) && name !== 'endSessions'
      ? state.sessions.demand(command.lsid)
      : undefined;
  const call = {
    state,
    name,
    command,
    db,
    session,
    transaction: undefined,
    connectionId,
    now: new Date(),
  };
  return state.operations.run(call, (whole) => inSession(whole, run));
}

/** Read concerns that ask for what this server cannot give are refused. */
function checkReadConcern({ command, name }: Call): void {
  const level = isDocument(command.readConcern) ? command.readConcern.level : undefined;
  if (level === undefined) return;
  const inTransaction = command.autocommit === false;
  if (inTransaction && command.startTransaction !== true) {
    throw new ServerError(
      'InvalidOptions',
      'Only the first command in a transaction may specify a readConcern',
    );
  }
  if (level === 'snapshot' && !inTransaction) {
    throw ['find', 'aggregate', 'distinct'].includes(name)
      ? new ServerError(
          'SnapshotUnavailable',
          'Snapshot reads outside of a transaction are not supported: old versions are not kept',
        )
      : new ServerError(
          'InvalidOptions',
          `Command ${name} does not support { readConcern: { level: "snapshot" } }`,
        );
  }
  if (!['local', 'available', 'majority', 'linearizable', 'snapshot'].includes(level)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`,
    );
  }
  const last =
    name === 'aggregate' && Array.isArray(command.pipeline) ? command.pipeline.at(-1) : undefined;
  if (level === 'linearizable' && isDocument(last) && ('$out' in last || '$merge' in last)) {
    throw new ServerError(
      'InvalidOptions',
      `${Object.keys(last)[0]} cannot be used with a 'linearizable' read concern level`,
    );
  }
}

async function inSession(call: Call, run: Command): Promise<Document> {
  const { session, command, state, name } = call;
  checkReadConcern(call);
  if (!session || command.txnNumber === undefined) {
    if (command.autocommit !== undefined || command.startTransaction !== undefined) {
      throw new ServerError(
        'InvalidOptions',
        "'autocommit' and 'startTransaction' need a 'txnNumber'",
      );
    }
    return run(call);
  }
  if (command.autocommit === undefined) return retryable(call, run);
  if (!inTransactions.has(name)) {
    throw new ServerError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' in a multi-document transaction.`,
    );
  }
  if (
    command.writeConcern !== undefined &&
    name !== 'commitTransaction' &&
    name !== 'abortTransaction'
  ) {
    throw new ServerError(
      'InvalidOptions',
      'writeConcern is not allowed within a multi-statement transaction',
    );
  }
  call.transaction = state.sessions.enter(session, command, name);
  try {
    const answer = await run(call);
    throwIfAborted(call.signal);
    // An error of a single write ends the transaction as well.
    if (answer.writeErrors) state.sessions.abort(session);
    return answer;
  } catch (error) {
    if (name !== 'commitTransaction' && name !== 'abortTransaction') state.sessions.abort(session);
    throw error;
  }
}

/**
 * A write with a number is done once: if its answer was lost and the driver sends it again, it gets the
 * same answer. https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
 */
async function retryable(call: Call, run: Command): Promise<Document> {
  const session = call.session!;
  const number = BigInt(call.command.txnNumber);
  if (number < session.txnNumber) {
    throw new ServerError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${number} is prohibited on session because a newer retryable write with txnNumber ${session.txnNumber} has already started on this session.`,
    );
  }
  if (session.reply?.txnNumber === number) return { ...session.reply.value };
  if (session.transaction) call.state.sessions.abort(session);
  session.txnNumber = number;
  session.ended = undefined;
  const answer = await run(call);
  session.reply = { txnNumber: number, value: answer };
  return answer;
}
