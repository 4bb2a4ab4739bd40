/** Compiling CommonJS and `vm` code. One realm: a worker has no second global object to give. */
import { browser } from '../core/browser.ts';
import { privateSymbols, symbols } from '../core/async-wrap.ts';
import { rememberColumns } from '../core/compiled-columns.ts';
import { EXITED } from '../core/callbacks.ts';
import type { Any, Binding, Fn } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { getCompiler } from '../modules/compiler.ts';
import { syntaxError } from '../modules/compile-module.ts';
import { hiddenGlobals } from '../modules/module-record.ts';
import { findScript } from '../modules/precompiled.ts';
import { contextCount, contextImport, contextOf, makeContext } from '../vm/context.ts';
import { importDynamically } from './module-wrap.ts';

/** In bytes, where the browser does not tell. */
const TYPICAL_HEAP = 2e7;

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
  const head = `(function (${parameters}) {${code.startsWith('#!') ? '//' : ''}`;
  rememberColumns(filename, head.length, code === source ? undefined : code);
  try {
    return browser.eval(`${head}${code}\n})\n//# sourceURL=${filename}`);
  } catch (error) {
    const shown = located(error, source, filename);
    if (shown !== error) decorate(shown, filename, source);
    throw shown;
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

const VM_IMPORT = '__nodeVmImport';

/** Text that stands in the place that the program says its code has in a file. */
function placed(code: string, lineOffset: number, columnOffset: number): string {
  const lines = Math.min(Math.max(lineOffset, 0), MAX_OFFSET);
  return '\n'.repeat(lines) + ' '.repeat(Math.min(Math.max(columnOffset, 0), MAX_OFFSET)) + code;
}
/** Line and column numbers beyond it are not kept: the text would grow by as much. */
const MAX_OFFSET = 100_000;

/** A stand-in for V8's code cache: tells only whether it was made for the same source. */
function cachedDataOf(code: string): Uint8Array {
  let hash = 0x811c9dc5;
  for (let i = 0; i < code.length; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x01000193);
  return runtime.Buffer.from(`code of ${code.length} characters, ${hash >>> 0}`);
}
const isCachedDataOf = (code: string, data: Uint8Array): boolean =>
  runtime.Buffer.compare(data, cachedDataOf(code)) === 0;

/** What `import()` becomes in code whose referrer is not a file. */
const importFor =
  (referrer: symbol, filename: string) =>
  (specifier: unknown, options?: unknown): Promise<unknown> =>
    importDynamically(referrer, filename, specifier, options);

/** Rewritten where it must be; as it is where acorn cannot read it, for the browser may. */
function rewriteFor(source: string, dynamicImport: string): string {
  if (!/\bawait\b|\bimport\s*\(/.test(source)) return source;
  try {
    return getCompiler().rewriteScript(source, dynamicImport);
  } catch {
    return source;
  }
}

/** Puts the failing line above the stack, as `displayErrors` asks. */
function decorate(error: unknown, filename: string, source: string): void {
  const thrown = error as Any;
  if (thrown === null || typeof thrown !== 'object') return;
  if (thrown[privateSymbols.decorated_private_symbol!] || typeof thrown.stack !== 'string') return;
  let arrow: unknown = thrown[privateSymbols.arrow_message_private_symbol!];
  if (typeof arrow !== 'string') {
    const frame = /\n {4}at (?:.*\()?([^()\n]*):(\d+):(\d+)\)?/.exec(thrown.stack);
    if (frame?.[1] !== filename) return;
    const line = source.split('\n')[Number(frame[2]) - 1] ?? '';
    arrow = `${filename}:${frame[2]}\n${line}\n${' '.repeat(Number(frame[3]) - 1)}^\n`;
  }
  try {
    thrown.stack = `${(arrow as string).trimEnd()}\n\n${thrown.stack}`;
    thrown[privateSymbols.decorated_private_symbol!] = true;
  } catch {
    // Frozen: it stays as it is.
  }
}

class ContextifyScript {
  readonly #source: string;
  readonly #filename: string;
  readonly #referrer: symbol;
  sourceMapURL: string | undefined;

  constructor(
    code: string,
    filename = 'evalmachine.<anonymous>',
    lineOffset = 0,
    columnOffset = 0,
    cachedData?: Uint8Array,
    produceCachedData = false,
    _parsingContext?: object,
    referrer?: symbol,
  ) {
    this.#source = placed(code, lineOffset, columnOffset);
    this.#filename = filename;
    this.#referrer = referrer ?? Symbol(filename);
    const self = this as Any;
    self[privateSymbols.host_defined_option_symbol!] = this.#referrer;
    this.sourceMapURL = sourceMapUrl(code);
    try {
      // Parses without running: the function is never called.
      new browser.global.Function(code);
    } catch (error) {
      const shown = located(error, this.#source, filename);
      decorate(shown, filename, this.#source);
      throw shown;
    }
    if (cachedData) self.cachedDataRejected = !isCachedDataOf(code, cachedData);
    if (produceCachedData) {
      self.cachedDataProduced = true;
      self.cachedData = this.createCachedData();
    }
  }

  runInContext(contextified: object | null, _timeout?: number, displayErrors = true): unknown {
    try {
      return this.#run(contextified);
    } catch (error) {
      if (displayErrors && error !== EXITED) decorate(error, this.#filename, this.#source);
      throw error;
    }
  }

  #run(contextified: object | null): unknown {
    const importer = importFor(this.#referrer, this.#filename);
    const end = `\n//# sourceURL=${this.#filename}`;
    const context = contextified ? contextOf(contextified) : undefined;
    if (context) {
      const text = rewriteFor(this.#source, contextImport);
      return context.run({
        text: text + end,
        names: namesIn(text),
        importDynamically: importer,
      });
    }
    const text = rewriteFor(this.#source, `${VM_IMPORT}(${vmImporters.length})`);
    if (text !== this.#source) vmImporters.push(importer);
    return browser.eval(text + end);
  }

  createCachedData(): Uint8Array {
    return cachedDataOf(this.#source);
  }
}

/** `import()` of scripts that run in the process's own context, by their number in the text. */
const vmImporters: ReturnType<typeof importFor>[] = [];

function namesIn(
  text: string,
): ReturnType<ReturnType<typeof getCompiler>['scriptNames']> | undefined {
  // A lone expression, as most are, needs no parser.
  if (/^[\w$.\s]*$/.test(text) && !/\b(var|let|const|function|class)\b/.test(text))
    return undefined;
  try {
    return getCompiler().scriptNames(text);
  } catch {
    return undefined;
  }
}

/** `vm.compileFunction`: a function with these parameters, in a context or the process's own. */
function compileInContext(
  source: string,
  filename: string,
  parameters: string[],
  parsingContext: object | undefined,
  extensions: object[],
  referrer: symbol,
): Any {
  const importer = importFor(referrer, filename);
  const layers = extensions.map((_, index) => `with(__nodeExtensions[${index}])`).join('');
  const context = parsingContext && contextOf(parsingContext);
  const dynamicImport = context ? contextImport : `${VM_IMPORT}(${vmImporters.length})`;
  const text = rewriteFor(source, dynamicImport);
  if (!context && text !== source) vmImporters.push(importer);
  const expression =
    `(function (__nodeExtensions) { ${layers} return (function (${parameters.join()}) {` +
    `${text}\n}) })\n//# sourceURL=${filename}`;
  try {
    const make = (
      context ? context.evaluate(expression, importer) : browser.eval(expression)
    ) as Fn;
    return make(extensions);
  } catch (error) {
    throw located(error, source, filename);
  }
}

/** Sets a private symbol, unseen also where no prototype has the accessors for it. */
function mark(object: object, symbol: symbol, value: unknown): void {
  if (symbol in object) (object as Any)[symbol] = value;
  else Object.defineProperty(object, symbol, { value, configurable: true });
}

export function contextify(stub: Binding): Binding {
  Object.defineProperty(browser.global, VM_IMPORT, {
    value: (index: number) => vmImporters[index],
  });
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
      lineOffset: number,
      columnOffset: number,
      cachedData: Uint8Array | undefined,
      produceCachedData: boolean,
      parsingContext: object | undefined,
      extensions: object[] = [],
      parameters: string[] = [],
      referrer = Symbol(filename),
    ) {
      const compiled = compileInContext(
        placed(source, lineOffset, columnOffset),
        filename,
        parameters,
        parsingContext,
        extensions,
        referrer,
      );
      compiled[privateSymbols.host_defined_option_symbol!] = referrer;
      return {
        function: compiled,
        sourceMapURL: sourceMapUrl(source),
        ...(cachedData && { cachedDataRejected: !isCachedDataOf(source, cachedData) }),
        ...(produceCachedData && { cachedDataProduced: true, cachedData: cachedDataOf(source) }),
      };
    },
    makeContext(
      contextObject: object | symbol,
      _name: string,
      _origin: string | undefined,
      _strings: boolean,
      _wasm: boolean,
      _ownMicrotasks: boolean,
      referrer: symbol,
    ) {
      // `vm.constants.DONT_CONTEXTIFY` asks for a plain global object of the context's own.
      const made = makeContext(typeof contextObject === 'symbol' ? undefined : contextObject);
      mark(made, privateSymbols.contextify_context_private_symbol!, made);
      mark(made, privateSymbols.host_defined_option_symbol!, referrer);
      return made;
    },
    startSigintWatchdog: () => true,
    stopSigintWatchdog: () => false,
    watchdogHasPendingSigint: () => false,
    /** The browser tells of the whole page at most, so of all contexts the same. */
    measureMemory(mode: number) {
      const used = Number((browser.performance as Any).memory?.usedJSHeapSize ?? TYPICAL_HEAP);
      const estimate = (): object => ({ jsMemoryEstimate: used, jsMemoryRange: [used, used] });
      if (mode === stub.constants.measureMemory.mode.SUMMARY) {
        return browser.Promise.resolve({ total: estimate() });
      }
      const other = Array.from({ length: contextCount() }, estimate);
      return browser.Promise.resolve({ total: estimate(), current: estimate(), other });
    },
  });
}
