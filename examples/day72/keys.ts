import { client } from './client.ts';

export interface Key {
  key: string;
  type: string;
  /** Seconds; null for a key that stays. */
  endsIn: number | null;
}

// #region keys
/** What the example has in Redis. SCAN goes in steps, so that others are served in between. */
export async function listKeys(): Promise<Key[]> {
  const prefix = client.options.keyPrefix!;
  const found = new Set<string>();
  for await (const keys of client.scanStream({ match: `${prefix}*`, count: 100 })) {
    for (const key of keys) found.add(key.slice(prefix.length));
  }
  const listed = await Promise.all([...found].sort().map(describe));
  return listed.filter(({ type }) => type !== 'none');
}

async function describe(key: string): Promise<Key> {
  const [type, ttl] = await Promise.all([client.type(key), client.ttl(key)]);
  return { key, type, endsIn: ttl < 0 ? null : ttl };
}
// #endregion
