/**
 * The script of the host page: hands the page that holds this frame a port, over which
 * `@webcontainer/api` boots and drives the embedded engine.
 */
import { expose, proxy } from 'comlink';
import manifest from '../../.cache/engine/manifest.json';
import { EmbeddedEngine, unsupportedReason } from '../engine/index.ts';
import { HostInstance } from './instance.ts';
import { testedClient, type BuildOptions, type FrameMessage } from './wire.ts';

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
const defaultWorkdir = 'project';

/**
 * Origins that may boot: whoever does can run code on this one. Others than the host's own are the
 * owner's decision, in the page's `data-origins`.
 */
const origins = [
  location.origin,
  ...(document.documentElement.dataset.origins ?? '').split(/\s+/).filter(Boolean),
];

const engine = new EmbeddedEngine({
  files: { folder: new URL(`${base}engine/`, location.href).href, ...manifest },
  previews: { url: `${base}preview-service-worker.js`, scope: base },
});

const server = {
  async build({ workdirName = defaultWorkdir }: BuildOptions): Promise<HostInstance> {
    const reason = unsupportedReason();
    if (reason) throw new Error(reason);
    engine.prewarm([], { workdirName });
    return proxy(new HostInstance(await engine.boot({ workdirName })));
  },
};

const post = (message: FrameMessage, origin: string, transfer: Transferable[] = []): void =>
  window.parent.postMessage(message, origin, transfer);

/** What the page should know and may go on without. */
function* warnings(): Generator<string> {
  const query = new URLSearchParams(location.search);
  const version = query.get('version');
  if (version !== null && version.split('.', 2).join() !== testedClient.split('.', 2).join()) {
    yield `This host is tested with @webcontainer/api ${testedClient}, and this is ${version}.`;
  }
  if ((query.get('coep') ?? 'none') !== 'none' && !window.crossOriginIsolated) {
    yield 'The host page is not cross-origin isolated: shared memory and synchronous child processes will not work.';
  }
}

if (window.parent !== window) {
  for (const origin of origins) {
    // Each gets a channel of its own: a message for another origin than the parent's is dropped, and
    // with it the port.
    const { port1, port2 } = new MessageChannel();
    expose(server, port1);
    for (const message of warnings()) post({ type: 'warning', level: 'warn', message }, origin);
    post({ type: 'init' }, origin, [port2]);
  }
}
