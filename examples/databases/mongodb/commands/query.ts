import { failedToParse, ServerError } from '../errors.ts';
import { type Scope } from '../expressions/index.ts';
import { type Collation } from '../query/collation.ts';
import { distanceOf, findNear } from '../query/geo.ts';
import { compileFilter, type Matcher } from '../query/match.ts';
import { sortDocuments } from '../query/sort.ts';
import { compileText } from '../query/text.ts';
import { double, isDocument, type Document, type Value } from '../query/values.ts';
import { checkPipeline, runStages, type PipelineContext } from '../pipeline/index.ts';
import { type Collection } from '../storage/collection.ts';
import { findHint, plan, type Plan } from '../storage/planner.ts';
import { type Transaction } from '../storage/transaction.ts';
import { checkTime, type Work } from '../work.ts';
import { collationOf, scopeOf, type Call } from './context.ts';

export interface Query {
  filter: Document;
  sort?: Document | undefined;
  skip?: number | undefined;
  limit?: number | undefined;
  collation?: Collation | undefined;
  hint?: Value;
  scope: Scope;
}

export interface Result {
  documents: Document[];
  matcher: Matcher;
  plan: Plan | undefined;
  keysExamined: number;
  docsExamined: number;
  /** By `_id` or by one unique key: the server's short way. */
  express: boolean;
  sortInMemory: boolean;
}

/** `$text` needs the collection's text index; its scores go into the metadata. */
export function textOf(
  collection: Collection | undefined,
  scope: Scope,
): (spec: Document) => Matcher {
  return (spec) => {
    const index = collection?.indexes.find(({ text }) => text);
    if (!index?.text) throw new ServerError(27, 'text index required for $text query');
    const score = compileText(spec, index.text);
    return (document) => {
      const value = score(document);
      if (value === undefined) return false;
      scope.metadata?.set(document, { ...scope.metadata.get(document), textScore: double(value) });
      return true;
    };
  };
}

/** Finds the documents of a collection: by an index where one helps, else one by one. */
export function* query(
  collection: Collection | undefined,
  transaction: Transaction | undefined,
  request: Query,
): Work<Result> {
  const { filter, sort, skip = 0, limit, collation, scope } = request;
  const matcher = compileFilter(filter, { collation, scope, text: textOf(collection, scope) });
  const order = sort && Object.keys(sort).length && !('$natural' in sort) ? sort : undefined;
  // An unknown order is an error also where there is nothing to sort.
  if (order) sortDocuments([], order, collation);
  const result: Result = {
    documents: [],
    matcher,
    plan: undefined,
    keysExamined: 0,
    docsExamined: 0,
    express: false,
    sortInMemory: false,
  };
  if (!collection) return result;
  const near = findNear(filter);
  if (near && !collection.indexes.some((index) => index.isGeo && index.geoField === near.path)) {
    throw new ServerError(
      291,
      `error processing query: ns=${collection.namespace}: unable to find index for $geoNear query`,
    );
  }
  const hint = findHint(collection, request.hint);
  const end = limit ? skip + limit : Infinity;
  const fields = Object.keys(filter);
  const id = fields.length === 1 && fields[0] === '_id' ? exactId(filter._id) : undefined;
  let found: Document[] = [];
  if (id !== undefined && hint === undefined && collation === collection.collation) {
    const document = collection.get(collection.key(id), transaction);
    if (document && matcher(document)) found.push(document);
    result.express = true;
    result.keysExamined = result.docsExamined = document ? 1 : 0;
    result.plan = plan(collection, filter, order, collation);
  } else {
    // Indexes know the latest committed documents only; a transaction reads its own snapshot.
    const usable = transaction ? undefined : plan(collection, filter, order, collation, hint);
    result.plan = usable;
    const early = !near && (!order || usable?.sorted) ? end : Infinity;
    const consider = (document: Document): boolean => {
      checkTime();
      result.docsExamined++;
      if (matcher(document)) found.push(document);
      return found.length >= early;
    };
    if (usable) {
      const seen = new Set<string>();
      for (const entry of usable.entries()) {
        result.keysExamined++;
        if (seen.has(entry.key)) continue;
        seen.add(entry.key);
        const document = collection.get(entry.key);
        if (document && consider(document)) break;
      }
      result.express =
        !order &&
        !skip &&
        fields.length === 1 &&
        usable.index.parts.length === 1 &&
        (usable.index.unique || limit === 1) &&
        usable.bounds[0]?.length === 1 &&
        usable.bounds[0][0]!.low === usable.bounds[0][0]!.high;
    } else {
      // No pause above: an index must not change while it is read.
      for (const document of collection.documents(transaction)) {
        if (consider(document)) break;
        yield;
      }
    }
    if (sort?.$natural === -1) found.reverse();
  }
  if (near) {
    const distances = new Map<Document, number>();
    for (const document of found) {
      const distance = distanceOf(document, near);
      if (distance !== undefined) distances.set(document, distance);
    }
    found = [...distances.keys()].sort((a, b) => distances.get(a)! - distances.get(b)!);
  }
  if (order && !result.plan?.sorted) {
    found = sortDocuments(found, order, collation, scope.metadata);
    result.sortInMemory = true;
  }
  result.documents = skip || limit ? found.slice(skip, end) : found;
  return result;
}

