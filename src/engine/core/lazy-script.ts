/** Parts of the engine that few programs need, each a script of its own, loaded at first use. */
import { compileFunction } from '../bindings/builtins.ts';
import type { Serialization } from '../serialization/script.ts';
import type { Histograms } from '../histogram/script.ts';

/** What `build/index.ts` bundles under `engine/<name>`. */
interface LazyScripts {
  histogram: Histograms;
  serialization: Serialization;
}

const loaded = new Map<string, unknown>();

/** Loads synchronously: who asks stands in a synchronous call of the program. */
export function lazyScript<N extends keyof LazyScripts>(name: N): LazyScripts[N] {
  if (!loaded.has(name)) loaded.set(name, compileFunction(`engine/${name}`)());
  return loaded.get(name) as LazyScripts[N];
}
