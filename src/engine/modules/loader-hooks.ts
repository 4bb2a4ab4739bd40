/**
 * `module.register()` and `--experimental-loader`. Node runs such hooks on a thread of their own and
 * blocks the main one until they have answered; a blocked thread gets no messages in a browser, so here
 * they run on the thread whose modules they customise, over Node's own chain of hooks and with a loader
 * of their own. What has to be synchronous (`import.meta.resolve`, `require` of an imported CommonJS
 * module) does without them.
 */
import { browser } from '../core/browser.ts';
import type { Any } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

/** Node's `AsyncLoaderHooksOnLoaderHookWorker`. */
interface HookChain {
  addCustomLoader(url: string, exports: object, data: unknown): unknown;
  resolve(specifier: string, parentUrl?: string, attributes?: object): Promise<{ url: string }>;
  load(url: string, context: object): Promise<object>;
}

/** @param Chain Node's class that runs hooks. */
export function loaderHooks(Chain: new () => HookChain): new () => object {
  return class LoaderHooks {
    readonly allowImportMetaResolve = true;
    // Not another thread, but as asynchronous: the loader awaits what it resolves and loads.
    readonly isForAsyncLoaderHookWorker = true;
    readonly #chain = new Chain();
    /** Modules of the hooks themselves: what they import does not wait for the hooks. */
    readonly #own = new Set<string | undefined>();
    #registered: Promise<void> = Promise.resolve();
    #loader: Any;

    constructor() {
      const parent = runtime.require('internal/util').getCWDURL().href as string;
      const { getOptionValue } = runtime.require('internal/options');
      for (const url of getOptionValue('--experimental-loader') as string[]) {
        this.register(url, parent);
      }
    }

    register(
      specifier: string,
      parentUrl: string,
      data?: unknown,
      transferList?: unknown[],
      isInternal?: boolean,
    ): void {
      const copied: unknown =
        data === undefined
          ? undefined
          : (browser.global as Any).structuredClone(data, { transfer: transferList ?? [] });
      const before = this.#registered;
      this.#registered = (async () => {
        await before;
        const exports = isInternal
          ? runtime.require(specifier)
          : await this.#ownLoader().import(specifier, parentUrl, Object.create(null));
        await this.#chain.addCustomLoader(specifier, exports as object, copied);
      })();
    }

    #ownLoader(): Any {
      if (this.#loader) return this.#loader;
      const { getOrInitializeCascadedLoader } = runtime.require('internal/modules/esm/loader');
      const chain = this.#chain;
      this.#loader = new (getOrInitializeCascadedLoader().constructor)({
        allowImportMetaResolve: false,
        isForAsyncLoaderHookWorker: true,
        resolve: async (specifier: string, parentUrl: string, attributes: object) => {
          const resolved = await chain.resolve(specifier, parentUrl, attributes);
          this.#own.add(resolved.url);
          return resolved;
        },
        load: (url: string, context: object) => chain.load(url, context),
        importMetaInitialize,
        waitForLoaderHookInitialization() {},
      });
      return this.#loader;
    }

    async resolve(specifier: string, parentUrl?: string, attributes?: object): Promise<object> {
      if (!this.#own.has(parentUrl)) await this.#registered;
      return this.#chain.resolve(specifier, parentUrl, attributes);
    }
    load(url: string, context: object): Promise<object> {
      return this.#chain.load(url, context);
    }
    importMetaInitialize(meta: object, context: object, loader: object): unknown {
      return importMetaInitialize(meta, context, loader);
    }
    waitForLoaderHookInitialization(): void {}
  };
}

function importMetaInitialize(meta: object, context: object, loader: object): unknown {
  const { initializeImportMeta } = runtime.require('internal/modules/esm/initialize_import_meta');
  return initializeImportMeta(meta, context, loader);
}
