import { failedToParse, ServerError } from '../errors.ts';
import { compileExpression, withVariables } from '../expressions/index.ts';
import { documentsOf, withPath } from '../pipeline/basic.ts';
import { runStages, type PipelineContext } from '../pipeline/index.ts';
import { distanceOf, nearFromStage } from '../query/geo.ts';
import { compileFilter } from '../query/match.ts';
import { fieldPath } from '../query/paths.ts';
import { double, isDocument, type Document, type Value } from '../query/values.ts';
import { Collection } from '../storage/collection.ts';
import { finish, inTurns, type Work } from '../work.ts';
import { watch } from './change-stream.ts';
import { documentField, optionalNumber, type Call, type Command } from './context.ts';
import { generic } from './generic.ts';
import { firstBatch, listSource, type Source } from './cursors.ts';
import { currentOperations } from './operations.ts';
import { checkedPipeline, pipelineContext, query, resolve, type Result } from './query.ts';
import { insertOne, update } from './write.ts';

const unknownFields = new Set([
  'collation',
  'cursor',
  'explain',
  'allowDiskUse',
  'hint',
  'let',
  'bypassDocumentValidation',
  'pipeline',
  'aggregate',
  'maxTimeMS',
  'comment',
  'readConcern',
  'writeConcern',
  'isMapReduceCommand',
  'fromMongos',
  'needsMerge',
  'exchange',
  'runtimeConstants',
]);

