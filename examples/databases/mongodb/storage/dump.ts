import { decode, encode, type Document } from '../query/values.ts';
import { Collection } from './collection.ts';
import { type Store } from './store.ts';

/** What stands in front of a collection's documents. */
interface Header {
  db: string;
  name: string;
  options: Document;
  indexes: Document[];
  count: number;
}

/** All that is committed: for each collection a header, then its documents, as BSON after BSON. */
export function dump(store: Store): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const collections of store.databases.values()) {
    for (const { db, name, options, indexes, count, records } of collections.values()) {
      const header: Header = { db, name, options, indexes: indexes.map(({ spec }) => spec), count };
      parts.push(encode({ ...header }));
      for (const { version } of records.values())
        if (version.document) parts.push(encode(version.document));
    }
  }
  return Buffer.concat(parts);
}

/** Fills an empty store with what `dump` gave. */
export function restore(store: Store, bytes: Uint8Array): void {
  try {
    load(store, bytes);
  } catch (error) {
    throw new Error(
      'The kept data (mongodb.bson) cannot be read: put the file away to start without it',
      { cause: error },
    );
  }
}

function load(store: Store, bytes: Uint8Array): void {
  let at = 0;
  const next = (): Document => {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    const document = bytes.subarray(at, at + view.getInt32(0, true));
    at += document.length;
    return decode(document);
  };
  while (at < bytes.length) {
    const { db, name, options, indexes, count } = next() as unknown as Header;
    const collection = new Collection(db, name, options);
    for (let i = 0; i < count; i++) {
      const document = next();
      collection.put(collection.key(document._id), document, 0, false);
    }
    collection.indexes = [];
    for (const spec of indexes) collection.addIndex(spec);
    store.add(collection);
  }
}
