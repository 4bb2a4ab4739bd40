import { ServerError } from '../errors.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import { equal, isDocument, show, type Document, type Value } from '../query/values.ts';
import { parseCollation } from '../query/collation.ts';
import { compileFilter } from '../query/match.ts';
import { type Collection } from '../storage/collection.ts';
import { duplicateKey } from '../storage/store.ts';
import { Index } from '../storage/index.ts';
import { collectionName, unblocked, type Command } from './context.ts';
import { firstBatch, listSource } from './cursors.ts';

const options = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'background',
  'expireAfterSeconds',
  'partialFilterExpression',
  'collation',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'hidden',
  'wildcardProjection',
  'storageEngine',
  'ns',
  'dropDups',
  'clustered',
  'prepareUnique',
]);

function checkSpec(spec: Document, inherited: Document | undefined): Document {
  if (!isDocument(spec.key) || Object.keys(spec.key).length === 0)
    throw new ServerError('CannotCreateIndex', 'Index keys cannot be an empty object');
  if (typeof spec.name !== 'string' || !spec.name)
    throw new ServerError(
      'FailedToParse',
      `The 'name' field is a required property of an index specification`,
    );
  for (const option of Object.keys(spec)) {
    if (!options.has(option)) {
      throw new ServerError(
        'InvalidIndexSpecificationOption',
        `Error in specification ${show(spec)} :: caused by :: The field '${option}' is not valid for an index specification. Specification: ${show(spec)}`,
      );
    }
  }
  for (const [field, kind] of Object.entries(spec.key as Document)) {
    if (field === '' || field.split('.').includes(''))
      throw new ServerError('CannotCreateIndex', 'Index keys cannot contain an empty field.');
    if (field.startsWith('$') && field !== '$**')
      throw new ServerError(
        'CannotCreateIndex',
        `Index key contains an illegal field name: field name starts with '$'.`,
      );
    if (isNumeric(kind) ? toNumber(kind) === 0 : typeof kind !== 'string') {
      throw new ServerError(
        'CannotCreateIndex',
        `Values in v:2 index key pattern cannot be of type ${typeof kind}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    }
    if (kind === 'hashed' && spec.unique === true)
      throw new ServerError(
        'CannotCreateIndex',
        'Currently hashed indexes cannot guarantee uniqueness. Use a regular index.',
      );
  }
  const { expireAfterSeconds: seconds } = spec;
  if (seconds !== undefined) {
    if (!isNumeric(seconds))
      throw new ServerError(
        'CannotCreateIndex',
        `TTL index 'expireAfterSeconds' option must be numeric`,
      );
    if (toNumber(seconds) < 0 || toNumber(seconds) > 2147483647)
      throw new ServerError(
        'CannotCreateIndex',
        `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number.`,
      );
    if (Object.keys(spec.key).length !== 1)
      throw new ServerError(
        'CannotCreateIndex',
        'TTL indexes are single-field indexes, compound indexes do not support TTL',
      );
  }
  if (spec.partialFilterExpression !== undefined) {
    if (spec.sparse === true)
      throw new ServerError(
        'CannotCreateIndex',
        'cannot mix "partialFilterExpression" and "sparse" options',
      );
    compileFilter(spec.partialFilterExpression);
    refuseUnindexable(spec.partialFilterExpression);
  }
  const stored: Document = { v: 2, key: spec.key, name: spec.name };
  for (const key of ['unique', 'sparse', 'hidden']) if (spec[key] === true) stored[key] = true;
  for (const key of ['background', 'expireAfterSeconds', 'partialFilterExpression'])
    if (spec[key] !== undefined) stored[key] = spec[key];
  const collation = parseCollation(spec.collation ?? inherited);
  if (collation) stored.collation = collation.spec;
  const texts = Object.keys(spec.key).filter((field) => spec.key[field] === 'text');
  if (texts.length) {
    const others = Object.entries(spec.key as Document).filter(([, kind]) => kind !== 'text');
    stored.key = { ...Object.fromEntries(others), _fts: 'text', _ftsx: 1 };
    stored.weights = {
      ...Object.fromEntries(texts.map((field) => [field, 1])),
      ...(spec.weights ?? {}),
    };
    stored.default_language = spec.default_language ?? 'english';
    stored.language_override = spec.language_override ?? 'language';
    stored.textIndexVersion = 3;
  }
  if (Object.values(spec.key).includes('2dsphere')) stored['2dsphereIndexVersion'] = 3;
  return stored;
}

/** https://www.mongodb.com/docs/manual/core/index-partial/ lists what a filter may be made of. */
function refuseUnindexable(filter: Document): void {
  for (const [key, value] of Object.entries(filter)) {
    if (key === '$and' || key === '$or') {
      for (const clause of value as Document[]) refuseUnindexable(clause);
      continue;
    }
    const bad = key.startsWith('$')
      ? key
      : isDocument(value)
        ? Object.keys(value).find(
            (name) =>
              name.startsWith('$') &&
              ![
                '$eq',
                '$exists',
                '$gt',
                '$gte',
                '$lt',
                '$lte',
                '$type',
                '$in',
                '$geoWithin',
                '$geoIntersects',
              ].includes(name),
          )
        : undefined;
    if (bad || (isDocument(value) && value.$exists === false)) {
      throw new ServerError(
        'CannotCreateIndex',
        `Expression not supported in partial index: ${bad ?? '$not'}`,
      );
    }
  }
}

export const indexCommands: Record<string, Command> = {
  createIndexes: async (call) => {
    const { state, command, db, transaction } = call;
    const name = collectionName(call);
    const specs = command.indexes as Document[];
    if (!Array.isArray(specs) || specs.length === 0)
      throw new ServerError('BadValue', 'Must specify at least one index to create');
    let known = state.store.find(db, name, transaction);
    if (known?.options.viewOn)
      throw new ServerError(
        'CommandNotSupportedOnView',
        `Namespace ${db}.${name} is a view, not a collection`,
      );
    if (transaction && known && known.size(transaction) > 0) {
      throw new ServerError(
        'OperationNotSupportedInTransaction',
        `Cannot create new indexes on non-empty collection ${db}.${name} in a multi-document transaction.`,
      );
    }
    // Everything is checked before anything is made.
    const inherited = known?.options.collation as Document | undefined;
    const stored = specs.map((spec) => ({ spec, stored: checkSpec(spec, inherited) }));
    const created = !known;
    return unblocked(call, () => {
      known ??= state.store.demand(db, name, transaction);
      const collection = known;
      if (transaction && created) transaction.explicit.add(collection);
      const before = collection.indexes.length;
      const made: Index[] = [];
      try {
        for (const item of stored) {
          if (conflicts(collection, item.stored)) continue;
          if (item.stored.key._fts && collection.indexes.some(({ text }) => text)) {
            throw new ServerError(
              'IndexOptionsConflict',
              `An equivalent index already exists with a different name and options. Requested index: ${show(item.stored)}`,
            );
          }
          made.push(build(collection, item.stored, item.spec.key));
        }
      } catch (error) {
        collection.indexes = collection.indexes.filter((index) => !made.includes(index));
        if (created && !transaction) state.store.remove(collection, true);
        throw error;
      }
      for (const index of made) {
        state.store.log.append(
          {
            type: 'createIndexes',
            db,
            collection: name,
            details: { operationDescription: { indexes: [index.spec] } },
          },
          state.store.clock.tick(),
        );
      }
      return {
        numIndexesBefore: before,
        numIndexesAfter: collection.indexes.length,
        createdCollectionAutomatically: created,
        ...(made.length ? {} : { note: 'all indexes already exist' }),
      };
    });
  },
  listIndexes: (call) => {
    const { state, db, command, session, transaction, signal } = call;
    const name = collectionName(call);
    const collection = state.store.find(db, name, transaction);
    if (!collection) throw new ServerError('NamespaceNotFound', `ns does not exist: ${db}.${name}`);
    if (collection.options.viewOn)
      throw new ServerError(
        'CommandNotSupportedOnView',
        `Namespace ${db}.${name} is a view, not a collection`,
      );
    const { batchSize } = (command.cursor ?? {}) as Document;
    return firstBatch(state.cursors, {
      namespace: `${db}.${name}`,
      source: listSource(collection.indexes.map(({ spec }) => spec)),
      batchSize: batchSize === undefined ? undefined : toNumber(batchSize),
      session,
      transaction,
      signal,
    });
  },
  dropIndexes: (call) => {
    const { state, db, command } = call;
    const name = collectionName(call);
    const collection = state.store.find(db, name);
    if (!collection) throw new ServerError('NamespaceNotFound', `ns not found ${db}.${name}`);
    const nIndexesWas = collection.indexes.length;
    const wanted: Value[] = Array.isArray(command.index) ? command.index : [command.index];
    const gone = new Set<Index>();
    for (const which of wanted) {
      if (which === '*') {
        collection.indexes.slice(1).forEach((index) => gone.add(index));
        continue;
      }
      const found = collection.indexes.find((index) =>
        typeof which === 'string'
          ? index.name === which
          : isDocument(which) && show(index.spec.key) === show(which),
      );
      if (!found) {
        throw typeof which === 'string'
          ? new ServerError('IndexNotFound', `index not found with name [${which}]`)
          : new ServerError('IndexNotFound', `can't find index with key: ${show(which)}`);
      }
      if (found.name === '_id_') throw new ServerError('InvalidOptions', 'cannot drop _id index');
      gone.add(found);
    }
    collection.indexes = collection.indexes.filter((index) => !gone.has(index));
    for (const index of gone) {
      state.store.log.append(
        {
          type: 'dropIndexes',
          db,
          collection: name,
          details: { operationDescription: { indexes: [index.spec] } },
        },
        state.store.clock.tick(),
      );
    }
    return { nIndexesWas };
  },
};

