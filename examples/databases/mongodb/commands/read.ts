import { badValue, failedToParse, ServerError } from '../errors.ts';
import { integer, toNumber } from '../query/numbers.ts';
import { fieldPath, walk } from '../query/paths.ts';
import { compileProjection } from '../query/projection.ts';
import { compare, isDocument, keyOf, type Document, type Value } from '../query/values.ts';
import {
  collationOf,
  collectionName,
  documentField,
  nonNegative,
  optionalNumber,
  type Call,
  type Command,
} from './context.ts';
import { inTurns } from '../work.ts';
import { firstBatch, listSource, takeBatch, type Source } from './cursors.ts';
import { queryAny } from './query.ts';

export function* findDocuments(call: Call): ReturnType<typeof queryAny> {
  const { command } = call;
  const filter = documentField(command, 'filter') ?? {};
  const result = yield* queryAny(
    call,
    collectionName(call),
    {
      filter,
      sort: documentField(command, 'sort'),
      skip: nonNegative(command, 'skip'),
      limit: Math.abs(optionalNumber(command, 'limit') ?? 0) || undefined,
      hint: command.hint,
    },
    documentField(command, 'collation'),
  );
  const min = documentField(command, 'min');
  const max = documentField(command, 'max');
  if (min || max) result.documents = inIndexRange(result.documents, min, max, command);
  return result;
}

/** `min` and `max` with a hint: keys from one, inclusive, to the other, exclusive. */
function inIndexRange(
  documents: Document[],
  min: Document | undefined,
  max: Document | undefined,
  command: Document,
): Document[] {
  if (!command.hint)
    throw new ServerError(
      51173,
      'When using min()/max() a hint of which index to use must be provided',
    );
  const fields = Object.keys((min ?? max)!);
  const order = (document: Document, bound: Document): number => {
    for (const field of fields) {
      const result = compare(fieldPath(document, field.split('.')) ?? null, bound[field]);
      if (result !== 0) return result;
    }
    return 0;
  };
  return documents.filter(
    (document) => (!min || order(document, min) >= 0) && (!max || order(document, max) < 0),
  );
}

function refuseTail(call: Call, name: string): never {
  const collection = call.state.store.find(call.db, name);
  if (!collection?.options.capped) {
    throw badValue(
      `error processing query: ns=${call.db}.${name} tailable cursor requested on non capped collection`,
    );
  }
  throw new ServerError(
    'NotImplemented',
    'tailable cursors are not supported: use a change stream',
  );
}

const find: Command = async (call) => {
  const { command, state, db, session, transaction, signal } = call;
  const name = collectionName(call);
  if (optionalNumber(command, 'limit')! < 0 && command.singleBatch !== true) {
    throw badValue(
      `BSON field 'limit' value must be >= 0, actual value '${toNumber(command.limit)}'`,
    );
  }
  const batchSize = nonNegative(command, 'batchSize');
  const result = await inTurns(findDocuments(call), call);
  const projection = documentField(command, 'projection');
  let source: Source;
  for (const option of ['returnKey', 'showRecordId']) {
    if (command[option] === true)
      throw new ServerError('NotImplemented', `${option} is not supported`);
  }
  if (projection && Object.keys(projection).length) {
    const collation = collationOf(command.collation, state.store.find(db, name, transaction));
    const project = compileProjection(projection, {
      collation,
      find: true,
      filter: command.filter ?? {},
    });
    const documents = listSource(result.documents);
    source = {
      take: (count, wait, abort) =>
        (documents.take(count, wait, abort) as Document[]).map((document) =>
          project(document, result.scope),
        ),
      open: documents.open,
    };
  } else source = listSource(result.documents);
  if (command.tailable === true) refuseTail(call, name);
  return firstBatch(state.cursors, {
    namespace: `${db}.${name}`,
    source,
    batchSize,
    single: command.singleBatch === true,
    session,
    transaction,
    signal,
  });
};

