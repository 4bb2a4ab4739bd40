/**
 * ECMAScript module records: linking and evaluation of source text and synthetic modules, as in
 * https://tc39.es/ecma262/#sec-modules. Resolution and loading are Node's (`lib/internal/modules/esm`).
 */
import { NAMESPACE, type ModuleBody, type ModuleRecord } from './module-record.ts';

export const moduleStatuses = [
  'uninstantiated',
  'instantiating',
  'instantiated',
  'evaluating',
  'evaluated',
  'errored',
] as const;
export type ModuleStatus = (typeof moduleStatuses)[number];

type Live = Record<string, unknown>;
interface Binding {
  module: GraphModule;
  name: string;
}

/** A name that an imported module does not export; the engine adds the position. */
export class MissingExportError extends SyntaxError {
  static {
    Object.defineProperty(this.prototype, 'name', { value: 'SyntaxError' });
    Object.defineProperty(this.prototype, 'constructor', { value: SyntaxError });
  }

  // Private: `util.inspect` must show what it shows of Node's own error.
  readonly #exportName: string;
  get exportName(): string {
    return this.#exportName;
  }
  constructor(specifier: string, exportName: string, reason: 'missing' | 'ambiguous') {
    super(
      reason === 'missing'
        ? `The requested module '${specifier}' does not provide an export named '${exportName}'`
        : `The requested module '${specifier}' contains conflicting star exports for name '${exportName}'`,
    );
    this.#exportName = exportName;
  }
}

export abstract class GraphModule {
  status: ModuleStatus = 'uninstantiated';
  error: unknown;
  /** What importers read: one property per export, live. */
  readonly live: Live = {};
  /** Whether this module or one that it imports has top-level await; known once instantiated. */
  hasAsyncGraph = false;
  protected evaluation: Promise<void> | undefined;

  abstract get dependencies(): readonly GraphModule[];
  abstract exportNames(seen?: Set<GraphModule>): Set<string>;
  /** `undefined` when missing, `'ambiguous'` when two `export *` disagree. */
  abstract resolveExport(name: string, seen?: Set<string>): Binding | 'ambiguous' | undefined;
  protected abstract prepare(): void;
  protected abstract connect(): void;
  protected abstract execute(): void | Promise<void>;
  abstract readonly hasTopLevelAwait: boolean;
  abstract namespace(): object;

  /** Links the whole graph below this module, or throws and leaves it uninstantiated. */
  instantiate(): void {
    if (this.status !== 'uninstantiated') return;
    const graph: GraphModule[] = [];
    const visit = (module: GraphModule): void => {
      if (module.status !== 'uninstantiated') return;
      module.status = 'instantiating';
      for (const dependency of module.dependencies) visit(dependency);
      graph.push(module);
    };
    visit(this);
    try {
      for (const module of graph) module.prepare();
      for (const module of graph) module.connect();
    } catch (error) {
      for (const module of graph) module.status = 'uninstantiated';
      throw error;
    }
    for (const module of graph) module.status = 'instantiated';
    for (const module of graph) module.hasAsyncGraph = reachesAwait(module, new Set());
  }

  /** Runs the graph; at once and synchronously as far as no top-level await is met. */
  evaluate(): Promise<void> {
    if (this.evaluation) return this.evaluation;
    if (this.status === 'errored') return Promise.reject(this.error);
    if (!this.hasAsyncGraph) {
      try {
        this.evaluateSync();
      } catch (error) {
        return Promise.reject(error);
      }
      return Promise.resolve();
    }
    return this.#evaluateAsync(new Set());
  }

