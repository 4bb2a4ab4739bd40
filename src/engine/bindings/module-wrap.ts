/** `ModuleWrap`: what Node's ES module loader sees of a module. The graph is `modules/module-graph.ts`. */
import { browser } from '../core/browser.ts';
import { privateSymbols } from '../core/async-wrap.ts';
import type { Any, Binding, Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { loaderHooks } from '../modules/loader-hooks.ts';
import { compileModule } from '../modules/compile-module.ts';
import { contextOf } from '../vm/context.ts';
import {
  createNamespace,
  MissingExportError,
  moduleStatuses,
  SourceTextModule,
  SyntheticModule,
  type GraphModule,
} from '../modules/module-graph.ts';

let initializeImportMeta: Fn = () => {};
let importModuleDynamically: Fn = () => {};

/** Node's callback behind `import()`; the referrer's symbol says which loader is meant. */
export const importDynamically = (
  referrer: symbol,
  referrerName: string,
  specifier: unknown,
  options: unknown,
): Promise<unknown> => {
  const attributes: Record<string, unknown> = { __proto__: null, ...(options as Any)?.with };
  const promise = new browser.Promise((resolve) => resolve(`${specifier as string}`));
  return promise.then((name) =>
    importModuleDynamically(referrer, name, EVALUATION_PHASE, attributes, referrerName),
  );
};

const EVALUATION_PHASE = 2;
const graphModules = new WeakMap<ModuleWrap, GraphModule>();
const graphOf = (wrap: ModuleWrap): GraphModule => graphModules.get(wrap)!;

export class ModuleWrap {
  readonly url: string;
  sourceMapURL: string | undefined;
  sourceURL: string | undefined;
  isCommonJS?: boolean;
  readonly synthetic: boolean;
  #requests: object[] | undefined;
  #source: string | undefined;
  #sourceObject: unknown;

  constructor(
    url: string,
    vmContext: object | undefined,
    sourceOrNames: string | string[],
    stepsOrLineOffset: Fn | number,
    _columnOffset?: unknown,
    hostDefinedOption?: symbol,
  ) {
    this.url = url;
    this.synthetic = Array.isArray(sourceOrNames);
    const referrer = typeof hostDefinedOption === 'symbol' ? hostDefinedOption : Symbol(url);
    (this as Any)[privateSymbols.host_defined_option_symbol!] = referrer;
    if (Array.isArray(sourceOrNames)) {
      const steps = stepsOrLineOffset as Fn;
      graphModules.set(this, new SyntheticModule(sourceOrNames, () => steps.call(this)));
      return;
    }
    this.#source = sourceOrNames;
    const { record, body } = compileModule(url, sourceOrNames, vmContext && contextOf(vmContext));
    let meta: object | undefined;
    const context = {
      importMeta: () => {
        if (!meta) {
          meta = Object.create(null) as object;
          initializeImportMeta(referrer, meta, this);
        }
        return meta;
      },
      importDynamically: (specifier: unknown, options: unknown) =>
        importDynamically(referrer, url, specifier, options),
    };
    graphModules.set(this, new SourceTextModule(record, body, context));
  }

  get hasTopLevelAwait(): boolean {
    return graphOf(this).hasTopLevelAwait;
  }
  get hasAsyncGraph(): boolean {
    return graphOf(this).hasAsyncGraph;
  }

  getModuleRequests(): object[] {
    const module = graphOf(this);
    const requests = module instanceof SourceTextModule ? module.record.requests : [];
    this.#requests ??= Object.freeze(
      requests.map(({ specifier, attributes }) =>
        Object.freeze({
          __proto__: null,
          specifier,
          attributes: Object.freeze({ __proto__: null, ...Object.fromEntries(attributes) }),
          phase: EVALUATION_PHASE,
        }),
      ),
    ) as object[];
    return this.#requests;
  }

  link(modules: ModuleWrap[]): void {
    const module = graphOf(this);
    // `vm.SourceTextModule` passes an object that only looks like an array.
    if (module instanceof SourceTextModule) module.link(Array.from(modules, graphOf));
  }

  instantiate(): void {
    try {
      graphOf(this).instantiate();
    } catch (error) {
      if (error instanceof MissingExportError) decorate(error, this.url, this.#source ?? '');
      throw error;
    }
  }

  evaluate(): Promise<void> {
    return graphOf(this).evaluate();
  }
  evaluateSync(): object {
    graphOf(this).evaluateSync();
    return this.getNamespace();
  }
  getNamespace(): object {
    return graphOf(this).namespace();
  }
  getStatus(): number {
    return moduleStatuses.indexOf(graphOf(this).status);
  }
  getError(): unknown {
    return graphOf(this).error;
  }
  setExport(name: string, value: unknown): void {
    (graphOf(this) as SyntheticModule).setExport(name, value);
  }
  /** Not Node's: see the patch of `internal/bootstrap/realm` in `build/builtins.ts`. */
  setLazyExport(name: string, exports: object): void {
    const descriptor = Object.getOwnPropertyDescriptor(exports, name);
    const module = graphOf(this) as SyntheticModule;
    if (descriptor?.get) module.setExportGetter(name, () => Reflect.get(exports, name));
    else module.setExport(name, descriptor?.value);
  }
  setModuleSourceObject(object: unknown): void {
    this.#sourceObject = object;
  }
  getModuleSourceObject(): unknown {
    return this.#sourceObject;
  }
  createCachedData(): Uint8Array {
    return runtime.Buffer.alloc(0);
  }
}

/** Shows the import that failed, as V8's message does. */
function decorate(error: MissingExportError, url: string, source: string): void {
  const lines = source.split('\n');
  const name = new RegExp(`\\b${error.exportName.replace(/\W/g, '\\$&')}\\b`);
  const index = lines.findIndex((line) => name.test(line) && /\b(import|export)\b|from/.test(line));
  if (index < 0) return;
  const column = lines[index]!.search(name);
  const underline = ' '.repeat(column) + '^'.repeat(error.exportName.length);
  (error as Any)[privateSymbols.arrow_message_private_symbol!] =
    `${url}:${index + 1}\n${lines[index]}\n${underline}\n`;
}

/** `export * from` plus `__esModule`, for `require()` of an ES module with a default export. */
function createRequiredModuleFacade(wrap: ModuleWrap): object {
  const live = graphOf(wrap).live;
  const names = graphOf(wrap).exportNames();
  const facade: Record<string, unknown> = { __esModule: true };
  for (const name of names) {
    Object.defineProperty(facade, name, { get: () => live[name], enumerable: true });
  }
  return createNamespace(facade, [...names, '__esModule']);
}

export function moduleWrap(stub: Binding): Binding {
  return Object.assign(stub, {
    ModuleWrap,
    createRequiredModuleFacade,
    /** Not Node's: see the patch of `internal/modules/esm/hooks` in `build/builtins.ts`. */
    loaderHooks,
    setImportModuleDynamicallyCallback(callback: Fn) {
      importModuleDynamically = callback;
    },
    setInitializeImportMetaObjectCallback(callback: Fn) {
      initializeImportMeta = callback;
    },
    throwIfPromiseRejected() {},
  });
}
