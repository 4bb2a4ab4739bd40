/** An object of a binding's real shape, whose functions report that they are missing when called. */
import { browser } from '../core/browser.ts';
import { revive, type Any, type Binding } from '../core/node-data.ts';
import { runtime } from '../core/runtime.ts';

/** What a program asked for when it makes an object of a binding that is not there. */
const FEATURES: Record<string, string> = {
  worker: 'worker_threads',
};

/** The error by which the engine refuses what it does not have, at the call. */
export function unavailable(feature: string): Error {
  const error = new browser.Error(
    `Not available in the embedded engine yet: ${feature}. Run the example on your machine.`,
  );
  return Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
}

/** The error for what no page can do. `advice` says what to do instead. */
export function impossible(feature: string, advice: string): Error {
  const error = new browser.Error(`Not possible in a browser tab: ${feature}. ${advice}`);
  return Object.assign(error, { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
}

const reported = new Set<string>();

function missing(name: string): void {
  if (reported.has(name)) return;
  reported.add(name);
  if (runtime.process?.env?.NODE_DEBUG_ENGINE) {
    runtime.write(2, `[engine] internalBinding: ${name} is not implemented\n`);
  }
}

/** Node's constants cannot be assigned, and their objects have no prototype. */
function readOnly(group: Any): Any {
  if (group === null || typeof group !== 'object') return group;
  const result = Object.create(null) as object;
  for (const [key, value] of Object.entries(group)) {
    Object.defineProperty(result, key, { value: readOnly(value), enumerable: true });
  }
  return result;
}

export function makeStub(binding: string, shape: Record<string, Any>): Binding {
  const stub: Binding = {};
  for (const [key, value] of Object.entries(shape)) {
    if (value?.$ !== 'function') {
      stub[key] = binding === 'constants' ? readOnly(revive(value)) : revive(value);
      continue;
    }
    const name = `${binding}.${key}`;
    if (value.methods || value.derived) {
      const constructor = {
        [key]: class {
          constructor() {
            missing(`new ${name}`);
            const feature = FEATURES[binding];
            if (feature) throw unavailable(feature);
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
      const feature = binding === 'spawn_sync' ? FEATURES[binding] : undefined;
      stub[key] = {
        [key]: () => {
          missing(name);
          if (feature) throw unavailable(feature);
        },
      }[key];
    }
  }
  return stub;
}
