import { badValue, failedToParse, ServerError } from '../errors.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { compileProjection } from '../query/projection.ts';
import { isDocument, type Document, type Value } from '../query/values.ts';
import { Collection } from '../storage/collection.ts';
import {
  collationOf,
  collectionName,
  documentField,
  scopeOf,
  type Call,
  type Command,
} from './context.ts';
import { firstBatch, listSource } from './cursors.ts';
import { deleteLimit, insertOne, remove, update, type UpdateRequest } from './write.ts';

const MAX_BATCH = 100_000;

function batch(call: Call, field: string): Document[] {
  const list = call.command[field];
  if (!Array.isArray(list))
    throw new ServerError(
      40414,
      `BSON field '${call.name}.${field}' is missing but a required field`,
    );
  if (list.length === 0 || list.length > MAX_BATCH) {
    throw new ServerError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${list.length} operations.`,
    );
  }
  return list;
}

/** Runs the writes one after another; errors of single ones are collected, except in a transaction. */
async function each(
  call: Call,
  list: Document[],
  write: (item: Document, index: number) => Promise<void>,
): Promise<Document> {
  const writeErrors: Document[] = [];
  const ordered = call.command.ordered !== false;
  for (const [index, item] of list.entries()) {
    try {
      await write(item, index);
    } catch (error) {
      if (!(error instanceof ServerError) || error.code === 11601 || error.code === 50) throw error;
      // A conflict ends the transaction as a whole.
      if (call.transaction && error.labels.length) throw error;
      writeErrors.push({ index, code: error.code, errmsg: error.message, ...error.fields });
      if (call.transaction || ordered) break;
    }
  }
  return writeErrors.length ? { writeErrors } : {};
}

const bypassOf = (call: Call): boolean => call.command.bypassDocumentValidation === true;

const insert: Command = async (call) => {
  const name = collectionName(call);
  let n = 0;
  const errors = await each(call, batch(call, 'documents'), async (document) => {
    await insertOne(
      call,
      () => call.state.store.demand(call.db, name, call.transaction),
      document,
      bypassOf(call),
    );
    n++;
  });
  return { n, ...errors };
};

const updateFields = new Set([
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'upsertSupplied',
  'collation',
  'arrayFilters',
  'hint',
  'sort',
]);

function checkFields(item: Document, allowed: Set<string>, where: string): void {
  for (const key of Object.keys(item)) {
    if (!allowed.has(key))
      throw new ServerError(40415, `BSON field '${where}.${key}' is an unknown field.`);
  }
}

const updateCommand: Command = async (call) => {
  const name = collectionName(call);
  let n = 0;
  let nModified = 0;
  const upserted: Document[] = [];
  const list = batch(call, 'updates');
  for (const item of list) checkFields(item, updateFields, 'update.updates');
  const errors = await each(call, list, async (item, index) => {
    const result = await update(call, writable(call, name, item.upsert === true), {
      ...(item as UpdateRequest),
      bypass: bypassOf(call),
    });
    n += result.matched;
    nModified += result.modified;
    if (result.upserted === undefined) return;
    n++;
    upserted.push({ index, _id: result.upserted });
  });
  return { n, ...(upserted.length ? { upserted } : {}), nModified, ...errors };
};

/** An update that finds nothing makes no collection. */
function writable(call: Call, name: string, create: boolean): () => Collection {
  const known = call.state.store.find(call.db, name, call.transaction);
  return () => {
    if (known && !known.options.viewOn) return known;
    if (create || known) return call.state.store.demand(call.db, name, call.transaction);
    return new Collection(call.db, name);
  };
}

const deleteFields = new Set(['q', 'limit', 'collation', 'hint']);

const deleteCommand: Command = async (call) => {
  const name = collectionName(call);
  let n = 0;
  const list = batch(call, 'deletes');
  for (const item of list) checkFields(item, deleteFields, 'delete.deletes');
  const errors = await each(call, list, async (item) => {
    const collection = call.state.store.find(call.db, name, call.transaction);
    const removed = await remove(call, collection, {
      q: item.q,
      limit: deleteLimit(item.limit),
      collation: item.collation,
      hint: item.hint,
    });
    n += removed.length;
  });
  return { n, ...errors };
};

const findAndModify: Command = async (call) => {
  const { command, state, db } = call;
  const name = collectionName(call);
  const q = documentField(command, 'query') ?? {};
  const sort = documentField(command, 'sort');
  const fields = documentField(command, 'fields');
  const collection = state.store.find(db, name, call.transaction);
  const collation = documentField(command, 'collation');
  const project = (document: Document | undefined): Value =>
    document && fields && Object.keys(fields).length
      ? compileProjection(fields, {
          find: true,
          filter: q,
          collation: collationOf(collation, collection),
        })(document, scopeOf(call))
      : (document ?? null);
  if (command.remove === true) {
    if (command.update !== undefined)
      throw failedToParse('Cannot specify both an update and remove=true');
    if (command.upsert === true)
      throw failedToParse('Cannot specify both upsert=true and remove=true ');
    if (command.new === true)
      throw failedToParse(
        "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
      );
    const [removed] = await remove(call, collection, {
      q,
      limit: 1,
      sort,
      collation,
      hint: command.hint,
    });
    return { lastErrorObject: { n: removed ? 1 : 0 }, value: project(removed) };
  }
  if (command.update === undefined)
    throw failedToParse('Either an update or remove=true must be specified');
  const result = await update(call, writable(call, name, command.upsert === true), {
    q,
    u: command.update,
    upsert: command.upsert === true,
    sort,
    collation,
    arrayFilters: command.arrayFilters,
    hint: command.hint,
    bypass: bypassOf(call),
  });
  const wasUpserted = result.upserted !== undefined;
  const value = command.new === true ? result.after : result.before;
  return {
    lastErrorObject: {
      n: result.matched || wasUpserted ? 1 : 0,
      updatedExisting: result.matched > 0,
      ...(wasUpserted ? { upserted: result.upserted } : {}),
    },
    value: project(value),
  };
};

/** The writes of several collections in one command, since 8.0. */
const bulkWrite: Command = async (call) => {
  const { command, state } = call;
  const namespaces = (command.nsInfo as Document[]).map(({ ns }) => {
    const at = (ns as string).indexOf('.');
    if (at < 1 || at === ns.length - 1)
      throw new ServerError('InvalidNamespace', `Invalid namespace specified '${ns}'`);
    return [ns.slice(0, at), ns.slice(at + 1)] as [string, string];
  });
  const ops = command.ops as Document[];
  if (!Array.isArray(ops) || ops.length === 0 || ops.length > MAX_BATCH) {
    throw new ServerError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${ops.length} operations.`,
    );
  }
  const totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Document[] = [];
  const bypass = bypassOf(call);
  for (const [idx, op] of ops.entries()) {
    const kind = ['insert', 'update', 'delete'].find((key) => key in op);
    if (!kind) throw badValue('bulkWrite operations are insert, update or delete');
    const place = namespaces[toNumber(op[kind])];
    if (!place) throw badValue(`BulkWrite ops entry ${op[kind]} has an invalid nsInfo index.`);
    const [db, name] = place;
    const inner: Call = { ...call, db };
    try {
      if (kind === 'insert') {
        await insertOne(
          inner,
          () => state.store.demand(db, name, call.transaction),
          op.document,
          bypass,
        );
        totals.nInserted++;
        results.push({ ok: 1, idx, n: 1 });
      } else if (kind === 'update') {
        const result = await update(inner, writable(inner, name, op.upsert === true), {
          q: op.filter,
          u: op.updateMods,
          multi: op.multi === true,
          upsert: op.upsert === true,
          sort: op.sort,
          collation: op.collation,
          arrayFilters: op.arrayFilters,
          hint: op.hint,
          c: op.constants,
          bypass,
        });
        const wasUpserted = result.upserted !== undefined;
        totals.nMatched += result.matched;
        totals.nModified += result.modified;
        totals.nUpserted += Number(wasUpserted);
        results.push({
          ok: 1,
          idx,
          n: result.matched + Number(wasUpserted),
          nModified: result.modified,
          ...(wasUpserted ? { upserted: { _id: result.upserted } } : {}),
        });
      } else {
        const removed = await remove(inner, state.store.find(db, name, call.transaction), {
          q: op.filter,
          limit: op.multi === true ? 0 : 1,
          collation: op.collation,
          hint: op.hint,
        });
        totals.nDeleted += removed.length;
        results.push({ ok: 1, idx, n: removed.length });
      }
    } catch (error) {
      if (!(error instanceof ServerError) || error.code === 11601 || error.code === 50) throw error;
      if (call.transaction && error.labels.length) throw error;
      totals.nErrors++;
      results.push({
        ok: 0,
        idx,
        code: error.code,
        errmsg: error.message,
        ...error.fields,
        n: 0,
        ...(kind === 'update' ? { nModified: 0 } : {}),
      });
      if (call.transaction || command.ordered !== false) break;
    }
  }
  const shown = command.errorsOnly === true ? results.filter(({ ok }) => ok !== 1) : results;
  const batchSize =
    isDocument(command.cursor) && isNumeric(command.cursor.batchSize)
      ? toNumber(command.cursor.batchSize)
      : undefined;
  const cursor = await firstBatch(state.cursors, {
    namespace: 'admin.$cmd.bulkWrite',
    source: listSource(shown),
    batchSize: batchSize ?? shown.length,
    session: call.session,
    transaction: call.transaction,
    signal: call.signal,
  });
  return { ...cursor, ...totals };
};

export const writeCommands: Record<string, Command> = {
  insert,
  update: updateCommand,
  delete: deleteCommand,
  findAndModify,
  findandmodify: findAndModify,
  bulkWrite,
};
