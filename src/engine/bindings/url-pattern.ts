/** The `url_pattern` binding: the browser's own `URLPattern`. */
import { nativeError } from '../bytes/native-error.ts';
import { browser } from '../core/browser.ts';
import type { Binding } from '../core/node-data.ts';

class MissingURLPattern {
  constructor() {
    throw nativeError(
      TypeError,
      'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
      'URLPattern is not available in this browser. Update it, or run the example in WebContainers.',
    );
  }
}
Object.defineProperty(MissingURLPattern, 'name', { value: 'URLPattern' });

export function urlPattern(stub: Binding): Binding {
  return Object.assign(stub, { URLPattern: browser.URLPattern ?? MissingURLPattern });
}
