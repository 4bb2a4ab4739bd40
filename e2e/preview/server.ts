/** Serves the page of `page.ts` and the service worker, bundled on the fly, under a base path. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

async function bundle(path: string, define: Record<string, string> = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fromHere(path)],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    define,
  });
  return outputFiles[0]!.text;
}

/** @param isolated Sends the headers of cross-origin isolation. */
export async function startServer(
  base: string,
  isolated: boolean,
): Promise<{ url: string; server: Server }> {
  const injected = await bundle('../../src/engine/preview/injected.ts');
  const files: Record<string, [type: string, text: string]> = {
    [`${base}preview-service-worker.js`]: [
      'text/javascript',
      await bundle('../../src/engine/preview/service-worker.ts', {
        __INJECTED_SCRIPT__: JSON.stringify(injected),
      }),
    ],
    [`${base}page.js`]: ['text/javascript', await bundle('./page.ts')],
    [`${base}`]: [
      'text/html',
      `<!doctype html><meta charset="utf-8"><title>journal</title>
       <body data-base="${base}" data-worker="${base}preview-service-worker.js">
       <script src="${base}page.js"></script>`,
    ],
    [`${base}outer.js`]: [
      'text/javascript',
      `onmessage = () => { importScripts('${base}inner.js'); fetch('/_astro/x').then((r) => r.text()).then((text) => postMessage(self.inner + text)); }`,
    ],
    [`${base}inner.js`]: ['text/javascript', 'self.inner = "inner "'],
    '/_astro/x': ['text/plain', 'journal /_astro/x'],
  };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url!, 'http://localhost').pathname];
    if (isolated) {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    }
    response.setHeader('Set-Cookie', 'journal=secret; Path=/');
    response.writeHead(file ? 200 : 404, { 'Content-Type': file?.[0] ?? 'text/plain' });
    response.end(file?.[1] ?? 'journal: not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}${base}`, server };
}
