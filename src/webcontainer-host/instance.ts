/** One booted container as the client holds it: its methods are those that the client calls. */
import { proxy } from 'comlink';
import type { EmbeddedContainer } from '../engine/index.ts';
import { HostFileSystem } from './file-system.ts';
import { HostProcess } from './process.ts';
import { parseTree, toWire } from './tree.ts';
import type { OutputListener, RunOptions } from './wire.ts';

const events = ['port', 'server-ready', 'error', 'preview-message'] as const;
type EventName = (typeof events)[number];

/** What the host does not do, said when it is asked for. */
export const unavailable = (what: string): Error =>
  new Error(`${what} is not available: this WebContainer host serves the embedded engine.`);

interface ExportOptions {
  format?: 'json' | 'binary' | 'zip';
  includes?: string[];
  excludes?: string[];
}

export class HostInstance {
  readonly #container: EmbeddedContainer;
  readonly #fs: HostFileSystem;

  constructor(container: EmbeddedContainer) {
    this.#container = container;
    this.#fs = new HostFileSystem(container.fs);
  }

  fs(): HostFileSystem {
    return proxy(this.#fs);
  }

  /** The client asks for it at boot and does nothing with it. */
  previewScript(): string {
    return '';
  }

  runtimeInfo(): { path: string; cwd: string } {
    return { path: this.#container.path, cwd: this.#container.workdir };
  }

  /** @param output Absent when the client does not want the output; the two before it, it never sends. */
  async run(
    { command, args, cwd, env, terminal }: RunOptions,
    _stdout?: OutputListener,
    _stderr?: OutputListener,
    output?: OutputListener,
  ): Promise<HostProcess> {
    const process = await this.#container.spawn(command, args, {
      ...(cwd !== undefined && { cwd }),
      ...(env && { env }),
      ...(terminal && { terminal }),
      output: output !== undefined,
    });
    return proxy(new HostProcess(process, output));
  }

  /** @param options.mountPoints One path, in spite of its name. */
  async loadFiles(payload: Uint8Array, options: { mountPoints?: string } = {}): Promise<void> {
    const { mountPoints: mountPoint } = options;
    await this.#container.mount(
      parseTree(payload) ?? payload,
      mountPoint === undefined ? {} : { mountPoint },
    );
  }

  /** Bytes in the format asked for; JSON is the client's own form of a tree. */
  async serialize(path: string, options: ExportOptions): Promise<Uint8Array> {
    if (options.includes?.length || options.excludes?.length) {
      throw unavailable('Exporting with `includes` and `excludes`');
    }
    if (options.format === 'zip') throw unavailable('Exporting as "zip"');
    if (options.format === 'binary') return this.#container.export(path, { format: 'binary' });
    const tree = await this.#container.export(path);
    return new TextEncoder().encode(JSON.stringify(toWire(tree)));
  }

  /** @param listener A function of the client's page: a call sends a message. */
  on(event: string, listener: (...args: unknown[]) => void): () => void {
    const known = events.find((name): name is EventName => name === event);
    if (!known) throw unavailable(`The event "${event}"`);
    return proxy(this.#container.on(known, (...args: unknown[]) => listener(...args)));
  }

  setPreviewScript(): never {
    throw unavailable('`setPreviewScript`');
  }

  setCredentials(): never {
    throw unavailable('Signing in to StackBlitz (`auth`)');
  }

  teardown(): void {
    this.#container.teardown();
  }
}
