/** Compiling CommonJS and `vm` code. One realm: a worker has no second global object to give. */
import { browser } from '../core/browser.ts';
import { privateSymbols, symbols } from '../core/async-wrap.ts';
import type { Any, Binding } from '../core/node-data.ts';
import { nodeError } from '../core/runtime.ts';
import { getCompiler } from '../modules/compiler.ts';
import { syntaxError } from '../modules/compile-module.ts';
import { hiddenGlobals } from '../modules/module-record.ts';
import { findScript } from '../modules/precompiled.ts';
import { importDynamically } from './module-wrap.ts';

const CJS_PARAMETERS = 'exports,require,module,__filename,__dirname';

/** What V8, SpiderMonkey and JavaScriptCore say of module syntax in a script. */
const MODULE_SYNTAX_ERROR =
  /Cannot use import statement|Unexpected token 'export'|Unexpected keyword 'export'|Cannot use 'import\.meta'|import\.meta is only valid|import declarations may only appear|export declarations may only appear|await is only valid/;

/** The same test as `lib/internal/modules/esm/utils.js` needs: whether text is an ES module. */
export function containsModuleSyntax(source: string): boolean {
  try {
    compileFunction(source, 'detect', CJS_PARAMETERS);
    return false;
  } catch (error) {
    return error instanceof browser.global.SyntaxError && MODULE_SYNTAX_ERROR.test(error.message);
  }
}

/** The source with `import()` and `await` rewritten, if it has any. */
function withImports(source: string): string {
  if (/\bawait\b/.test(source) || /\bimport\s*\(/.test(source)) {
    try {
      return getCompiler().rewriteScript(source);
    } catch {
      // Not for acorn to report: the engine below says what is wrong, and module syntax in a script
      // must fail with the engine's own message, by which Node detects ES modules.
    }
  }
  return source;
}

export function compileFunction(source: string, filename: string, parameters: string): Any {
  const code = withImports(source);
  const shebang = code.startsWith('#!') ? '//' : '';
  try {
    return browser.eval(
      `(function (${parameters}) {${shebang}${code}\n})\n//# sourceURL=${filename}`,
    );
  } catch (error) {
    throw located(error, source, filename);
  }
}

/** Adds the position to a syntax error of `eval`, which has none; acorn finds the same place. */
function located(error: unknown, source: string, filename: string): unknown {
  const { message } = error as Error;
  if (MODULE_SYNTAX_ERROR.test(message)) return error;
  try {
    getCompiler().rewriteScript(source);
  } catch (found) {
    const result = syntaxError(found, filename, source) as Error;
    result.message = message;
    return result;
  }
  return error;
}

const sourceMapUrl = (source: string): string | undefined => {
  const at = source.lastIndexOf('//# sourceMappingURL=');
  return at < 0 ? undefined : source.slice(at + 21).split(/\s/, 1)[0];
};

/** A parameter's name that no sandbox has. */
const CODE = '__nodeContextCode';

class ContextifyScript {
  readonly #code: string;
  readonly #filename: string;
  sourceMapURL: string | undefined;

  constructor(
    code: string,
    filename = 'evalmachine.<anonymous>',
    _lineOffset = 0,
    _columnOffset = 0,
    _cachedData?: unknown,
    _produceCachedData?: boolean,
    _parsingContext?: unknown,
    hostDefinedOptionId?: symbol,
  ) {
    // A script has no `__filename` of its own.
    this.#code = withImports(code).replaceAll(
      `${hiddenGlobals.importFromScript}.bind(null,__filename)`,
      `${hiddenGlobals.importFromScript}.bind(null,${JSON.stringify(filename)})`,
    );
    this.#filename = filename;
    // `import()` in it is looked up by this symbol, under which lib registers its callback.
    Object.defineProperty(this, privateSymbols.host_defined_option_symbol!, {
      value: hostDefinedOptionId ?? Symbol(filename),
    });
    this.sourceMapURL = sourceMapUrl(code);
    try {
      // Parses without running: the function is never called.
      new browser.global.Function(code);
    } catch (error) {
      throw located(error, code, filename);
    }
  }

  runInContext(context: object | null): unknown {
    const code = `${this.#code}\n//# sourceURL=${this.#filename}`;
    if (context === null || context === undefined) return browser.eval(code);
    // A `with` over the sandbox stands in for a context: names resolve there first, and what an
    // undeclared assignment or a top-level `var` makes lands there.
    const scope = new browser.Proxy(context, {
      has: (target, key) => key !== CODE && (key in target || !(key in browser.global)),
      get: (target, key) => (key === Symbol.unscopables ? undefined : Reflect.get(target, key)),
    });
    const run = new browser.global.Function(
      'scope',
      CODE,
      `with (scope) { return eval(${CODE}); }`,
    );
    return run.call(context, scope, code);
  }

  createCachedData(): Uint8Array {
    return new Uint8Array(0);
  }
}

export function contextify(stub: Binding): Binding {
  Object.defineProperty(browser.global, hiddenGlobals.importFromScript, {
    value: (filename: string, specifier: unknown, options: unknown) =>
      importDynamically(symbols.vm_dynamic_import_default_internal!, filename, specifier, options),
  });
  return Object.assign(stub, {
    ContextifyScript,
    containsModuleSyntax,
    compileFunctionForCJSLoader(
      source: string,
      filename: string,
      _isSea: boolean,
      detectModule: boolean,
    ) {
      const result = { cachedDataRejected: false, sourceMapURL: undefined as string | undefined };
      const precompiled = findScript(filename, source);
      if (precompiled) return { ...result, canParseAsESM: false, function: precompiled.wrapper };
      result.sourceMapURL = sourceMapUrl(source);
      try {
        const compiled = compileFunction(source, filename, CJS_PARAMETERS);
        return { ...result, canParseAsESM: false, function: compiled };
      } catch (error) {
        if (detectModule && MODULE_SYNTAX_ERROR.test((error as Error).message)) {
          return { ...result, canParseAsESM: true, function: undefined };
        }
        throw error;
      }
    },
    compileFunction(
      source: string,
      filename: string,
      _lineOffset: number,
      _columnOffset: number,
      _cachedData: unknown,
      _produceCachedData: boolean,
      _context: unknown,
      _extensions: unknown,
      parameters: string[] = [],
    ) {
      const compiled = compileFunction(source, filename, parameters.join());
      return { function: compiled, sourceMapURL: sourceMapUrl(source) };
    },
    makeContext(context: object | symbol) {
      // `vm.constants.DONT_CONTEXTIFY` asks for a plain global object of the context's own.
      const object = typeof context === 'symbol' ? {} : context;
      (object as Any)[privateSymbols.contextify_context_private_symbol!] = object;
      return object;
    },
    startSigintWatchdog() {},
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
    measureMemory() {
      throw new (nodeError('ERR_CONTEXT_NOT_INITIALIZED'))();
    },
  });
}
