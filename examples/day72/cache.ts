import { client } from './client.ts';

// #region cached
/**
 * Looks in the cache first and fills it from the source. `null`, "there is none", is kept as well, for
 * a shorter time.
 */
export async function cached<Value>(
  key: string,
  seconds: { found: number; missing: number },
  load: () => Promise<Value | null>,
): Promise<{ value: Value | null; isHit: boolean }> {
  const json = await client.get(key).catch(() => null);
  if (json !== null) return { value: JSON.parse(json), isHit: true };

  const value = await shared(key, async () => {
    const loaded = await load();
    const lifetime = loaded === null ? seconds.missing : seconds.found;
    await client.set(key, JSON.stringify(loaded), 'EX', lifetime).catch(() => undefined);
    return loaded;
  });
  return { value, isHit: false };
}
// #endregion

/** After the source has changed. */
export async function forget(key: string): Promise<void> {
  await client.del(key);
}

// #region shared
const loading = new Map<string, Promise<unknown>>();

/** Those who miss the same key at the same time wait for one load. */
function shared<Value>(key: string, load: () => Promise<Value>): Promise<Value> {
  const underWay = loading.get(key) as Promise<Value> | undefined;
  if (underWay) return underWay;
  const started = load().finally(() => loading.delete(key));
  loading.set(key, started);
  return started;
}
// #endregion
