/** Where MySQL is: the server of `MYSQL_URL`, else one inside this process. */
import { createMysqlServer, type MysqlServer } from './server.ts';

export interface MysqlSettings {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

let embedded: Promise<MysqlServer> | undefined;

/**
 * Settings for `mysql2`, Knex, Kysely and the like.
 *
 * @example
 * const pool = createPool(await mysql());
 */
export async function mysql(): Promise<MysqlSettings> {
  const url = process.env.MYSQL_URL;
  if (url) return settingsOf(url);
  embedded ??= createMysqlServer().then((server) => {
    // It does not keep a program alive that has nothing else to do.
    server.net.unref();
    return server;
  });
  const { host, port } = await embedded;
  return { host, port, user: 'app', password: '', database: 'app' };
}

export function settingsOf(url: string): MysqlSettings {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

export { createMysqlServer, type MysqlServer, type ServerOptions } from './server.ts';
