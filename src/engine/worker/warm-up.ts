/**
 * Runs a program's usual path once in a waiting worker: a server of its packages, and a request to it.
 * Browsers compile a function when it is first called and keep no compiled code for workers, so this
 * is what a start would otherwise wait for. The program itself gets modules that are evaluated anew.
 */
import { browser } from '../core/browser.ts';
import { runtime } from '../core/runtime.ts';
import type { Any } from '../core/node-data.ts';
import { makeCallback } from '../core/callbacks.ts';
import { handleRequest } from '../net/index.ts';
import type { WarmUp } from '../protocol.ts';

/** @param workdir Where the program's packages are found. */
export function warmUp({ source, paths }: WarmUp, workdir: string): void {
  makeCallback(undefined, () => run(source, paths, workdir), []);
}

function run(source: string, paths: readonly string[], workdir: string): void {
  const { Module } = runtime.require('internal/modules/cjs/loader') as Any;
  const known = new Set(Object.keys(Module._cache as object));
  try {
    const program = { exports: {} };
    // Not by the loader, which would fetch the compiler for code that no build has seen.
    const main = new browser.Function('require', 'module', source);
    main(Module.createRequire(`${workdir}/warm-up.cjs`), program);
    const server = runtime.require('http').createServer(program.exports) as Any;
    // The page does not hear of the port: it listens to a worker from `start` on.
    server.listen(0);
    const { port } = server.address() as { port: number };
    let waiting = paths.length;
    for (const [index, path] of paths.entries()) {
      const request = { id: -1 - index, method: 'GET', port, path, headers: [] };
      handleRequest(request, (message) => {
        if (message.type !== 'response-error' && !message.done) return;
        if (--waiting > 0) return;
        server.closeAllConnections();
        server.close();
      });
    }
  } catch {
    // Without the packages there is nothing to warm up; the program itself will say what it lacks.
  } finally {
    for (const path of Object.keys(Module._cache as object)) {
      if (!known.has(path)) delete Module._cache[path];
    }
  }
}
