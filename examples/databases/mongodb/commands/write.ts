import { failedToParse, ServerError } from '../errors.ts';
import { compileFilter, type MatchDetails } from '../query/match.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { isDocument, type Document, type Value } from '../query/values.ts';
import { runStages } from '../pipeline/index.ts';
import { type Collection } from '../storage/collection.ts';
import { checkStorable, duplicateKey } from '../storage/store.ts';
import { identical } from '../update/diff.ts';
import {
  checkId,
  parseUpdate,
  upsertSeed,
  withId,
  type ApplyContext,
  type Update,
} from '../update/update.ts';
import { finish, mapped, type Work } from '../work.ts';
import { collationOf, scopeOf, throwIfAborted, unblocked, type Call } from './context.ts';
import { query } from './query.ts';

/** The three writes, as `insert`, `update`, `delete`, `findAndModify` and `bulkWrite` do them. */

export interface UpdateRequest {
  q: Document;
  u: Value;
  multi?: boolean;
  upsert?: boolean;
  sort?: Document | undefined;
  collation?: Document | undefined;
  arrayFilters?: Value;
  hint?: Value;
  c?: Document | undefined;
  bypass: boolean;
  let?: Document | undefined;
}

export interface UpdateResult {
  matched: number;
  modified: number;
  upserted?: Value;
  before?: Document | undefined;
  after?: Document | undefined;
}

const transactionFields = ({ transaction, session, command }: Call): Document | undefined =>
  transaction && session ? { lsid: command.lsid, txnNumber: command.txnNumber } : undefined;

export async function insertOne(
  call: Call,
  collection: () => Collection,
  input: Document,
  bypass: boolean,
): Promise<Document> {
  if (!isDocument(input)) throw new ServerError('TypeMismatch', 'documents must be objects');
  const document = withId(input);
  checkStorable(document);
  await unblocked(call, () => {
    const target = collection();
    const key = target.key(document._id);
    const { store } = call.state;
    if (target.get(key, call.transaction))
      throw duplicateKey(target, target.indexes[0]!, [document._id]);
    store.write(
      target,
      key,
      document,
      { type: 'insert', id: document._id, after: document, transaction: transactionFields(call) },
      call.transaction,
      bypass,
    );
  });
  return document;
}

/** The documents that a write is about, as keys: each is looked at again when its turn comes. */
function targets(
  call: Call,
  collection: Collection,
  request: {
    q: Document;
    sort?: Document | undefined;
    collation?: Document | undefined;
    hint?: Value;
    let?: Document | undefined;
  },
  one: boolean,
): string[] {
  const work = query(collection, call.transaction, {
    filter: request.q,
    sort: request.sort,
    limit: one ? 1 : undefined,
    collation: collationOf(request.collation, collection),
    hint: request.hint,
    scope: scopeOf(call, request.let ?? call.command.let),
  });
  const { documents } = finish(work, call);
  return documents.map((document) => collection.key(document._id));
}

/** A pipeline of an update reads no collection. */
const nothing = (): Work<Document[]> => mapped([], (document) => document);

export async function update(
  call: Call,
  collection: () => Collection,
  request: UpdateRequest,
): Promise<UpdateResult> {
  const { q, u, multi = false, upsert = false } = request;
  if (!isDocument(q))
    throw new ServerError(
      'TypeMismatch',
      "BSON field 'update.updates.q' is the wrong type, expected type 'object'",
    );
  const scope = scopeOf(call, { ...(request.let ?? call.command.let), ...request.c });
  const parsed = parseUpdate(u, request.arrayFilters, (documents, stages) =>
    finish(
      runStages(documents, stages, { db: call.db, collation: undefined, scope, read: nothing }),
    ),
  );
  if (multi && parsed.kind === 'replace')
    throw failedToParse('multi update is not supported for replacement-style update');
  if (multi && request.sort) throw failedToParse('Cannot specify sort with multi=true');
  const matched = new Set<string>();
  const result: UpdateResult = { matched: 0, modified: 0 };
  const target = collection();
  const collation = collationOf(request.collation, target);
  const matcher = compileFilter(q, { collation, scope, text: () => () => true });
  const context: Omit<ApplyContext, 'index'> = {
    collation,
    now: call.now,
    clusterTime: call.state.store.clock.now(),
    scope,
  };

  const apply = (key: string): boolean => {
    const before = target.get(key, call.transaction);
    const details: MatchDetails = {};
    // It may have changed while this write waited.
    if (!before || !matcher(before, details)) return false;
    const after = parsed.apply(before, { ...context, index: details.index });
    store(call, target, key, before, after, parsed, request, result);
    result.matched++;
    result.before ??= before;
    return true;
  };

  for (;;) {
    const keys = targets(call, target, request, !multi).filter((key) => !matched.has(key));
    if (keys.length === 0) break;
    let retry = false;
    for (const key of keys) {
      matched.add(key);
      throwIfAborted(call.signal);
      if (!(await unblocked(call, () => apply(key)))) retry = true;
    }
    // One that went away while we waited: look for another.
    if (multi || !retry) break;
  }
  if (result.matched === 0 && upsert) {
    const document = upserted(parsed, request, context);
    const made = await insertOne(call, () => target, document, request.bypass);
    result.upserted = made._id;
    result.after = made;
  }
  return result;
}

