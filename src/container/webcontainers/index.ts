/**
 * The WebContainers engine: a full Node.js in the browser, by StackBlitz.
 *
 * Its runtime is loaded from stackblitz.com when it boots, or from the host that stands in for it
 * (`runtime-host.ts`), and from nowhere else; nothing of it, the package included, is loaded before a
 * reader has chosen this engine. README.md says what is tested against what.
 */
import type { WebContainer } from '@webcontainer/api';
import type { Container, FileSystemTree } from '../container.ts';
import type { BootOptions, Engine, LayerRef } from '../engine.ts';
import { toBootError, unsupportedReason, type PageGlobals } from './boot-failure.ts';
import { BootWatch, type PageEvents } from './boot-watch.ts';
import { adapt } from './container.ts';
import { fetchLayer } from './layers.ts';
import { setRuntimeHost } from './runtime-host.ts';

/** What the engine needs of the package; its static side, so that a fake can stand in. */
export interface WebContainerPackage {
  WebContainer: Pick<typeof WebContainer, 'boot'>;
}

/** What the engine is given from outside; the defaults are the real page and package. */
export interface Environment {
  load: () => Promise<WebContainerPackage>;
  page: PageGlobals;
  events: () => PageEvents;
}

interface Session {
  ready: Promise<Container>;
  /** Layers mounted or being mounted, by id. */
  layers: Map<string, Promise<void>>;
}

export const createEngine = ({ load, page, events }: Environment): Engine => {
  // One instance a page. A boot that was given up on is kept too: the package cannot cancel it and
  // makes a second one wait for it, so whoever asks next gets what becomes of the first.
  let session: Session | undefined;
  const fetched = new Map<string, Promise<FileSystemTree>>();

  const start = (): Session => {
    const forget = () => {
      if (session === started) session = undefined;
    };
    const ready = (async () => {
      const { WebContainer } = await load();
      setRuntimeHost();
      const webcontainer = await WebContainer.boot({
        coep: 'require-corp',
        workdirName: 'examples',
        forwardPreviewErrors: true,
      });
      return adapt(webcontainer, forget);
    })();
    const started: Session = { ready, layers: new Map() };
    ready.catch(forget);
    return started;
  };

  const layerTree = (layer: LayerRef): Promise<FileSystemTree> => {
    const known = fetched.get(layer.id);
    if (known) return known;
    const tree = fetchLayer(layer);
    fetched.set(layer.id, tree);
    // Failures are not kept, so that the next boot tries again.
    tree.catch(() => fetched.delete(layer.id));
    return tree;
  };

  const mountLayer = ({ ready, layers }: Session, layer: LayerRef): Promise<void> => {
    const known = layers.get(layer.id);
    if (known) return known;
    // Fetched while the runtime boots.
    const tree = layerTree(layer);
    const mounting = ready.then(async (container) => {
      // Through the container, which gives TypeScript that examples share its twins.
      await container.mount(await tree);
      fetched.delete(layer.id);
    });
    layers.set(layer.id, mounting);
    mounting.catch(() => layers.delete(layer.id));
    return mounting;
  };

  return {
    id: 'webcontainers',
    name: 'WebContainers (full Node.js by StackBlitz)',

    unsupported: () => unsupportedReason(page),

    prewarm(layers) {
      // Only this site's own files: StackBlitz is not called before Run.
      load().catch(() => undefined);
      for (const layer of layers) layerTree(layer).catch(() => undefined);
    },

    async boot({ layers, signal }: BootOptions): Promise<Container> {
      const reason = unsupportedReason(page);
      if (reason) throw reason;
      signal?.throwIfAborted();

      const watch = new BootWatch(events(), signal);
      try {
        session ??= start();
        const current = session;
        const progress = () => watch.progress();
        for (const layer of layers) {
          if (!current.layers.has(layer.id)) layerTree(layer).then(progress, () => undefined);
        }
        const steps = layers.map((layer) => mountLayer(current, layer));
        for (const step of steps) step.then(progress, () => undefined);
        const container = await watch.race(current.ready);
        await watch.race(Promise.all(steps));
        return container;
      } catch (error) {
        if (signal?.aborted && error === signal.reason) throw error;
        throw toBootError(error);
      } finally {
        watch.stop();
      }
    },
  };
};

export const webcontainers: Engine = createEngine({
  load: () => import('@webcontainer/api'),
  page: globalThis,
  events: () => ({ window, document }),
});
