/** Which options a further thread can have: those of its own, not V8's and not the process's. */
import type { ParsedOptions } from '../worker/parse-options.ts';

/** `PerProcessOptionsParser` of `src/node_options.cc`; the binding does not tell them apart. */
const OF_THE_PROCESS =
  /^--(title|trace-event-.*|v8-pool-size|v8-options|zero-fill-buffers|debug-arraybuffer-allocations|disable-proto|(no-)?node-snapshot|snapshot-blob|build-snapshot.*|build-sea|experimental-sea-config|security-revert|completion-bash|help|version|icu-data-dir|openssl-.*|use-openssl-ca|use-bundled-ca|use-system-ca|enable-fips|force-fips|secure-heap.*|use-largepages|trace-sigint|node-memory-debug|disable-wasm-trap-handler|run|print-.*|tls-cipher-list)$/;

interface Checks {
  parse(args: readonly string[], inEnvironment: boolean): ParsedOptions;
  isNodeOption(name: string): boolean;
}

const nameOf = (word: string): string => word.split('=', 1)[0]!.replaceAll('_', '-');

/** @returns what Node says is wrong with a thread's `execArgv`. */
export function invalidExecArgv(execArgv: readonly string[], checks: Checks): string[] {
  const foreign = execArgv.filter(
    (word) => word.startsWith('--') && isForeign(nameOf(word), checks),
  );
  return foreign.length > 0 ? foreign : complaints(execArgv, checks, false);
}

/** @returns what is wrong with the `NODE_OPTIONS` of a thread's own environment. */
export function invalidNodeOptions(words: readonly string[], checks: Checks): string[] {
  const foreign = words.filter((word) => word.startsWith('--') && isForeign(nameOf(word), checks));
  if (foreign.length > 0) return foreign.map((word) => `${word} is not allowed in NODE_OPTIONS`);
  return complaints(words, checks, true);
}

const isForeign = (name: string, { isNodeOption }: Checks): boolean =>
  OF_THE_PROCESS.test(name) || !(isNodeOption(name) || isNodeOption(name.replace(/^--no-/, '--')));

function complaints(words: readonly string[], checks: Checks, inEnvironment: boolean): string[] {
  try {
    checks.parse(words, inEnvironment);
    return [];
  } catch (error) {
    return [(error as Error).message.replace(/^bad option: /, '')];
  }
}