const getMore: Command = async (call) => {
  const { command, state, db, session, transaction, signal } = call;
  if (typeof command.getMore !== 'bigint')
    throw new ServerError(
      'TypeMismatch',
      "BSON field 'getMore.getMore' is the wrong type, expected type 'long'",
    );
  const cursor = state.cursors.get(command.getMore);
  const namespace = `${db}.${command.collection}`;
  if (cursor.namespace !== namespace) {
    throw new ServerError(
      13,
      `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
    );
  }
  if (cursor.session !== session && cursor.session) {
    throw new ServerError(
      50738,
      `Cannot run getMore on cursor ${cursor.id}, which was created in session, in another one`,
    );
  }
  if (cursor.transaction !== transaction)
    throw new ServerError(
      50741,
      `Cannot run getMore on cursor ${cursor.id}, which was created in another transaction`,
    );
  if (cursor.busy) throw new ServerError(12051, 'cursor is already in use');
  const batchSize = nonNegative(command, 'batchSize');
  cursor.busy = true;
  try {
    const wait = optionalNumber(command, 'maxTimeMS') ?? 1000;
    const nextBatch = await takeBatch(cursor.source, batchSize || Infinity, wait, signal);
    cursor.lastUse = Date.now();
    const open = cursor.source.open();
    if (!open) state.cursors.kill(cursor.id);
    const token = cursor.source.token?.();
    return {
      cursor: {
        nextBatch,
        ...(token ? { postBatchResumeToken: token } : {}),
        id: open ? cursor.id : 0n,
        ns: namespace,
      },
    };
  } catch (error) {
    state.cursors.kill(cursor.id);
    throw error;
  } finally {
    cursor.busy = false;
  }
};

const killCursors: Command = ({ command, state }) => {
  const ids = command.cursors as Value[];
  if (!Array.isArray(ids))
    throw new ServerError('TypeMismatch', "BSON field 'killCursors.cursors' must be an array");
  const killed = ids.filter((id) => state.cursors.kill(BigInt(id)));
  return {
    cursorsKilled: killed,
    cursorsNotFound: ids.filter((id) => !killed.includes(id)),
    cursorsAlive: [],
    cursorsUnknown: [],
  };
};

const count: Command = async (call) => {
  const { command } = call;
  const name = collectionName(call);
  const limit = optionalNumber(command, 'limit');
  const collection = call.state.store.find(call.db, name, call.transaction);
  const filter = documentField(command, 'query') ?? {};
  if (
    collection &&
    !collection.options.viewOn &&
    Object.keys(filter).length === 0 &&
    !limit &&
    !command.skip &&
    command.hint === undefined
  ) {
    return { n: integer(collection.size(call.transaction)) };
  }
  const work = queryAny(
    call,
    name,
    {
      filter,
      skip: nonNegative(command, 'skip'),
      limit: limit ? Math.abs(limit) : undefined,
      hint: command.hint,
    },
    documentField(command, 'collation'),
  );
  const { documents } = await inTurns(work, call);
  return { n: integer(documents.length) };
};

const distinct: Command = async (call) => {
  const { command } = call;
  if (typeof command.key !== 'string')
    throw new ServerError(
      'TypeMismatch',
      "BSON field 'distinct.key' is the wrong type, expected type 'string'",
    );
  if (command.query !== undefined && command.query !== null && !isDocument(command.query))
    throw failedToParse("BSON field 'distinct.query' must be an object");
  const work = queryAny(
    call,
    collectionName(call),
    { filter: command.query ?? {}, hint: command.hint },
    documentField(command, 'collation'),
  );
  const { documents } = await inTurns(work, call);
  const collation = collationOf(
    command.collation,
    call.state.store.find(call.db, collectionName(call)),
  );
  const found = new Map<string, Value>();
  const add = (value: Value): void => {
    if (value === undefined) return;
    const key = keyOf(value, collation);
    if (!found.has(key)) found.set(key, value);
  };
  for (const document of documents) {
    walk(document, command.key.split('.'), (value) => {
      if (Array.isArray(value)) value.forEach(add);
      else add(value);
      return false;
    });
  }
  return { values: [...found.values()].sort((a, b) => compare(a, b, collation)) };
};

export const readCommands: Record<string, Command> = {
  find,
  getMore,
  killCursors,
  count,
  distinct,
};
