// @ts-check
import js from '@eslint/js';
import astro from 'eslint-plugin-astro';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The folders of `src/` that have a boundary. */
const folders = [
  'engine',
  'webcontainer-host',
  'container',
  'http-file',
  'service-worker',
  'runner',
  'journal',
  'cli',
  'pages',
];

/**
 * What a folder may import from other folders of `src/`: everything else is refused, with the rule in
 * the message. ARCHITECTURE.md draws the same picture.
 *
 * @param {string} folder
 * @param {string[]} allowed
 * @param {string} rule
 * @param {string[]} [types] Folders of which only types may be imported.
 * @returns {import('eslint').Linter.Config}
 */
const boundary = (folder, allowed, rule, types = []) => {
  const others = folders.filter((other) => other !== folder && !allowed.includes(other));
  /** @param {string} other */
  const addresses = (other) => `^(\\.\\./)+(src/)?${other}/`;
  return {
    files: [`src/${folder}/**`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@webcontainer/api',
              message:
                'Boundary: @webcontainer/api is loaded by import() when it is chosen; only types are imported.',
              allowTypeImports: true,
            },
          ],
          patterns: [
            ...others.map((other) => ({
              regex: addresses(other),
              message: `Boundary: ${rule}`,
              allowTypeImports: types.includes(other),
            })),
            {
              regex: '^(\\.\\./)+(content|examples|e2e)/',
              message:
                'Boundary: src/ reads content/ and examples/ as files and imports nothing there.',
            },
          ],
        },
      ],
    },
  };
};

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '.astro/',
    '.cache/',
    'dist/',
    'playwright-report/',
    'test-results/',
  ]),
  js.configs.recommended,
  tseslint.configs.strict,
  astro.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node, ...globals.worker } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // An index that was just tested, or a group that always matches.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A class whose only member is its constructor, or none, can be the honest shape of a binding.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Overloads copy the shape of an API, of which each has its own documentation.
      '@typescript-eslint/unified-signatures': 'off',
      // A promise may resolve with nothing: `Promise<void>`, `withResolvers<void>()`.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  {
    // The type checker knows names better, and knows them in every file; a const that only a type is
    // derived from is used.
    files: ['**/*.{ts,mts,cts,astro}'],
    rules: { 'no-undef': 'off', '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  boundary(
    'engine',
    [],
    'src/engine is a package of its own and imports nothing from the rest of the site.',
  ),
  boundary(
    'webcontainer-host',
    ['engine'],
    'src/webcontainer-host serves src/engine to other apps; of src/ it imports nothing else.',
  ),
  boundary(
    'container',
    ['engine'],
    'src/container joins the engines behind one interface; of src/ it imports src/engine only.',
  ),
  boundary(
    'http-file',
    [],
    'src/http-file is pure; of src/ it may import types from src/container/container.ts only.',
    ['container'],
  ),
  boundary(
    'service-worker',
    ['engine'],
    'src/service-worker is that of the site; of src/ it imports src/engine/preview only.',
  ),
  boundary(
    'runner',
    ['container', 'http-file'],
    'src/runner knows only src/container and src/http-file.',
  ),
  boundary(
    'journal',
    ['container', 'http-file', 'runner'],
    'src/journal is the site around the runner; it knows neither the engine nor the command line.',
  ),
  boundary('pages', ['journal'], 'src/pages is thin: it imports src/journal only.'),
  boundary(
    'cli',
    ['container', 'http-file', 'runner', 'journal', 'engine'],
    'src/cli may use every part of src/ but its pages.',
  ),
  {
    files: ['examples/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./){2,}',
              message: 'Boundary: an example stands alone; it imports packages and its own files.',
            },
          ],
        },
      ],
    },
  },
  {
    // The packages of databases share what lies in examples/databases.
    files: ['examples/databases/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./){3,}',
              message:
                'Boundary: a database imports packages, its own files and what databases share.',
            },
          ],
        },
      ],
    },
  },
);
