/**
 * A fake of `@webcontainer/api` for tests in Node: the same API over real child processes in a
 * temporary directory. It is as unhelpful as the real thing where that matters: one instance at a time,
 * a terminal that echoes its input and ends lines with CR LF, and a Node that cannot run TypeScript.
 */
import { spawn } from 'node:child_process';
import * as fsp from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type {
  FileSystemTree,
  PortListener,
  ServerReadyListener,
  SpawnOptions,
  WebContainer,
  WebContainerProcess,
} from '@webcontainer/api';

/** Loaded into each process ahead of its program; tells the fake of every port opened and closed. */
const portReporter = `
const net = require('node:net');
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const { port } = this.address();
    process.send?.({ port, type: 'open' });
    this.once('close', () => process.send?.({ port, type: 'close' }));
  });
  return listen.apply(this, args);
};
process.channel?.unref();
`;
const reporterPath = '.port-reporter.cjs';

interface Listeners {
  port: Set<PortListener>;
  'server-ready': Set<ServerReadyListener>;
}

export class FakeWebContainer {
  static #running: FakeWebContainer | undefined;
  /** How often `boot` was called. */
  static boots = 0;

  readonly workdir: string;
  readonly path = process.env.PATH ?? '';
  readonly #children = new Set<{ kill(): void }>();
  readonly #listeners: Listeners = { port: new Set(), 'server-ready': new Set() };
  readonly mounts: FileSystemTree[] = [];

  constructor(workdir: string) {
    this.workdir = workdir;
  }

  static async boot(): Promise<WebContainer> {
    FakeWebContainer.boots++;
    if (FakeWebContainer.#running) {
      throw new Error('Only a single WebContainer instance can be booted');
    }
    const workdir = await fsp.mkdtemp(join(tmpdir(), 'webcontainer-'));
    await fsp.writeFile(join(workdir, reporterPath), portReporter);
    const instance = new FakeWebContainer(workdir);
    FakeWebContainer.#running = instance;
    return instance as unknown as WebContainer;
  }

  #inside(path: string): string {
    const absolute = resolve(this.workdir, path.replace(/^\/+/, ''));
    if (relative(this.workdir, absolute).startsWith('..')) throw new Error(`outside: ${path}`);
    return absolute;
  }

  readonly fs = {
    readFile: (path: string, encoding?: BufferEncoding | null) =>
      fsp.readFile(this.#inside(path), encoding ?? null),
    writeFile: (path: string, data: string | Uint8Array) => fsp.writeFile(this.#inside(path), data),
    readdir: async (path: string, options?: object) => {
      const entries = await fsp.readdir(this.#inside(path), options);
      return entries.filter((entry: unknown) => {
        const name = (entry as { name?: string }).name ?? entry;
        return name !== reporterPath;
      });
    },
    mkdir: (path: string, options?: { recursive?: boolean }) =>
      fsp.mkdir(this.#inside(path), options),
    rm: (path: string, options?: { force?: boolean; recursive?: boolean }) =>
      fsp.rm(this.#inside(path), options),
    rename: (from: string, to: string) => fsp.rename(this.#inside(from), this.#inside(to)),
    watch: () => ({ close() {} }),
  };

  async mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void> {
    this.mounts.push(tree);
    const write = async (node: FileSystemTree, folder: string): Promise<void> => {
      await fsp.mkdir(folder, { recursive: true });
      for (const [name, entry] of Object.entries(node)) {
        if ('directory' in entry) await write(entry.directory, join(folder, name));
        else if ('contents' in entry.file) {
          await fsp.writeFile(join(folder, name), entry.file.contents);
        }
      }
    };
    await write(tree, this.#inside(options?.mountPoint ?? '.'));
  }

  async export(path: string): Promise<FileSystemTree> {
    const read = async (folder: string): Promise<FileSystemTree> => {
      const tree: FileSystemTree = {};
      for (const entry of await fsp.readdir(folder, { withFileTypes: true })) {
        const at = join(folder, entry.name);
        if (entry.isDirectory()) tree[entry.name] = { directory: await read(at) };
        else tree[entry.name] = { file: { contents: await fsp.readFile(at, 'utf8') } };
      }
      return tree;
    };
    return read(this.#inside(path));
  }

  on(event: keyof Listeners, listener: never): () => void {
    const set = this.#listeners[event] as Set<unknown> | undefined;
    set?.add(listener);
    return () => void set?.delete(listener);
  }

  #report({ port, type }: { port: number; type: 'open' | 'close' }): void {
    const url = `https://fake--${port}.local.webcontainer.io`;
    for (const listener of this.#listeners.port) listener(port, type, url);
    if (type === 'open') {
      for (const listener of this.#listeners['server-ready']) listener(port, url);
    }
  }

  async spawn(
    command: string,
    args: string[] = [],
    options: SpawnOptions = {},
  ): Promise<WebContainerProcess> {
    const child = spawn(command === 'node' ? process.execPath : command, args, {
      cwd: this.#inside(options.cwd ?? '.'),
      env: {
        PATH: this.path,
        NODE_OPTIONS: `--no-experimental-strip-types --require ${join(this.workdir, reporterPath)}`,
        ...Object.fromEntries(
          Object.entries(options.env ?? {}).map(([name, value]) => [name, String(value)]),
        ),
      },
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    });
    this.#children.add(child);
    child.on('message', (message) => this.#report(message as { port: number; type: 'open' }));
    child.stdin!.on('error', () => undefined);

    let terminal!: ReadableStreamDefaultController<string>;
    const output = new ReadableStream<string>({
      start(controller) {
        terminal = controller;
      },
    });
    let isOpen = true;
    let atLineStart = true;
    const print = (text: string) => {
      if (!isOpen || options.output === false) return;
      terminal.enqueue(text.replace(/\r?\n/g, '\r\n'));
      atLineStart = text.endsWith('\n');
    };
    child.stdout!.setEncoding('utf8').on('data', print);
    child.stderr!.setEncoding('utf8').on('data', print);

    const exit = new Promise<number>((resolveExit, rejectExit) => {
      child.on('error', rejectExit);
      child.on('close', (code) => {
        this.#children.delete(child);
        isOpen = false;
        terminal.close();
        resolveExit(code ?? 137);
      });
    });
    return {
      exit,
      output,
      input: new WritableStream<string>({
        write(text) {
          if (atLineStart) print(text);
          child.stdin!.write(text);
        },
      }),
      kill: () => void child.kill('SIGKILL'),
      resize: () => undefined,
    };
  }

  teardown(): void {
    if (FakeWebContainer.#running !== this) throw new Error('WebContainer already torn down');
    FakeWebContainer.#running = undefined;
    for (const child of this.#children) child.kill();
  }

  /** Ends the running instance, if there is one, and removes its files. */
  static async cleanUp(): Promise<void> {
    const instance = FakeWebContainer.#running;
    instance?.teardown();
    FakeWebContainer.boots = 0;
    if (instance) {
      await fsp.rm(instance.workdir, {
        recursive: true,
        force: true,
        maxRetries: 5,
      });
    }
  }
}
