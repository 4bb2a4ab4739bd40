import { calculateObjectSize } from 'bson';
import { ServerError } from '../errors.ts';
import { compileFilter } from '../query/match.ts';
import { explainSchema } from '../query/json-schema.ts';
import { isNumeric, toNumber } from '../query/numbers.ts';
import {
  getField,
  hasField,
  isDocument,
  show,
  typeName,
  type Document,
  type Value,
} from '../query/values.ts';
import { ChangeLog, type Change } from './changes.ts';
import { Clock } from './clock.ts';
import { Collection } from './collection.ts';
import { type Index } from './index.ts';
import { Blocked, Transaction } from './transaction.ts';

export const MAX_DOCUMENT = 16 * 1024 * 1024;

const conflict = (): ServerError =>
  new ServerError(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { labels: ['TransientTransactionError'] },
  );

/** All databases, and the one way by which documents are written. */
export class Store {
  readonly databases = new Map<string, Map<string, Collection>>();
  readonly clock = new Clock();
  readonly log = new ChangeLog();
  readonly transactions = new Set<Transaction>();
  #commit = 0;

  find(db: string, name: string, transaction?: Transaction): Collection | undefined {
    return transaction?.created.get(`${db}.${name}`) ?? this.databases.get(db)?.get(name);
  }

  /** The collection for a write, which creates it. */
  demand(db: string, name: string, transaction?: Transaction): Collection {
    const known = this.find(db, name, transaction);
    if (known) {
      if (known.options.viewOn)
        throw new ServerError(
          'CommandNotSupportedOnView',
          `Namespace ${known.namespace} is a view, not a collection`,
        );
      return known;
    }
    const collection = new Collection(db, name);
    if (transaction) {
      checkName(db, name);
      transaction.created.set(collection.namespace, collection);
    } else this.add(collection);
    return collection;
  }

  add(collection: Collection): void {
    const { db, name } = collection;
    checkName(db, name);
    let collections = this.databases.get(db);
    if (!collections) {
      const other = [...this.databases.keys()].find(
        (known) => known.toLowerCase() === db.toLowerCase(),
      );
      if (other) {
        throw new ServerError(
          13297,
          `db already exists with different case already have: [${other}] trying to create [${db}]`,
        );
      }
      this.databases.set(db, (collections = new Map()));
    }
    collections.set(name, collection);
    this.log.append(
      {
        type: 'create',
        db,
        collection: name,
        details: { operationDescription: { idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } } },
      },
      this.clock.tick(),
    );
  }

  remove(collection: Collection, silent = false): void {
    const { db, name } = collection;
    const collections = this.databases.get(db);
    if (collections?.get(name) !== collection) return;
    collections.delete(name);
    if (collections.size === 0) this.databases.delete(db);
    if (!silent) this.log.append({ type: 'drop', db, collection: name }, this.clock.tick());
  }

  begin(): Transaction {
    const transaction = new Transaction(this.#commit, this.clock.now());
    this.transactions.add(transaction);
    return transaction;
  }

  abort(transaction: Transaction): void {
    if (transaction.state !== 'open') return;
    transaction.state = 'aborted';
    this.#end(transaction);
  }

  commit(transaction: Transaction): void {
    if (transaction.state !== 'open') return;
    transaction.state = 'committed';
    this.transactions.delete(transaction);
    for (const collection of transaction.created.values()) {
      if (
        (transaction.explicit.has(collection) || transaction.writes.get(collection)?.size) &&
        !this.find(collection.db, collection.name)
      )
        this.add(collection);
    }
    const at = ++this.#commit;
    for (const [made, writes] of transaction.writes) {
      // Another client may have created the same collection meanwhile.
      const collection = this.find(made.db, made.name) ?? made;
      for (const [key, document] of writes)
        collection.put(key, document, at, this.transactions.size > 0);
    }
    const time = this.clock.tick();
    for (const change of transaction.changes) this.log.append(change, time);
    this.#end(transaction);
  }

  #end(transaction: Transaction): void {
    this.transactions.delete(transaction);
    const oldest = Math.min(
      this.#commit,
      ...[...this.transactions].map(({ snapshot }) => snapshot),
    );
    for (const collections of this.databases.values()) {
      for (const collection of collections.values()) collection.prune(oldest);
    }
    transaction.finish();
  }

  /** Writes or deletes one document, with all that is checked first. */
  write(
    collection: Collection,
    key: string,
    document: Document | undefined,
    change: Omit<Change, 'db' | 'collection'>,
    transaction?: Transaction,
    bypassValidation = false,
  ): void {
    this.#checkConflict(collection, key, transaction);
    if (document) {
      if (calculateObjectSize(document) > MAX_DOCUMENT) {
        throw change.type === 'insert'
          ? new ServerError(
              'BadValue',
              `object to insert too large. size in bytes: ${calculateObjectSize(document)}, max size: ${MAX_DOCUMENT}`,
            )
          : new ServerError(
              17419,
              `Resulting document after update is larger than ${MAX_DOCUMENT}`,
            );
      }
      if (!bypassValidation) validate(collection, document, change.before);
      this.#checkUnique(collection, key, document, transaction);
    }
    const logged: Change = {
      ...change,
      uuid: collection.uuid,
      db: collection.db,
      collection: collection.name,
      preImages: collection.options.changeStreamPreAndPostImages?.enabled === true,
    };
    if (transaction) {
      transaction.record(collection, key, document);
      transaction.changes.push(logged);
      return;
    }
    collection.put(key, document, ++this.#commit, this.transactions.size > 0);
    this.log.append(logged, this.clock.tick());
    if (collection.options.capped && document) this.#cap(collection);
  }

  #checkConflict(collection: Collection, key: string, transaction?: Transaction): void {
    if (this.transactions.size === 0) return;
    for (const other of this.transactions) {
      if (other === transaction) continue;
      for (const [written, writes] of other.writes) {
        if (written.namespace !== collection.namespace || !writes.has(key)) continue;
        if (transaction) throw conflict();
        throw new Blocked(other.finished);
      }
    }
    const record = collection.records.get(key);
    if (transaction && record && record.version.at > transaction.snapshot) throw conflict();
  }

  #checkUnique(
    collection: Collection,
    key: string,
    document: Document,
    transaction?: Transaction,
  ): void {
    const own = transaction?.writes.get(collection);
    for (const index of collection.indexes) {
      // The keys are made for every index, since a document may have none that the index can hold.
      const keys = index.keys(document);
      if (!index.unique || index.name === '_id_') continue;
      for (const values of keys) {
        for (const holder of index.holders(values)) {
          if (holder.key === key) continue;
          const now = own?.has(holder.key) ? own.get(holder.key) : undefined;
          if (own?.has(holder.key) && !holds(index, now, values)) continue;
          this.#waitForOther(collection, holder.key, transaction);
          throw duplicateKey(collection, index, values);
        }
      }
      for (const other of this.transactions) {
        for (const [written, writes] of other.writes) {
          if (written.namespace !== collection.namespace) continue;
          for (const [otherKey, pending] of writes) {
            if (otherKey === key || !pending) continue;
            if (!keys.some((values) => holds(index, pending, values))) continue;
            if (other === transaction) throw duplicateKey(collection, index, keys[0]!);
            if (transaction) throw conflict();
            throw new Blocked(other.finished);
          }
        }
      }
    }
  }

  /** Whether the holder of a key is about to go is known when its transaction has ended. */
  #waitForOther(collection: Collection, key: string, transaction?: Transaction): void {
    if (transaction) return;
    for (const other of this.transactions) {
      if (other.writes.get(collection)?.has(key)) throw new Blocked(other.finished);
    }
  }

  /** A capped collection drops its oldest documents. */
  #cap(collection: Collection): void {
    const max = collection.options.max === undefined ? Infinity : toNumber(collection.options.max);
    const size = isNumeric(collection.options.size) ? toNumber(collection.options.size) : Infinity;
    let bytes = 0;
    if (size < Infinity)
      for (const item of collection.documents()) bytes += calculateObjectSize(item);
    for (const record of [...collection.records.values()]) {
      if (collection.count <= max && bytes <= size) break;
      if (!record.version.document) continue;
      bytes -= calculateObjectSize(record.version.document);
      collection.put(record.key, undefined, ++this.#commit, this.transactions.size > 0);
    }
  }
}