  evaluateSync(): void {
    if (this.status === 'errored') throw this.error;
    if (this.status !== 'instantiated') return;
    this.status = 'evaluating';
    try {
      for (const dependency of this.dependencies) dependency.evaluateSync();
      void this.execute();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    this.status = 'evaluated';
  }

  #evaluateAsync(ancestors: Set<GraphModule>): Promise<void> {
    if (this.evaluation) return this.evaluation;
    this.status = 'evaluating';
    const path = new Set(ancestors).add(this);
    const pending: Promise<void>[] = [];
    let failure: { error: unknown } | undefined;
    for (const dependency of this.dependencies) {
      // A module further up waits for this one: waiting for it would never end.
      if (path.has(dependency)) continue;
      if (dependency.hasAsyncGraph) pending.push(dependency.#evaluateAsync(path));
      else {
        try {
          dependency.evaluateSync();
        } catch (error) {
          failure = { error };
          break;
        }
      }
    }
    const run = async (): Promise<void> => {
      try {
        if (pending.length > 0) await Promise.all(pending);
        if (failure) throw failure.error;
        await this.execute();
        this.status = 'evaluated';
      } catch (error) {
        this.#fail(error);
        throw error;
      }
    };
    this.evaluation = run();
    return this.evaluation;
  }

  #fail(error: unknown): void {
    this.status = 'errored';
    this.error = error;
  }
}

function reachesAwait(module: GraphModule, seen: Set<GraphModule>): boolean {
  if (seen.has(module)) return false;
  seen.add(module);
  return (
    module.hasTopLevelAwait ||
    module.dependencies.some((dependency) => reachesAwait(dependency, seen))
  );
}

export interface ModuleContext {
  importMeta(): object;
  importDynamically(specifier: unknown, options?: unknown): Promise<unknown>;
}

export class SourceTextModule extends GraphModule {
  readonly record: ModuleRecord;
  readonly #body: ModuleBody;
  readonly #context: ModuleContext;
  #linked: GraphModule[] = [];
  #steps: ReturnType<ModuleBody> | undefined;
  #getters: Record<string, () => unknown> = {};
  #namespace: object | undefined;

  constructor(record: ModuleRecord, body: ModuleBody, context: ModuleContext) {
    super();
    this.record = record;
    this.#body = body;
    this.#context = context;
  }

  get hasTopLevelAwait(): boolean {
    return this.record.hasTopLevelAwait;
  }
  get dependencies(): readonly GraphModule[] {
    return this.#linked;
  }
  /** @param modules One module per request of the record, in order. */
  link(modules: GraphModule[]): void {
    this.#linked = modules;
  }

  exportNames(seen = new Set<GraphModule>()): Set<string> {
    const names = new Set<string>();
    if (seen.has(this)) return names;
    seen.add(this);
    for (const name of this.record.locals) names.add(name);
    for (const [name] of this.record.indirect) names.add(name);
    for (const request of this.record.stars) {
      for (const name of this.#linked[request]!.exportNames(seen)) {
        if (name !== 'default') names.add(name);
      }
    }
    return names;
  }

