/**
 * What V8 has and Node's core takes for granted, where the browser lacks it; and what Node hides. Has to be there before
 * Node's primordials are made, which copy it.
 */
import { browser } from './browser.ts';

/** @see https://tc39.es/proposal-explicit-resource-management/ WebKit lacks the symbols. */
export function addMissingFeatures(): void {
  // V8's own, which Node takes away as well.
  Reflect.deleteProperty(browser.global.Intl, 'v8BreakIterator');
  for (const name of ['dispose', 'asyncDispose'] as const) {
    if (name in browser.Symbol) continue;
    Object.defineProperty(browser.Symbol, name, { value: Symbol(`Symbol.${name}`) });
  }
}
