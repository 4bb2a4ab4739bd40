import type { Duplex } from 'node:stream';

/** Settings that `mysql2`, Knex, Kysely, Sequelize, TypeORM and Drizzle all understand. */
export interface MysqlSettings {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** Makes a connection where there is no loopback. */
  stream?: () => Duplex;
}

/**
 * Reads a URL such as `mysql://user:password@localhost:3306/app`.
 * @see https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html
 */
export function settingsOf(text: string): MysqlSettings {
  const url = URL.parse(text);
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (url?.protocol !== 'mysql:' || !url.hostname || !database)
    throw new TypeError('MYSQL_URL must look like mysql://user:password@localhost:3306/database');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  };
}

export const embeddedSettings = (port: number): MysqlSettings => ({
  host: '127.0.0.1',
  port,
  user: 'app',
  password: '',
  database: 'app',
});
