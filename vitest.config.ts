import { readFile } from 'node:fs/promises';
import { defineConfig, type Plugin } from 'vitest/config';

/** GitHub's packages. They import JSON as only bundlers do, and name source maps that are not published. */
const actions = /\/node_modules\/@actions\/.*\.js$/;

const withoutSourceMaps: Plugin = {
  name: 'without-source-maps',
  load: {
    filter: { id: actions },
    handler: async (id) => (await readFile(id, 'utf8')).replace(/^\/\/# sourceMappingURL=.*/m, ''),
  },
};

export default defineConfig({
  plugins: [withoutSourceMaps],
  test: {
    include: ['src/**/*.test.ts', 'examples/databases/**/*.test.ts', 'deploy/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    environment: 'node',
    server: { deps: { inline: [actions] } },
  },
});
