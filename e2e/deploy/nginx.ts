/** A real nginx on loopback, with the repository's `deploy/nginx.conf`. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../src/cli/free-port.mjs';
import { root } from '../../src/cli/project.mjs';

const brotliModule = '/usr/lib/nginx/modules/ngx_http_brotli_static_module.so';

/** What a test skips for; `undefined` where nginx and its module for Brotli are here. */
export function missingNginx(): string | undefined {
  const advice = 'On Debian: apt-get install nginx-light libnginx-mod-http-brotli-static';
  if (!findNginx()) return `There is no nginx here. ${advice}`;
  return existsSync(brotliModule) ? undefined : `nginx has no module for Brotli here. ${advice}`;
}

function findNginx(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  return folders.map((folder) => join(folder, 'nginx')).find((path) => existsSync(path));
}

export interface NginxOptions {
  /** The built site. */
  site: string;
  /** Path below which it is served, with slashes at both ends. */
  base?: string;
}

export class Nginx implements AsyncDisposable {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** @throws Error with nginx's words when it refuses its configuration. */
  static async start({ site, base = '/' }: NginxOptions): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'nginx-'));
    const port = await freePort('localhost');
    const files = join(folder, 'root');
    // A site below a path lies in the folder of that name.
    if (base === '/') await symlink(site, files);
    else {
      await mkdir(files);
      await symlink(site, join(files, base.replaceAll('/', '')));
    }
    const committed = await readFile(join(root, 'deploy/nginx.conf'), 'utf8');
    const server = committed
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('root /var/www/journal;', `root ${files};`)
      .replace('error_page 404 /404.html;', `error_page 404 ${base}404.html;`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    const path = join(folder, 'nginx.conf');
    await writeFile(
      path,
      `load_module ${brotliModule};
       daemon off; master_process off; pid ${folder}/pid; error_log stderr;
       events {}
       http { include /etc/nginx/mime.types; access_log off; ${temporary}
       ${server} }`,
    );
    const arguments_ = ['-p', folder, '-c', path];
    const checked = spawnSync(findNginx()!, ['-t', ...arguments_], { encoding: 'utf8' });
    if (checked.status !== 0) throw new Error(checked.stderr);
    const process = spawn(findNginx()!, arguments_, { stdio: 'ignore' });
    const nginx = new Nginx(`http://localhost:${port}${base}`, process, folder);
    await nginx.#answers(AbortSignal.timeout(10_000));
    return nginx;
  }

  async #answers(signal: AbortSignal): Promise<void> {
    while (this.#process.exitCode === null) {
      const answer = await fetch(this.url, { signal, method: 'HEAD' }).catch(() => undefined);
      if (answer) return;
      signal.throwIfAborted();
    }
    throw new Error('nginx ended before it answered.');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
