import { ServerError } from '../errors.ts';
import { checkPipeline } from '../pipeline/index.ts';
import { parseCollation } from '../query/collation.ts';
import { compileFilter } from '../query/match.ts';
import { isNumeric, toNumber, integer } from '../query/numbers.ts';
import { clone, equal, hasField, isDocument, type Document } from '../query/values.ts';
import { Collection } from '../storage/collection.ts';
import { encode } from '../query/values.ts';
import { collectionName, documentField, type Command } from './context.ts';
import { firstBatch, listSource } from './cursors.ts';
import { generic } from './generic.ts';

const kept = [
  'capped',
  'size',
  'max',
  'validator',
  'validationLevel',
  'validationAction',
  'viewOn',
  'pipeline',
  'collation',
  'changeStreamPreAndPostImages',
];
const known = new Set([
  ...kept,
  'create',
  'autoIndexId',
  'idIndex',
  'storageEngine',
  'indexOptionDefaults',
  'expireAfterSeconds',
  'clusteredIndex',
  'timeseries',
  'encryptedFields',
  'temp',
  'flags',
]);

function optionsOf(command: Document): Document {
  const options: Document = {};
  for (const key of kept) if (command[key] !== undefined) options[key] = command[key];
  for (const key of Object.keys(command)) {
    if (!known.has(key) && !generic.has(key) && !key.startsWith('$'))
      throw new ServerError(40415, `BSON field 'create.${key}' is an unknown field.`);
  }
  if (command.timeseries !== undefined)
    throw new ServerError('NotImplemented', 'time series collections are not supported');
  if (command.encryptedFields !== undefined)
    throw new ServerError('NotImplemented', 'encrypted collections are not supported');
  if (command.clusteredIndex !== undefined)
    throw new ServerError('NotImplemented', 'clustered collections are not supported');
  if (options.capped === true && !isNumeric(options.size))
    throw new ServerError('InvalidOptions', "the 'size' field is required when 'capped' is true");
  if (options.capped !== true && (options.size !== undefined || options.max !== undefined)) {
    throw new ServerError(
      'InvalidOptions',
      "the 'capped' field needs to be true when either the 'size' or 'max' fields are present",
    );
  }
  if (options.viewOn !== undefined) checkPipeline(options.pipeline ?? [], true);
  checkValidator(options);
  const collation = parseCollation(options.collation);
  if (collation) options.collation = collation.spec;
  else delete options.collation;
  return options;
}

function checkValidator({ validator, validationLevel, validationAction }: Document): void {
  if (validator !== undefined) {
    if (!isDocument(validator))
      throw new ServerError(
        'TypeMismatch',
        "BSON field 'create.validator' is the wrong type, expected type 'object'",
      );
    compileFilter(validator);
  }
  if (validationLevel !== undefined && !['off', 'strict', 'moderate'].includes(validationLevel)) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${validationLevel}' for field 'validationLevel' is not a valid value.`,
    );
  }
  if (
    validationAction !== undefined &&
    !['error', 'warn', 'errorAndLog'].includes(validationAction)
  ) {
    throw new ServerError(
      'BadValue',
      `Enumeration value '${validationAction}' for field 'validationAction' is not a valid value.`,
    );
  }
}

const split = (namespace: string): [string, string] => {
  const at = namespace.indexOf('.');
  return [namespace.slice(0, at), namespace.slice(at + 1)];
};

const bytesOf = (collection: Collection): number => {
  let bytes = 0;
  for (const document of collection.documents()) bytes += encode(document).length;
  return bytes;
};