/** The value of `{ _id: value }` or `{ _id: { $eq: value } }`, if only that document can match. */
function exactId(value: Value): Value {
  if (Array.isArray(value) || value === null || value === undefined) return undefined;
  if (isDocument(value)) {
    const names = Object.keys(value);
    if (names.length === 1 && names[0] === '$eq') return exactId(value.$eq);
    return names[0]?.startsWith('$') ? undefined : value;
  }
  return (value as { _bsontype?: string })._bsontype === 'BSONRegExp' ? undefined : value;
}

/** A view is its pipeline over what it is on. */
export function resolve(
  call: Call,
  db: string,
  name: string,
): { collection: Collection | undefined; pipeline: Document[] } {
  const pipeline: Document[] = [];
  let collection = call.state.store.find(db, name, call.transaction);
  for (let depth = 0; collection?.options.viewOn; depth++) {
    if (depth > 20) throw new ServerError(165, 'View depth too deep or view cycle detected');
    pipeline.unshift(...((collection.options.pipeline ?? []) as Document[]));
    collection = call.state.store.find(db, collection.options.viewOn, call.transaction);
  }
  return { collection, pipeline };
}

export function pipelineContext(
  call: Call,
  collection?: Collection,
  name?: string,
): PipelineContext {
  const scope = scopeOf(call);
  const view =
    name === undefined ? undefined : call.state.store.find(call.db, name, call.transaction);
  const collation = collationOf(call.command.collation, view ?? collection);
  const context: PipelineContext = {
    db: call.db,
    collation,
    scope,
    *read(db, from) {
      const source = resolve(call, db, from);
      const documents = source.collection ? [...source.collection.documents(call.transaction)] : [];
      return source.pipeline.length
        ? yield* runStages(documents, source.pipeline, context)
        : documents;
    },
  };
  return context;
}

/** The documents of a collection or view by a query; for views, in memory. */
export function* queryAny(
  call: Call,
  name: string,
  request: Omit<Query, 'collation' | 'scope'>,
  collation?: Document,
): Work<Result & { scope: Scope }> {
  const view = call.state.store.find(call.db, name, call.transaction);
  const scope = scopeOf(call);
  const full: Query = { ...request, scope, collation: collationOf(collation, view) };
  if (!view?.options.viewOn) return { ...(yield* query(view, call.transaction, full)), scope };
  const context = pipelineContext(call, undefined, name);
  const matcher = compileFilter(full.filter, { collation: full.collation, scope });
  const read = yield* context.read(call.db, name);
  let documents = read.filter((document) => matcher(document));
  if (full.sort) documents = sortDocuments(documents, full.sort, full.collation);
  const { skip = 0, limit } = full;
  documents = documents.slice(skip, limit ? skip + limit : undefined);
  return {
    documents,
    matcher,
    plan: undefined,
    keysExamined: 0,
    docsExamined: 0,
    express: false,
    sortInMemory: false,
    scope,
  };
}

export const checkedPipeline = (pipeline: Value): Document[] => {
  checkPipeline(pipeline);
  return pipeline;
};

export const needFilter = (value: Value, field: string): Document => {
  if (value === undefined || value === null) return {};
  if (!isDocument(value)) throw failedToParse(`Expected field ${field} to be of type object`);
  return value;
};
