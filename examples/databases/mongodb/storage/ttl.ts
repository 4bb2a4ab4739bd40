import { toNumber } from '../query/numbers.ts';
import { keyValues } from '../query/paths.ts';
import { type Store } from './store.ts';
import { Blocked } from './transaction.ts';

/**
 * Deletes documents whose time is over. https://www.mongodb.com/docs/manual/core/index-ttl/
 * The server's monitor sleeps for 60 seconds; this one for one, so that the effect can be seen.
 */
export function expire(store: Store, now = Date.now()): number {
  let deleted = 0;
  for (const collections of store.databases.values()) {
    for (const collection of collections.values()) {
      for (const index of collection.indexes) {
        const seconds = index.spec.expireAfterSeconds;
        const path = index.parts[0]?.path;
        if (seconds === undefined || !path) continue;
        const limit = now - toNumber(seconds) * 1000;
        for (const record of [...collection.records.values()]) {
          const document = record.version.document;
          if (!document || (index.partial && !index.partial(document))) continue;
          // Of several dates the earliest counts; a document without one never expires.
          const dates = keyValues(document, path).filter((value) => value instanceof Date);
          if (!dates.length || Math.min(...dates.map((date) => date.getTime())) > limit) continue;
          try {
            store.write(collection, record.key, undefined, {
              type: 'delete',
              id: document._id,
              before: document,
            });
            deleted++;
          } catch (error) {
            // A transaction holds it: next time.
            if (!(error instanceof Blocked)) throw error;
          }
        }
      }
    }
  }
  return deleted;
}