export const adminCommands: Record<string, Command> = {
  create: (call) => {
    const { state, db, command, transaction } = call;
    const name = collectionName(call);
    const options = optionsOf(command);
    const existing = state.store.find(db, name, transaction);
    if (existing) {
      // The same once more is no error.
      if (equal(existing.options, options)) return {};
      throw new ServerError('NamespaceExists', `Collection ${db}.${name} already exists.`);
    }
    const collection = new Collection(db, name, options);
    if (options.viewOn) collection.indexes = [];
    if (transaction) {
      transaction.created.set(collection.namespace, collection);
      transaction.explicit.add(collection);
    } else state.store.add(collection);
    return {};
  },
  collMod: (call) => {
    const { state, db, command } = call;
    const collection = state.store.find(db, collectionName(call));
    if (!collection)
      throw new ServerError(
        'NamespaceNotFound',
        `ns does not exist: ${db}.${collectionName(call)}`,
      );
    checkValidator(command);
    const changes = [
      'validator',
      'validationLevel',
      'validationAction',
      'changeStreamPreAndPostImages',
      'viewOn',
      'pipeline',
    ];
    for (const key of Object.keys(command)) {
      if (
        !['collMod', 'index', ...changes].includes(key) &&
        !generic.has(key) &&
        !key.startsWith('$')
      ) {
        throw new ServerError('NotImplemented', `collMod: ${key} is not supported`);
      }
    }
    const options: Document = { ...collection.options };
    for (const key of changes) if (command[key] !== undefined) options[key] = command[key];
    collection.options = options;
    const spec = documentField(command, 'index');
    state.store.log.append(
      {
        type: 'modify',
        db,
        collection: collection.name,
        details: { operationDescription: spec ? { index: spec } : options },
      },
      state.store.clock.tick(),
    );
    if (!spec) return {};
    for (const key of Object.keys(spec)) {
      if (!['name', 'keyPattern', 'expireAfterSeconds', 'hidden'].includes(key)) {
        throw new ServerError('NotImplemented', `collMod: index.${key} is not supported`);
      }
    }
    const index = collection.indexes.find(
      ({ name, spec: { key } }) => name === spec.name || equal(key, spec.keyPattern),
    );
    if (!index)
      throw new ServerError(
        'IndexNotFound',
        `cannot find index ${spec.name ?? JSON.stringify(spec.keyPattern)} for ns ${db}.${collection.name}`,
      );
    const answer: Document = {};
    if (spec.expireAfterSeconds !== undefined) {
      if (index.spec.expireAfterSeconds !== undefined)
        answer.expireAfterSeconds_old = index.spec.expireAfterSeconds;
      index.spec.expireAfterSeconds = answer.expireAfterSeconds_new = spec.expireAfterSeconds;
    }
    if (spec.hidden !== undefined) {
      answer.hidden_old = index.spec.hidden === true;
      index.spec.hidden = answer.hidden_new = spec.hidden;
    }
    return answer;
  },
  drop: (call) => {
    const { state, db } = call;
    const name = collectionName(call);
    const collection = state.store.find(db, name);
    if (!collection) return {};
    state.store.remove(collection);
    state.cursors.killWhere(
      (cursor) => cursor.namespace === `${db}.${name}` && !cursor.source.token,
    );
    return { nIndexesWas: collection.indexes.length, ns: `${db}.${name}` };
  },
  dropDatabase: ({ state, db }) => {
    const collections = [...(state.store.databases.get(db)?.values() ?? [])];
    if (!collections.length) return {};
    for (const collection of collections) state.store.remove(collection);
    state.store.log.append({ type: 'dropDatabase', db, collection: '' }, state.store.clock.tick());
    return { dropped: db };
  },
  renameCollection: ({ state, command }) => {
    const { store } = state;
    const [from, to] = [split(command.renameCollection), split(command.to)];
    const collection = store.find(...from);
    if (!collection)
      throw new ServerError(
        'NamespaceNotFound',
        `Source collection ${command.renameCollection} does not exist`,
      );
    if (command.renameCollection === command.to)
      throw new ServerError('IllegalOperation', "Can't rename a collection to itself");
    const target = store.find(...to);
    if (target && command.dropTarget !== true)
      throw new ServerError('NamespaceExists', 'target namespace exists');
    if (target) store.remove(target, true);
    store.remove(collection, true);
    [collection.db, collection.name] = to;
    store.add(collection);
    store.log.append(
      {
        type: 'rename',
        db: from[0],
        collection: from[1],
        details: { to: { db: to[0], coll: to[1] }, ...(target ? { dropTarget: target.uuid } : {}) },
      },
      store.clock.tick(),
    );
    return {};
  },
  listCollections: ({ state, db, command, session, transaction, signal }) => {
    const filter = compileFilter(documentField(command, 'filter') ?? {});
    const list = [...(state.store.databases.get(db)?.values() ?? [])].map(
      (collection): Document => {
        const view = collection.options.viewOn !== undefined;
        const type = view ? 'view' : 'collection';
        if (command.nameOnly === true) return { name: collection.name, type };
        return {
          name: collection.name,
          type,
          options: clone(collection.options),
          info: view ? { readOnly: true } : { readOnly: false, uuid: collection.uuid },
          ...(view ? {} : { idIndex: collection.indexes[0]!.spec }),
        };
      },
    );
    const { batchSize } = (command.cursor ?? {}) as Document;
    return firstBatch(state.cursors, {
      namespace: `${db}.$cmd.listCollections`,
      source: listSource(list.filter((item) => filter(item))),
      batchSize: batchSize === undefined ? undefined : toNumber(batchSize),
      session,
      transaction,
      signal,
    });
  },
  listDatabases: ({ state, command, db }) => {
    if (db !== 'admin')
      throw new ServerError(13, 'listDatabases may only be run against the admin database.');
    const filter = compileFilter(documentField(command, 'filter') ?? {});
    const databases = [...state.store.databases]
      .map(([name, collections]): Document => {
        if (command.nameOnly === true) return { name };
        let bytes = 0;
        for (const collection of collections.values()) bytes += bytesOf(collection);
        return { name, sizeOnDisk: BigInt(bytes), empty: bytes === 0 };
      })
      .filter((item) => filter(item))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (command.nameOnly === true) return { databases };
    const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum + (sizeOnDisk as bigint), 0n);
    return { databases, totalSize, totalSizeMb: totalSize / 1048576n };
  },
  dbStats: ({ state, db }) => {
    const collections = [...(state.store.databases.get(db)?.values() ?? [])];
    const views = collections.filter(({ options }) => options.viewOn !== undefined).length;
    const objects = collections.reduce((sum, { count }) => sum + count, 0);
    const dataSize = collections.reduce((sum, collection) => sum + bytesOf(collection), 0);
    return {
      db,
      collections: collections.length - views,
      views,
      objects: integer(objects),
      avgObjSize: objects ? dataSize / objects : 0,
      dataSize,
      storageSize: dataSize,
      indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
      indexSize: 0,
      totalSize: dataSize,
      scaleFactor: 1,
    };
  },
  collStats: (call) => {
    const name = collectionName(call);
    const collection = call.state.store.find(call.db, name);
    const count = collection?.count ?? 0;
    const size = collection ? bytesOf(collection) : 0;
    return {
      ns: `${call.db}.${name}`,
      count,
      size,
      ...(count ? { avgObjSize: Math.floor(size / count) } : {}),
      storageSize: size,
      nindexes: collection?.indexes.length ?? 0,
      indexSizes: Object.fromEntries((collection?.indexes ?? []).map((index) => [index.name, 0])),
      capped: hasField(collection?.options ?? {}, 'capped'),
      scaleFactor: 1,
    };
  },
  validate: (call) => {
    const name = collectionName(call);
    const collection = call.state.store.find(call.db, name);
    if (!collection)
      throw new ServerError(
        'NamespaceNotFound',
        `Collection '${call.db}.${name}' does not exist to validate.`,
      );
    return {
      ns: `${call.db}.${name}`,
      nInvalidDocuments: 0,
      nrecords: collection.count,
      nIndexes: collection.indexes.length,
      valid: true,
      warnings: [],
      errors: [],
    };
  },
};
