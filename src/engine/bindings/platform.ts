/** Small bindings that describe the process to Node's core: options, credentials, performance, … */
import { AsyncWrap, symbols as asyncSymbols } from '../core/async-wrap.ts';
import { nodeData, revive, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';
import { impossible } from './make-stub.ts';
import { uvErrorMap, uvErrorMessage, uvErrorName } from '../core/uv.ts';

/** Options of the command line that differ from Node's defaults; set before the bootstrap. */
export const cliOptions: Record<string, unknown> = {};

const optionValues = (): Record<string, unknown> =>
  Object.assign(Object.create(null), revive(nodeData.extras.cliOptions), cliOptions);

export const options = (stub: Binding): Binding =>
  Object.assign(stub, {
    getCLIOptionsValues: optionValues,
    getCLIOptionsInfo: () => {
      const { options: known, aliases } = nodeData.extras.optionTable;
      const describe = ([type, inEnvironment]: [number, boolean]): object => ({
        helpText: '',
        envVarSettings: inEnvironment ? 0 : 1,
        type,
        defaultIsTrue: false,
      });
      return {
        options: new Map(Object.entries(known).map(([name, one]) => [name, describe(one)])),
        aliases: new Map(Object.entries(aliases)),
      };
    },
    getOptionsAsFlags: () => [],
    getEmbedderOptions: () => ({
      shouldNotRegisterESMLoader: false,
      noGlobalSearchPaths: false,
      noBrowserGlobals: false,
      hasEmbedderPreload: false,
    }),
  });

export const config = (stub: Binding): Binding =>
  Object.assign(stub, {
    hasInspector: false,
    hasTracing: false,
    fipsMode: false,
    getDefaultLocale: () => 'en-US',
  });

/** Coverage is V8's own, of a process that was started with `NODE_V8_COVERAGE`; of others there is none. */
export const profiler = (stub: Binding): Binding =>
  Object.assign(stub, { takeCoverage() {}, stopCoverage() {} });

export const uvBinding = (stub: Binding): Binding =>
  Object.assign(stub, {
    errname: uvErrorName,
    getErrorMap: uvErrorMap,
    getErrorMessage: uvErrorMessage,
  });

export function symbols(stub: Binding): Binding {
  Object.assign(asyncSymbols, stub);
  AsyncWrap.defineIdAccessors();
  return asyncSymbols;
}

export function traceEvents(stub: Binding): Binding {
  const disabled = new Uint8Array(1);
  return Object.assign(stub, {
    getEnabledCategories: () => undefined,
    setTraceCategoryStateUpdateHandler() {},
    getCategoryEnabledBuffer: () => disabled,
    isTraceCategoryEnabled: () => false,
    trace() {},
  });
}

export const mksnapshot = (stub: Binding): Binding =>
  Object.assign(stub, {
    setSerializeCallback() {},
    setDeserializeCallback() {},
    setDeserializeMainFunction() {},
    isBuildingSnapshotBuffer: new Uint8Array(1),
    runEmbedderPreload() {},
  });

export const permission = (stub: Binding): Binding =>
  Object.assign(stub, { has: () => true, drop() {} });

export const report = (stub: Binding): Binding =>
  Object.assign(stub, {
    shouldReportOnUncaughtException: () => false,
    shouldReportOnSignal: () => false,
    getSignal: () => 'SIGUSR2',
    getDirectory: () => '',
    getFilename: () => '',
    writeReport() {},
    /** What is known in a tab of a diagnostic report, as JSON. */
    getReport(error: Error | undefined) {
      const { process } = runtime;
      const [message = '', ...stack] = (error?.stack ?? '').split('\n');
      return JSON.stringify({
        header: {
          reportVersion: 5,
          event: 'JavaScript API',
          trigger: 'GetReport',
          filename: null,
          dumpEventTime: new Date().toISOString(),
          processId: runtime.pid,
          cwd: runtime.cwd,
          commandLine: [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
          nodejsVersion: process.version,
          arch: process.arch,
          platform: process.platform,
          componentVersions: process.versions,
          release: process.release,
        },
        javascriptStack: { message, stack: stack.map((line) => line.trim()) },
        environmentVariables: process.env,
        workers: [],
      });
    },
  });

export const http2 = (stub: Binding): Binding =>
  Object.assign(stub, {
    setCallbackFunctions() {},
    nameForErrorCode: [],
    refreshDefaultSettings() {},
    refuse(name: string): never {
      throw impossible(
        `HTTP/2 (http2.${name})`,
        'Use node:http here, or run the example on your machine.',
      );
    },
  });

export const sea = (stub: Binding): Binding =>
  Object.assign(stub, { isSea: () => false, isExperimentalSeaWarningNeeded: () => false });

export const diagnosticsChannel = (stub: Binding): Binding =>
  Object.assign(stub, { linkNativeChannel() {}, subscribers: new Uint32Array(1024) });

export const inspector = (stub: Binding): Binding =>
  Object.assign(stub, {
    isEnabled: () => false,
    console: undefined,
    setConsoleExtensionInstaller() {},
    registerAsyncHook() {},
  });

export const wasmWebApi = (stub: Binding): Binding =>
  Object.assign(stub, { setImplementation() {} });
