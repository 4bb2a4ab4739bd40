// `npm start` in a day's folder, or `npm start day4` in this one.
import './check-node.js';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.env.INIT_CWD ?? '.', process.argv[2] ?? '.');
const entry = ['app.ts', 'server.ts'].map((file) => join(folder, file)).find(existsSync);
if (!entry) {
  console.error(`No app.ts or server.ts in ${folder}. Try: npm start day0`);
  process.exit(1);
}
process.chdir(folder);
await import(pathToFileURL(entry).href);
