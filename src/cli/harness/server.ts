/** Serves the harness page, the built engine, and snapshots of folders, on a port of its own. */
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { isolationHeaders } from '../../journal/integrations/isolation-headers.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));

export interface Harness {
  url: string;
  /** Serves bytes under a path that starts with `/`. */
  add(path: string, bytes: Uint8Array): void;
  close(): void;
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
  });
  return outputFiles[0]!.text;
}

/** All files of the engine, held for as long as the harness runs: it may be built anew meanwhile. */
async function readEngine(): Promise<Map<string, Uint8Array>> {
  const folder = join(project, '.cache/engine');
  const files = new Map<string, Uint8Array>();
  for (const { name, parentPath } of await readdir(folder, { withFileTypes: true })) {
    if (/\.(js|wasm)$/.test(name)) files.set(name, await readFile(join(parentPath, name)));
  }
  return files;
}

export async function serveHarness(): Promise<Harness> {
  const page = await bundlePage();
  const engine = await readEngine();
  const extra = new Map<string, Uint8Array>();
  const server = http.createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    // As the site is served.
    for (const [name, value] of Object.entries(isolationHeaders)) response.setHeader(name, value);
    const send = (type: string, body: string | Uint8Array): void => {
      response.setHeader('Content-Type', type);
      response.setHeader('Cache-Control', path === '/' ? 'no-cache' : 'max-age=31536000');
      response.end(body);
    };
    try {
      if (path === '/') {
        send(
          'text/html',
          '<!doctype html><meta charset=utf-8><title>Harness</title><script type=module src=/page.js></script>',
        );
      } else if (path === '/page.js') send('text/javascript', page);
      else if (extra.has(path)) {
        send(
          path.endsWith('.js') ? 'text/javascript' : 'application/octet-stream',
          extra.get(path)!,
        );
      } else if (path === '/preview-service-worker.js') {
        send('text/javascript', engine.get('service-worker.js')!);
      } else if (path.startsWith('/engine/') && engine.has(path.slice(8))) {
        send('text/javascript', engine.get(path.slice(8))!);
      } else if (/^\/layers\/[\w.-]+$/.test(path)) {
        const type = path.endsWith('.js') ? 'text/javascript' : 'application/json';
        send(type, await readFile(join(project, '.cache', path)));
      } else throw new Error('no such file');
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    add: (path, bytes) => void extra.set(path, bytes),
    close: () => server.close(),
  };
}
