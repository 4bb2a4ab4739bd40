import { browser } from '../core/browser.ts';
import { nodeData, type Binding, type Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

const { builtins: compiled, lazyBuiltins } = nodeData;

let scriptFolder = '';
/** @param url URL of the folder that holds the engine's scripts, ending with `/`. */
export const setScriptFolder = (url: string): void => {
  scriptFolder = url;
};

/** The URL of one of the engine's scripts. */
export const scriptUrl = (file: string): string => scriptFolder + file;

/** An internal module as a function, loaded if it lives in a lazy script. @throws Error if unknown. */
export function compileFunction(id: string): Fn {
  if (!compiled[id] && lazyBuiltins[id]) {
    if (runtime.process?.env?.NODE_DEBUG_ENGINE) {
      runtime.write(2, `[engine] ${id}: loading ${lazyBuiltins[id]}\n`);
    }
    // A lazy script adds its modules to the table under this name while it runs.
    const scope = browser.global as unknown as { __nodeBuiltins?: Record<string, Fn> };
    scope.__nodeBuiltins = compiled;
    try {
      browser.importScripts(scriptFolder + lazyBuiltins[id]);
    } finally {
      delete scope.__nodeBuiltins;
    }
  }
  const builtin = compiled[id];
  if (!builtin) throw new browser.Error(`No such built-in module: ${id}`);
  return builtin;
}

/** Scripts of the bootstrap, which no program can ask for. */
const isLoadable = (id: string): boolean =>
  id === 'internal/bootstrap/realm' || !/^internal\/(per_context|bootstrap)\//.test(id);

export function builtins(stub: Binding): Binding {
  const { canBeRequired, cannotBeRequired } = nodeData.extras;
  return Object.assign(stub, {
    builtinIds: [...Object.keys(compiled), ...Object.keys(lazyBuiltins)].filter(isLoadable),
    compileFunction,
    setInternalLoaders(internalBinding: Fn, require: Fn) {
      runtime.internalBinding = internalBinding;
      runtime.require = require;
    },
    natives: {},
    builtinCategories: { canBeRequired, cannotBeRequired },
    hasCachedBuiltins: () => true,
  });
}