/** Whether the same index is there already; one that only shares its name or its keys is an error. */
function conflicts(collection: Collection, spec: Document): boolean {
  for (const { spec: known } of collection.indexes) {
    const sameKey =
      show(known.key) === show(spec.key) &&
      equal(known.collation, spec.collation) &&
      equal(known.partialFilterExpression, spec.partialFilterExpression);
    const sameOptions =
      ['unique', 'sparse', 'expireAfterSeconds'].every((option) =>
        equal(known[option], spec[option]),
      ) || known.name === '_id_';
    if (known.name === spec.name || (known.name === '_id_' && sameKey)) {
      if (sameKey && sameOptions) return true;
      throw new ServerError(
        sameKey ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${show(spec)}, existing index: ${show(known)}`,
      );
    }
    if (sameKey && !spec.key._fts) {
      throw new ServerError(
        'IndexOptionsConflict',
        sameOptions
          ? `Index already exists with a different name: ${known.name}`
          : `An equivalent index already exists with a different name and options. Requested index: ${show(spec)}, existing index: ${show(known)}`,
      );
    }
  }
  return false;
}

function build(collection: Collection, stored: Document, key: Document): Index {
  // Text indexes are stored under the server's names for their parts, and made by the fields' own.
  const make = { ...stored, key };
  const index = new Index(make);
  for (const record of collection.records.values()) {
    const document = record.version.document;
    if (!document) continue;
    if (index.unique) {
      for (const values of index.keys(document)) {
        for (const holder of index.holders(values)) {
          if (holder.key !== record.key) throw duplicateKey(collection, index, values);
        }
      }
    }
    index.add(record, document);
  }
  Object.assign(index.spec, stored);
  collection.indexes.push(index);
  return index;
}
