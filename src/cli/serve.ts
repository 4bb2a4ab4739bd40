/** Serves the built site: `node src/cli/serve.ts [--exact]`, with `PORT` and `BASE_PATH` set or not. */
import { existsSync } from 'node:fs';
import { site } from '../journal/site.ts';
import { PortTakenError, startStaticServer } from './static-server.ts';

const folder = 'dist';
const wanted = process.env.PORT ?? '4321';
const port = Number(wanted);

const fail = (message: string): never => {
  console.error(message);
  process.exit(1);
};

if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  fail(`PORT is "${wanted}". Give a number from 0 to 65535: PORT=8080 npm start`);
}
if (!existsSync(`${folder}/index.html`)) {
  fail(`There is no built site in ${folder}. Build it first: npm run build`);
}
try {
  const {
    server,
    port: bound,
    url,
  } = await startStaticServer({
    folder,
    base: site.base,
    // The same server may answer at both host names.
    siteUrl: site.previewOrigin && site.url,
    port,
    isExact: process.argv.includes('--exact'),
  });
  if (port !== 0 && bound !== port) console.log(`Port ${port} is taken, so this is on ${bound}.`);
  console.log(`100 Days of Backend is at ${url}  (Ctrl+C stops it)`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
} catch (error) {
  if (error instanceof PortTakenError) fail(error.message);
  if ((error as NodeJS.ErrnoException).code === 'EACCES') {
    fail(`This user may not listen on port ${port}. Choose one above 1023: PORT=8080 npm start`);
  }
  throw error;
}
