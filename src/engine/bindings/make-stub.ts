/** An object of a binding's real shape, whose functions report that they are missing when called. */
import { browser } from '../core/browser.ts';
import { revive, type Any, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

const reported = new Set<string>();

/** Names of native functions that were called and do not exist here, in order of the first call. */
export const missingBindings = (): string[] => [...reported];

function missing(name: string): void {
  if (reported.has(name)) return;
  reported.add(name);
  if (runtime.process?.env?.NODE_DEBUG_ENGINE) {
    runtime.write(2, `[engine] internalBinding: ${name} is not implemented\n`);
  }
}

export function makeStub(binding: string, shape: Record<string, Any>): Binding {
  const stub: Binding = {};
  for (const [key, value] of Object.entries(shape)) {
    if (value?.$ !== 'function') {
      stub[key] = revive(value);
      continue;
    }
    const name = `${binding}.${key}`;
    if (value.methods || value.derived) {
      const constructor = {
        [key]: class {
          constructor() {
            missing(`new ${name}`);
          }
        },
      }[key]!;
      for (const method of value.methods ?? []) {
        browser.global.Object.defineProperty(constructor.prototype, method, {
          configurable: true,
          writable: true,
          value: () => missing(`${name}#${method}`),
        });
      }
      stub[key] = constructor;
    } else {
      stub[key] = { [key]: () => missing(name) }[key];
    }
  }
  return stub;
}