function store(
  call: Call,
  collection: Collection,
  key: string,
  before: Document,
  after: Document,
  parsed: Update,
  request: UpdateRequest,
  result: UpdateResult,
): void {
  checkId(before._id, after._id);
  const next = withId({ ...after, _id: before._id });
  const document = Object.keys(after)[0] === '_id' ? after : next;
  result.after = document;
  if (identical(before, document)) return;
  call.state.store.write(
    collection,
    key,
    document,
    {
      type: parsed.kind === 'replace' ? 'replace' : 'update',
      id: before._id,
      before,
      after: document,
      transaction: transactionFields(call),
    },
    call.transaction,
    request.bypass,
  );
  result.modified++;
}

function upserted(
  parsed: Update,
  request: UpdateRequest,
  context: Omit<ApplyContext, 'index'>,
): Document {
  const seed = upsertSeed(request.q);
  if (parsed.kind === 'replace') {
    const { u } = request;
    if (seed._id !== undefined && u._id !== undefined) checkId(seed._id, u._id);
    return parsed.apply(seed._id === undefined ? {} : { _id: seed._id }, {
      ...context,
      insert: true,
    });
  }
  const made = parsed.apply(seed, { ...context, insert: true });
  checkId(seed._id, made._id);
  return made;
}

export interface DeleteRequest {
  q: Document;
  limit: number;
  sort?: Document | undefined;
  collation?: Document | undefined;
  hint?: Value;
  let?: Document | undefined;
}

export async function remove(
  call: Call,
  collection: Collection | undefined,
  request: DeleteRequest,
): Promise<Document[]> {
  if (!isDocument(request.q))
    throw new ServerError(
      'TypeMismatch',
      "BSON field 'delete.deletes.q' is the wrong type, expected type 'object'",
    );
  if (!collection) {
    compileFilter(request.q, { scope: scopeOf(call) });
    return [];
  }
  if (collection.options.viewOn)
    throw new ServerError(
      'CommandNotSupportedOnView',
      `Namespace ${collection.namespace} is a view, not a collection`,
    );
  const collation = collationOf(request.collation, collection);
  const matcher = compileFilter(request.q, {
    collation,
    scope: scopeOf(call, request.let ?? call.command.let),
    text: () => () => true,
  });
  const removed: Document[] = [];
  const seen = new Set<string>();
  for (;;) {
    const keys = targets(call, collection, request, request.limit === 1).filter(
      (key) => !seen.has(key),
    );
    for (const key of keys) {
      seen.add(key);
      throwIfAborted(call.signal);
      await unblocked(call, () => {
        const before = collection.get(key, call.transaction);
        if (!before || !matcher(before)) return;
        call.state.store.write(
          collection,
          key,
          undefined,
          { type: 'delete', id: before._id, before, transaction: transactionFields(call) },
          call.transaction,
        );
        removed.push(before);
      });
    }
    if (request.limit !== 1 || removed.length || keys.length === 0) break;
  }
  return removed;
}

export function deleteLimit(value: Value): number {
  const limit = isNumeric(value) ? toNumber(value) : NaN;
  if (limit !== 0 && limit !== 1)
    throw failedToParse('The limit field in delete objects must be 0 or 1. Got ' + String(value));
  return limit;
}
