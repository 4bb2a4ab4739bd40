/** A booted WebContainer as the site's `Container`. */
import type { WebContainer } from '@webcontainer/api';
import type {
  Container,
  ContainerEvents,
  FileSystemTree,
  HttpRequest,
  HttpResponse,
} from '../container.ts';
import { CookieJar } from '../../engine/preview/cookie-jar.ts';
import { AgentClient, agentPath, agentSource } from './agent-client.ts';
import { nodeArguments } from './node-arguments.ts';
import { isTypeScript } from './strip-types.ts';
import { normalize, Twins } from './twins.ts';

type FileSystem = WebContainer['fs'];

/** The container's file system with the twins kept in step; see `twins.ts`. */
const twinned = (fs: FileSystem, twins: Twins): FileSystem => {
  const writeTwin = async (path: string, contents: string | Uint8Array) => {
    const twin = await twins.of(path, contents);
    if (twin) await fs.writeFile(twin.path, twin.contents);
  };
  const removeTwin = async (path: string) => {
    const twin = twins.forget(path);
    if (twin !== undefined) await fs.rm(twin, { force: true });
  };
  const isShown = (folder: string, entry: unknown): boolean => {
    const name =
      typeof entry === 'object' && entry !== null && 'name' in entry ? entry.name : entry;
    // Names asked for as bytes belong to a caller that wants the folder as it is.
    if (typeof name !== 'string') return true;
    const path = normalize(`${folder}/${name}`);
    return path !== agentPath && !twins.has(path);
  };

  return {
    readFile: fs.readFile.bind(fs),
    mkdir: fs.mkdir.bind(fs),
    watch: fs.watch.bind(fs),
    readdir: (async (folder: string, options?: never) => {
      const entries: unknown[] = await fs.readdir(folder, options);
      return entries.filter((entry) => isShown(folder, entry));
    }) as FileSystem['readdir'],
    async writeFile(path, data, options) {
      // The package may transfer the bytes away from their owner.
      const contents = typeof data === 'string' ? data : data.slice();
      await fs.writeFile(path, data, options);
      await writeTwin(path, contents);
    },
    async rm(path, options) {
      await fs.rm(path, options);
      await removeTwin(path);
    },
    async rename(from, to) {
      await fs.rename(from, to);
      twins.moveFolder(from, to);
      await removeTwin(from);
      await writeTwin(to, isTypeScript(normalize(to)) ? await fs.readFile(to) : '');
    },
  };
};

/**
 * @param onTeardown Called once, when the instance is given up and another may be booted.
 */
export const adapt = (webcontainer: WebContainer, onTeardown: () => void): Container => {
  const twins = new Twins();
  const jar = new CookieJar();
  const agent = new AgentClient(async (args) => {
    await webcontainer.fs.writeFile(agentPath, agentSource);
    return webcontainer.spawn('node', args);
  });
  let isTornDown = false;

  const container: Container = {
    cookies: jar,
    fs: twinned(webcontainer.fs, twins),
    get path() {
      return webcontainer.path;
    },
    get workdir() {
      return webcontainer.workdir;
    },
    async mount(treeOrSnapshot, options) {
      const isSnapshot =
        treeOrSnapshot instanceof Uint8Array || treeOrSnapshot instanceof ArrayBuffer;
      const payload = isSnapshot
        ? treeOrSnapshot
        : await twins.addTo(treeOrSnapshot, options?.mountPoint);
      await webcontainer.mount(payload, options);
    },
    spawn: ((command: string, ...rest: [unknown?, unknown?]) => {
      const [first] = rest;
      if (command === 'node' && Array.isArray(first)) rest[0] = nodeArguments(first as string[]);
      return (webcontainer.spawn as (...parameters: unknown[]) => unknown).call(
        webcontainer,
        command,
        ...rest,
      );
    }) as Container['spawn'],
    export: (async (path: string, options?: { format?: string }) => {
      const exported: unknown = await webcontainer.export(path, options as never);
      const isTree = (options?.format ?? 'json') === 'json';
      return isTree ? twins.removeFrom(exported as FileSystemTree, path) : exported;
    }) as Container['export'],
    on<E extends keyof ContainerEvents>(event: E, listener: ContainerEvents[E]) {
      return (
        webcontainer.on as (event: E, listener: ContainerEvents[E]) => ReturnType<Container['on']>
      ).call(webcontainer, event, listener);
    },
    async request(
      request: HttpRequest,
      { signal, cookies: use = 'jar' }: { signal?: AbortSignal; cookies?: 'jar' | 'omit' } = {},
    ): Promise<HttpResponse> {
      const given = request.headers.some(([name]) => name.toLowerCase() === 'cookie');
      const cookies = given || use === 'omit' ? undefined : jar.header(request.path);
      const headers: HttpRequest['headers'] =
        cookies === undefined ? request.headers : [...request.headers, ['Cookie', cookies]];
      const response = await agent.request({ ...request, headers }, signal);
      if (use === 'omit') return response;
      const lines = response.headers.filter(([name]) => name.toLowerCase() === 'set-cookie');
      jar.store(
        lines.map(([, value]) => value),
        request.path,
      );
      return response;
    },
    teardown() {
      if (isTornDown) return;
      isTornDown = true;
      agent.stop();
      onTeardown();
      webcontainer.teardown();
    },
  };
  return container;
};