export const aggregate: Command = async (call) => {
  const { command, state, db, session, transaction, signal } = call;
  for (const key of Object.keys(command)) {
    if (!unknownFields.has(key) && !generic.has(key) && !key.startsWith('$')) {
      throw new ServerError(40415, `BSON field 'aggregate.${key}' is an unknown field.`);
    }
  }
  const pipeline = checkedPipeline(command.pipeline);
  const cursorOptions = documentField(command, 'cursor');
  if (!cursorOptions && command.explain !== true) {
    throw failedToParse(
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  const batchSize = cursorOptions ? optionalNumber(cursorOptions, 'batchSize') : undefined;
  const first = pipeline[0] ?? {};
  let source: Source;
  let namespace =
    typeof command.aggregate === 'string' ? `${db}.${command.aggregate}` : `${db}.$cmd.aggregate`;
  if ('$changeStream' in first)
    ({ source, namespace } = watch(call, first.$changeStream, pipeline.slice(1)));
  else source = listSource(await run(call, pipeline));
  return firstBatch(state.cursors, { namespace, source, batchSize, session, transaction, signal });
};

async function run(call: Call, pipeline: Document[]): Promise<Document[]> {
  const last = pipeline.at(-1);
  const output = last && ('$out' in last || '$merge' in last);
  const { results, context } = await inTurns(
    (function* () {
      const { documents, rest, context } = yield* start(
        call,
        output ? pipeline.slice(0, -1) : pipeline,
      );
      return { results: yield* runStages(documents, rest, context), context };
    })(),
    call,
  );
  if (!output) return results;
  if (call.transaction)
    throw new ServerError(
      'OperationNotSupportedInTransaction',
      `${Object.keys(last)[0]} cannot be used in a transaction`,
    );
  if ('$out' in last) await out(call, last.$out, results);
  else await merge(call, last.$merge, results, context);
  return [];
}

/** What the pipeline begins with: a collection by its first `$match` and `$sort`, or a stage that makes documents. */
export function* start(
  call: Call,
  pipeline: Document[],
): Work<{
  documents: Document[];
  rest: Document[];
  context: PipelineContext;
  queried?: Result;
  used: number;
}> {
  const name = typeof call.command.aggregate === 'string' ? call.command.aggregate : undefined;
  const source = name === undefined ? undefined : resolve(call, call.db, name);
  const collection = source?.collection;
  const full = [...(source?.pipeline ?? []), ...pipeline];
  const context = pipelineContext(call, collection, name);
  const first = full[0] ?? {};
  if ('$documents' in first)
    return {
      documents: documentsOf(first.$documents, context),
      rest: full.slice(1),
      context,
      used: 1,
    };
  if (name === undefined) {
    if ('$listLocalSessions' in first) {
      const sessions = call.state.sessions.list();
      return { documents: sessions, rest: full.slice(1), context, used: 1 };
    }
    if ('$currentOp' in first) {
      const operations = currentOperations(call, first.$currentOp);
      return { documents: operations, rest: full.slice(1), context, used: 1 };
    }
    throw new ServerError(
      'InvalidNamespace',
      '{aggregate: 1} is not valid for this pipeline; a collection name is needed',
    );
  }
  if ('$collStats' in first)
    return {
      documents: [collStats(call, collection, name)],
      rest: full.slice(1),
      context,
      used: 1,
    };
  if ('$indexStats' in first) {
    const stats = (collection?.indexes ?? []).map((index) => ({
      name: index.name,
      key: index.spec.key,
      host: call.state.address(),
      accesses: { ops: 0n, since: new Date(call.state.started) },
      spec: index.spec,
    }));
    return { documents: stats, rest: full.slice(1), context, used: 1 };
  }
  if ('$geoNear' in first)
    return {
      documents: geoNear(call, collection, first.$geoNear, context),
      rest: full.slice(1),
      context,
      used: 1,
    };
  // A match and a sort in front are a query, which can use an index.
  let used = 0;
  let filter: Document = {};
  let sort: Document | undefined;
  if (isDocument(first.$match)) {
    filter = first.$match;
    used = 1;
  }
  const next = full[used];
  if (next && isDocument(next.$sort) && Object.keys(next.$sort).length) {
    sort = next.$sort;
    used++;
  }
  if (
    JSON.stringify(
      Object.values(filter).flatMap((value) => (isDocument(value) ? Object.keys(value) : [])),
    ).includes('"$near')
  ) {
    throw new ServerError(
      5626500,
      '$geoNear, $near, and $nearSphere are not allowed in this context, as these operators require sorting geospatial data. If you do not need sort, consider using $geoWithin instead.',
    );
  }
  const limit = sort || used ? full[used]?.$limit : undefined;
  const queried = yield* query(collection, call.transaction, {
    filter,
    sort,
    collation: context.collation,
    scope: context.scope,
    hint: call.command.hint,
    limit: typeof limit === 'number' && limit > 0 ? limit : undefined,
  });
  return { documents: queried.documents, rest: full.slice(used), context, queried, used };
}

function collStats(call: Call, collection: Collection | undefined, name: string): Document {
  if (!collection)
    throw new ServerError('NamespaceNotFound', `Collection [${call.db}.${name}] not found.`);
  const count = collection.size();
  return {
    ns: collection.namespace,
    host: call.state.address(),
    localTime: call.now,
    count,
    storageStats: { count, nindexes: collection.indexes.length },
  };
}

function geoNear(
  call: Call,
  collection: Collection | undefined,
  spec: Document,
  context: PipelineContext,
): Document[] {
  const { distanceField, query: filter = {}, key, includeLocs, distanceMultiplier = 1 } = spec;
  const indexes = collection?.indexes.filter(({ isGeo }) => isGeo) ?? [];
  const path = key ?? indexes[0]?.geoField;
  if (!collection) return [];
  if (!indexes.length || !path)
    throw new ServerError(
      'IndexNotFound',
      '$geoNear requires a 2d or 2dsphere index, but none were found',
    );
  if (indexes.length > 1 && !key)
    throw new ServerError(
      'IndexNotFound',
      '$geoNear found more than one 2d or 2dsphere index: give the key',
    );
  const near = nearFromStage(spec, path);
  const matcher = compileFilter(filter, { collation: context.collation, scope: context.scope });
  return [...collection.documents(call.transaction)]
    .filter((document) => matcher(document))
    .flatMap((document) => {
      const distance = distanceOf(document, near);
      return distance === undefined ? [] : [{ document, distance }];
    })
    .sort((a, b) => a.distance - b.distance)
    .map(({ document, distance }) => {
      let result = document;
      if (distanceField)
        result = withPath(
          result,
          distanceField.split('.'),
          double(distance * Number(distanceMultiplier)),
        );
      if (includeLocs)
        result = withPath(result, includeLocs.split('.'), fieldPath(document, path.split('.')));
      return result;
    });
}

/** Replaces a collection, and keeps its indexes. */
async function out(call: Call, spec: Value, results: Document[]): Promise<void> {
  const [db, name] =
    typeof spec === 'string' ? [call.db, spec] : [spec.db as string, spec.coll as string];
  if (typeof name !== 'string')
    throw new ServerError(16990, '$out only supports a string or object argument');
  const { store } = call.state;
  const old = store.find(db, name);
  if (old?.options.viewOn)
    throw new ServerError(
      'CommandNotSupportedOnView',
      `Namespace ${db}.${name} is a view, not a collection`,
    );
  if (old?.options.capped)
    throw new ServerError(
      17152,
      `namespace '${db}.${name}' is capped so it can't be used for $out`,
    );
  const next = new Collection(db, name, old?.options ?? {});
  for (const index of old?.indexes.slice(1) ?? []) next.addIndex(index.spec);
  for (const document of results)
    await insertOne(call, () => next, document, call.command.bypassDocumentValidation === true);
  if (old) store.remove(old, true);
  store.add(next);
}

async function merge(
  call: Call,
  spec: Value,
  results: Document[],
  context: PipelineContext,
): Promise<void> {
  const options: Document = typeof spec === 'string' ? { into: spec } : spec;
  for (const key of Object.keys(options)) {
    if (!['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(key))
      throw new ServerError(40415, `BSON field '$merge.${key}' is an unknown field.`);
  }
  const { into, whenMatched = 'merge', whenNotMatched = 'insert', let: variables } = options;
  const [db, name] =
    typeof into === 'string'
      ? [call.db, into]
      : [(into?.db ?? call.db) as string, into?.coll as string];
  if (typeof name !== 'string')
    throw new ServerError(51178, "$merge 'into' field must be a string or an object");
  if (
    !Array.isArray(whenMatched) &&
    !['replace', 'keepExisting', 'merge', 'fail'].includes(whenMatched)
  ) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${String(whenMatched)}' for field 'whenMatched' is not a valid value.`,
    );
  }
  if (!['insert', 'discard', 'fail'].includes(whenNotMatched)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  }
  const on: string[] =
    options.on === undefined ? ['_id'] : Array.isArray(options.on) ? options.on : [options.on];
  const { store } = call.state;
  const collection = store.demand(db, name);
  const unique = collection.indexes.some(
    (index) =>
      index.unique &&
      !index.partial &&
      index.parts.length === on.length &&
      index.parts.every(({ field }) => on.includes(field)),
  );
  if (!unique)
    throw new ServerError(51183, 'Cannot find index to verify that join fields will be unique');
  const lets = Object.entries((variables ?? { new: '$$ROOT' }) as Document).map(
    ([key, value]) => [key, compileExpression(value)] as const,
  );
  const bypass = call.command.bypassDocumentValidation === true;
  for (const document of results) {
    const q: Document = {};
    for (const field of on) {
      const value = fieldPath(document, field.split('.'));
      if (field !== '_id' && (value === undefined || value === null || Array.isArray(value))) {
        throw new ServerError(
          51132,
          "$merge write error: 'on' field cannot be missing, null, undefined or an array",
        );
      }
      q[field] = value === undefined ? undefined : { $eq: value };
    }
    const known =
      q._id === undefined && on.includes('_id') ? undefined : findBy(collection, on, document);
    if (!known) {
      if (whenNotMatched === 'fail')
        throw new ServerError(
          13113,
          '$merge could not find a matching document in the target collection for at least one document in the source collection',
        );
      if (whenNotMatched === 'insert') await insertOne(call, () => collection, document, bypass);
      continue;
    }
    if (whenMatched === 'keepExisting') continue;
    if (whenMatched === 'fail') {
      await insertOne(call, () => collection, document, bypass);
      continue;
    }
    const id = { _id: { $eq: known._id } };
    if (Array.isArray(whenMatched)) {
      const values: Document = {};
      for (const [key, expression] of lets)
        values[key] = expression({ ...context.scope, root: document });
      const scope = withVariables(context.scope, values);
      const [after] = finish(runStages([known], whenMatched, { ...context, scope }), call);
      await update(call, () => collection, { q: id, u: { ...after, _id: known._id }, bypass });
    } else if (whenMatched === 'replace') {
      await update(call, () => collection, { q: id, u: { ...document, _id: known._id }, bypass });
    } else {
      const { _id, ...fields } = document;
      await update(call, () => collection, {
        q: id,
        u: { ...known, ...fields, _id: known._id },
        bypass,
      });
    }
  }
}

function findBy(collection: Collection, on: string[], document: Document): Document | undefined {
  const index = collection.indexes.find(
    (item) =>
      item.unique &&
      item.parts.length === on.length &&
      item.parts.every(({ field }) => on.includes(field)),
  )!;
  const values = index.parts.map(({ path }) => fieldPath(document, path) ?? null);
  for (const holder of index.holders(values)) return collection.get(holder.key);
  return undefined;
}