const holds = (index: Index, document: Document | undefined, values: Value[]): boolean =>
  !!document && index.keys(document).some((key) => index.keyText(key) === index.keyText(values));

export function duplicateKey(collection: Collection, index: Index, values: Value[]): ServerError {
  const keyValue: Document = {};
  index.parts.forEach(({ field }, i) => (keyValue[field] = values[i] ?? null));
  const collation = index.collation ? ` collation: ${show(index.collation.spec)}` : '';
  return new ServerError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name}${collation} dup key: ${show(keyValue)}`,
    { fields: { keyPattern: index.spec.key, keyValue } },
  );
}

function checkName(db: string, name: string): void {
  const bad = (): ServerError =>
    new ServerError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  if (!db || db.length > 63 || /[/\\. "$\0]/.test(db)) throw bad();
  if (!name || name.includes('\0') || name.startsWith('.') || name.endsWith('.')) throw bad();
  if (name.includes('$'))
    throw new ServerError('InvalidNamespace', `Invalid collection name: ${name}`);
  if (Buffer.byteLength(`${db}.${name}`) > 255) throw bad();
}

export function checkStorable(document: Document): void {
  if (!hasField(document, '_id')) return;
  const id = getField(document, '_id');
  const type = typeName(id);
  if (type === 'array' || type === 'regex') {
    throw new ServerError('InvalidIdField', `The '_id' value cannot be of type ${type}`);
  }
  if (isDocument(id)) {
    const bad = Object.keys(id).find((name) => name.startsWith('$'));
    if (bad)
      throw new ServerError(
        'DollarPrefixedFieldName',
        `_id fields may not contain '$'-prefixed fields: ${bad} is not valid for storage.`,
      );
  }
}

/** https://www.mongodb.com/docs/manual/core/schema-validation/ */
function validate(collection: Collection, document: Document, before?: Document): void {
  const { validator, validationAction = 'error', validationLevel = 'strict' } = collection.options;
  if (!validator || Object.keys(validator).length === 0 || validationLevel === 'off') return;
  if (validationAction === 'warn') return;
  const matcher = compileFilter(validator);
  if (matcher(document)) return;
  // With "moderate", a document that was invalid already may stay so.
  if (validationLevel === 'moderate' && before && !matcher(before)) return;
  let details: Document = {
    operatorName: Object.keys(validator)[0]!,
    specifiedAs: validator,
    reason: 'expression did not match',
  };
  if (isDocument(validator.$jsonSchema)) {
    details = explainSchema(validator.$jsonSchema)(document) ?? details;
  }
  throw new ServerError('DocumentValidationFailure', 'Document failed validation', {
    fields: { errInfo: { failingDocumentId: document._id, details } },
  });
}
