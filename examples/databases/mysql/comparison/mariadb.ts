/** A MariaDB of this machine, in a folder and on a port of its own. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';
import { createConnection } from 'mysql2/promise';
import type { MysqlSettings } from '../settings.ts';

const run = promisify(execFile);

/** What MySQL has from the start and MariaDB 10 has not. */
const likeMysql = [
  '--character-set-server=utf8mb4',
  '--explicit-defaults-for-timestamp=ON',
  '--default-time-zone=+00:00',
  '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
];

export async function startMariadb(): Promise<
  { settings: MysqlSettings; close(): Promise<void> } | undefined
> {
  // Debian keeps the server where only root's PATH looks.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  if (!(await run('mariadbd', ['--version'], { env }).catch(() => undefined))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'mariadb-'));
  const data = join(folder, 'data');
  // The server refuses to be root.
  const user = process.getuid?.() === 0 ? ['--user=mysql'] : [];
  if (user.length) {
    await chmod(folder, 0o711);
    await run('install', ['-d', '-o', 'mysql', data]);
  }
  const install = [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
  ];
  await run('mariadb-install-db', [...install, '--skip-test-db', ...user], { env });
  const port = await freePort();
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${join(data, 'socket')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      ...likeMysql,
      ...user,
    ],
    { env, stdio: 'ignore' },
  );
  const settings = { host: '127.0.0.1', port, user: 'root', password: '', database: 'mysql' };
  await untilItAnswers(settings);
  return {
    settings,
    async close() {
      server.kill();
      await once(server, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

async function untilItAnswers(settings: MysqlSettings): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const connection = await createConnection(settings).catch(() => undefined);
    if (connection) return connection.end();
    await setTimeout(50);
  }
  throw new Error(`mariadbd does not answer on port ${settings.port}`);
}
