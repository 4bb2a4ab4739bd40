/** All committed data as bytes, from which a later server starts. */
import { deserialize, serialize } from 'node:v8';
import type { Catalog } from './catalog.ts';
import type { Store } from './store.ts';

/** Goes up with each change of the shape below, or of what the catalog holds. */
const FORMAT = 1;

interface Saved {
  format: number;
  schemas: Catalog['schemas'];
  tablesMade: number;
  /** As SQLite writes it. */
  data: Uint8Array;
}

export function save({ schemas, tablesMade }: Catalog, store: Store): Uint8Array {
  const saved: Saved = { format: FORMAT, schemas, tablesMade, data: store.export() };
  return serialize(saved);
}

export function readSaved(bytes: Uint8Array): Saved {
  const saved = deserialize(bytes) as Saved;
  if (saved.format !== FORMAT) throw new Error('The data were kept by another version.');
  return saved;
}