  resolveExport(name: string, seen = new Set<string>()): Binding | 'ambiguous' | undefined {
    const key = `${moduleIds.of(this)}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    if (this.record.locals.includes(name)) return { module: this, name };
    for (const [exported, request, imported] of this.record.indirect) {
      if (exported !== name) continue;
      const target = this.#linked[request]!;
      return imported === '*'
        ? { module: target, name: NAMESPACE }
        : target.resolveExport(imported, seen);
    }
    if (name === 'default') return undefined;
    let found: Binding | undefined;
    for (const request of this.record.stars) {
      const binding = this.#linked[request]!.resolveExport(name, seen);
      if (binding === 'ambiguous') return binding;
      if (!binding) continue;
      if (found && (found.module !== binding.module || found.name !== binding.name)) {
        return 'ambiguous';
      }
      found = binding;
    }
    return found;
  }

  protected prepare(): void {
    if (this.#steps) return;
    this.#steps = this.#body(
      this.#context.importMeta,
      this.#context.importDynamically,
      (getters) => {
        this.#getters = getters;
      },
      ...this.#linked.map((module) => module.live),
    );
    void this.#steps.next();
  }

  protected connect(): void {
    for (const [request, name] of this.record.imports) {
      const binding = this.#linked[request]!.resolveExport(name);
      if (binding && binding !== 'ambiguous') continue;
      const { specifier } = this.record.requests[request]!;
      throw new MissingExportError(specifier, name, binding ?? 'missing');
    }
    for (const name of this.exportNames()) {
      const binding = this.resolveExport(name);
      if (!binding || binding === 'ambiguous') continue;
      const { module, name: key } = binding;
      const get = module === this ? this.#getters[key] : () => module.live[key];
      Object.defineProperty(this.live, name, { get, enumerable: true, configurable: true });
    }
    Object.defineProperty(this.live, NAMESPACE, {
      get: () => this.namespace(),
      enumerable: false,
      configurable: true,
    });
  }

  protected execute(): void | Promise<void> {
    const last = this.#steps!.next();
    if (last instanceof Promise) return last.then(() => {});
  }

  namespace(): object {
    this.#namespace ??= createNamespace(this.live, this.exportNames());
    return this.#namespace;
  }
}

export class SyntheticModule extends GraphModule {
  readonly dependencies: readonly GraphModule[] = [];
  readonly hasTopLevelAwait = false;
  readonly #names: Set<string>;
  readonly #steps: () => void;
  #namespace: object | undefined;

  constructor(names: Iterable<string>, steps: () => void) {
    super();
    this.#names = new Set(names);
    this.#steps = steps;
    for (const name of this.#names) this.live[name] = undefined;
    Object.defineProperty(this.live, NAMESPACE, { get: () => this.namespace(), enumerable: false });
  }

  exportNames(): Set<string> {
    return this.#names;
  }
  resolveExport(name: string): Binding | undefined {
    return this.#names.has(name) ? { module: this, name } : undefined;
  }
  setExport(name: string, value: unknown): void {
    this.#assertDeclared(name);
    Object.defineProperty(this.live, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  /** The value is computed when an importer reads it. */
  setExportGetter(name: string, get: () => unknown): void {
    this.#assertDeclared(name);
    Object.defineProperty(this.live, name, { get, enumerable: true, configurable: true });
  }
  #assertDeclared(name: string): void {
    if (!this.#names.has(name))
      throw new ReferenceError(`Export '${name}' is not defined in module`);
  }
  protected prepare(): void {}
  protected connect(): void {}
  protected execute(): void {
    this.#steps();
  }
  namespace(): object {
    this.#namespace ??= createNamespace(this.live, this.#names);
    return this.#namespace;
  }
}

const namespaces = new WeakSet<object>();
export const isModuleNamespace = (value: object): boolean => namespaces.has(value);

// Captured: the engine replaces `Proxy` so that `util.types.isProxy` knows the program's own.
const NativeProxy = Proxy;

/** https://tc39.es/ecma262/#sec-module-namespace-exotic-objects over live bindings. */
export function createNamespace(live: Live, exported: Iterable<string>): object {
  const names = [...exported].sort();
  const known = new Set<string | symbol>(names);
  const target: Record<string, unknown> = Object.create(null);
  Object.defineProperty(target, Symbol.toStringTag, { value: 'Module' });
  // Own properties of the target let the invariants of a non-extensible proxy hold.
  for (const name of names) {
    Object.defineProperty(target, name, {
      value: undefined,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  const namespace = new NativeProxy(target, {
    get: (object, key, receiver) =>
      known.has(key) ? live[key as string] : Reflect.get(object, key, receiver),
    getOwnPropertyDescriptor(object, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
      if (descriptor && known.has(key)) descriptor.value = live[key as string];
      return descriptor;
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: (object, key) => !Reflect.has(object, key),
    setPrototypeOf: (_object, prototype) => prototype === null,
    isExtensible: () => true,
    preventExtensions: () => false,
  });
  namespaces.add(namespace);
  return namespace;
}

const moduleIds = {
  ids: new WeakMap<GraphModule, number>(),
  next: 0,
  of(module: GraphModule): number {
    let id = this.ids.get(module);
    if (id === undefined) this.ids.set(module, (id = this.next++));
    return id;
  },
};
