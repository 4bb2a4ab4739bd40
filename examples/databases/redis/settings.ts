import type { RedisOptions } from 'ioredis';

/** Settings that ioredis, node-redis and BullMQ all understand: node-redis reads `url`, the others the rest. */
export interface RedisSettings {
  url: string;
  host: string;
  port: number;
  username?: string;
  password?: string;
  db: number;
  /** Set for `rediss:`, Redis over TLS. */
  tls?: object;
  /** How ioredis makes a connection where there is no loopback; node-redis takes TCP only. */
  Connector?: RedisOptions['Connector'];
}

/**
 * @see https://www.iana.org/assignments/uri-schemes/prov/redis `redis://user:secret@localhost:6379/0`
 */
export function settingsOf(text: string): RedisSettings {
  const url = URL.parse(text);
  const db = Number(url?.pathname.slice(1) ?? 0);
  if (!url || !/^rediss?:$/.test(url.protocol) || !url.hostname || !Number.isInteger(db))
    throw new TypeError(
      'REDIS_URL must look like redis://localhost:6379 or rediss://user:password@host:6379/0',
    );
  return {
    url: text,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(url.password && { password: decodeURIComponent(url.password) }),
    db,
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}
