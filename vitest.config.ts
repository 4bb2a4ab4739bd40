import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'examples/databases/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    environment: 'node',
  },
});
