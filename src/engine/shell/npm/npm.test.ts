import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTar } from 'nanotar';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, runInShell } from '../run/run-in-shell.test-helper.ts';
import { parseArguments } from './arguments.ts';
import { chooseVersion } from './registry.ts';
import { dependencySpec, parseSpec } from './spec.ts';

interface FakePackage {
  json?: Record<string, unknown>;
  files?: Record<string, string>;
  /** What the registry claims instead of the archive's digest. */
  integrity?: string;
}

const packages: Record<string, Record<string, FakePackage>> = {
  top: {
    '1.0.0': { json: { dependencies: { shared: '^1.0.0', deep: '1' }, bin: './cli.js' } },
    '1.1.0': {
      json: { dependencies: { shared: '^1.0.0', deep: '1' }, bin: './cli.js' },
      files: {
        'index.js': "module.exports = 'top ' + require('shared') + ' ' + require('deep')",
        'cli.js': '#!/usr/bin/env node\nconsole.log(require("."), process.argv[2])',
      },
    },
  },
  shared: {
    '1.2.0': { files: { 'index.js': "module.exports = 'shared1'" } },
    '2.0.0': { files: { 'index.js': "module.exports = 'shared2'" } },
  },
  deep: {
    '1.0.0': {
      json: { dependencies: { shared: '^2.0.0' }, optionalDependencies: { 'deep-linux': '1' } },
      files: { 'index.js': "module.exports = 'deep ' + require('shared')" },
    },
  },
  'deep-linux': { '1.0.0': { json: { os: ['linux'] } } },
  '@scope/peer': { '3.0.0': { json: { peerDependencies: { shared: '1' } } } },
  broken: { '1.0.0': { integrity: `sha512-${'A'.repeat(86)}==` } },
  built: { '1.0.0': { json: { hasInstallScript: true, deprecated: 'use another' } } },
};

/** Made once: the time in an archive changes its digest. */
const archives = new Map<string, Uint8Array>();
function archive(name: string, version: string): Uint8Array {
  const key = `${name}@${version}`;
  const known = archives.get(key);
  if (known) return known;
  const { json = {}, files = { 'index.js': 'module.exports = 1' } } = packages[name]![version]!;
  const all = { 'package.json': JSON.stringify({ name, version, ...json }), ...files };
  const entries = Object.entries(all).map(([path, data]) => ({ name: `package/${path}`, data }));
  const made = gzipSync(createTar(entries));
  archives.set(key, made);
  return made;
}

let server: Server;
let registry: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    const tarball = /^(.*)\/-\/(.*)\.tgz$/.exec(path);
    if (tarball) {
      response.end(archive(tarball[1]!, tarball[2]!));
      return;
    }
    if (!Object.hasOwn(packages, path)) {
      response.statusCode = 404;
      response.end('{}');
      return;
    }
    const versions = Object.entries(packages[path]!).map(([version, { json, integrity }]) => {
      const digest = createHash('sha512').update(archive(path, version)).digest('base64');
      const dist = {
        tarball: `${registry}${path}/-/${version}.tgz`,
        integrity: integrity ?? `sha512-${digest}`,
      };
      return [version, { name: path, version, ...json, dist }];
    });
    const latest = Object.keys(packages[path]!).at(-1);
    response.end(
      JSON.stringify({ 'dist-tags': { latest }, versions: Object.fromEntries(versions) }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

let folder: ReturnType<typeof makeFolder>;
afterEach(() => folder.remove());
const start = (files: Record<string, string>): void => {
  folder = makeFolder(files);
};
const run = (text: string, env: Record<string, string> = {}) =>
  runInShell(folder.path, text, { env: { npm_config_registry: registry, ...env } });
const versionOf = (path: string): unknown => {
  const file = join(folder.path, path, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
};

describe('npm install', () => {
  test('resolves, nests what conflicts, links programs, saves', async () => {
    start({ 'package.json': '{\n    "name": "app"\n}\n' });
    const { out, code } = await run('npm install top');
    expect(code).toBe(0);
    expect(out).toMatch(/^\nadded 4 packages in \d+m?s\n$/);
    expect({
      top: versionOf('node_modules/top'),
      shared: versionOf('node_modules/shared'),
      nested: versionOf('node_modules/deep/node_modules/shared'),
      native: versionOf('node_modules/deep-linux'),
    }).toEqual({ top: '1.1.0', shared: '1.2.0', nested: '2.0.0', native: undefined });
    expect(readFileSync(join(folder.path, 'package.json'), 'utf8')).toBe(
      '{\n    "name": "app",\n    "dependencies": {\n        "top": "^1.1.0"\n    }\n}\n',
    );
    expect(await run('npx top hello')).toMatchObject({
      out: 'top shared1 deep shared2 hello\n',
      code: 0,
    });
    expect((await run('npm install')).out).toMatch(/^\nup to date in/);
    expect((await run('npm ls')).out).toBe(`app ${folder.path}\n└── top@1.1.0\n\n`);
    expect((await run('npm ls --depth 2')).out).toContain('│ └── shared@2.0.0'.replace('│', ' '));
    expect((await run('npm uninstall top')).out).toMatch(/^\nremoved 1 package/);
    expect(existsSync(join(folder.path, 'node_modules/.bin/top'))).toBe(false);
    expect(readFileSync(join(folder.path, 'package.json'), 'utf8')).toBe(
      '{\n    "name": "app"\n}\n',
    );
  });

  test.each([
    ['top@1.0.0', '^1.0.0', 'node_modules/top', '1.0.0'],
    ['shared@^1.0.0', '^1.0.0', 'node_modules/shared', '1.2.0'],
    ['-E shared@1', '1.2.0', 'node_modules/shared', '1.2.0'],
    ['alias@npm:shared@1', 'npm:shared@1', 'node_modules/alias', '1.2.0'],
    ['@scope/peer', '^3.0.0', 'node_modules/@scope/peer', '3.0.0'],
  ])('%s is saved as %s', async (args, range, path, version) => {
    start({ 'package.json': '{}' });
    expect((await run(`npm i ${args}`)).code).toBe(0);
    expect(versionOf(path)).toBe(version);
    const { dependencies } = JSON.parse(readFileSync(join(folder.path, 'package.json'), 'utf8'));
    expect(Object.values(dependencies)).toEqual([range]);
  });

  test('a peer comes along', async () => {
    start({ 'package.json': '{"devDependencies":{"@scope/peer":"^3.0.0"}}' });
    await run('npm ci');
    expect(versionOf('node_modules/shared')).toBe('1.2.0');
  });

  test.each([
    ['npm i none', 'npm error code E404\n', /'none' is not in this registry/],
    ['npm i top@9', 'npm error code ETARGET\n', /No matching version found for top@9/],
    ['npm i broken', 'npm error code EINTEGRITY\n', /Nothing was installed/],
    ['npm i user/repo', 'npm error code EUNSUPPORTED\n', /not from folders, git or URLs/],
    ['npm i -g top', 'npm error code EUNSUPPORTED\n', /no global folder/],
    ['npm i top --offline', 'npm error code ENOTCACHED\n', /registry is out of reach/],
    ['npm i top --registry http://127.0.0.1:9', 'npm error code ENOTCACHED\n', /cannot be reached/],
  ])('%s fails', async (text, first, message) => {
    start({ 'package.json': '{}' });
    const { err, code } = await run(text);
    expect(err.startsWith(first)).toBe(true);
    expect(err).toMatch(message);
    expect(code).toBe(1);
    expect(existsSync(join(folder.path, 'node_modules'))).toBe(false);
  });

  test('says what it leaves out', async () => {
    start({ 'package.json': '{}' });
    const { err } = await run('npm i built');
    expect(err).toContain('npm warn deprecated built@1.0.0: use another');
    expect(err).toContain('has an install script, which was not run');
  });
});

describe('npm run', () => {
  const json = JSON.stringify({
    name: 'app',
    version: '1.2.3',
    scripts: {
      prehello: 'echo before',
      hello: 'echo hello',
      posthello: 'echo after',
      start: 'node -p process.env.npm_lifecycle_event',
      test: 'exit 3',
      env: 'echo $npm_package_name@$npm_package_version $INIT_CWD',
    },
  });

  test('runs before and after, with arguments, and shows what it runs', async () => {
    start({ 'package.json': json });
    expect((await run('npm run hello -- "a b" c')).out).toBe(
      '\n> app@1.2.3 prehello\n> echo before\n\nbefore\n' +
        "\n> app@1.2.3 hello\n> echo hello 'a b' c\n\nhello a b c\n" +
        '\n> app@1.2.3 posthello\n> echo after\n\nafter\n',
    );
    expect((await run('npm start -s')).out).toBe('start\n');
    expect(await run('npm test --silent')).toMatchObject({ code: 3, err: '' });
    expect((await run('npm run -s env')).out).toBe(`app@1.2.3 ${folder.path}\n`);
    expect((await run('mkdir -p a/b; cd a/b; npm run -s hello')).out).toBe(
      'before\nhello\nafter\n',
    );
  });

  test('knows what there is', async () => {
    start({ 'package.json': json });
    expect((await run('npm run')).out).toContain(
      'available via `npm run`:\n  prehello\n    echo before\n',
    );
    expect(await run('npm run helo')).toMatchObject({
      code: 1,
      err: 'npm error Missing script: "helo"\nnpm error\nnpm error Did you mean this?\nnpm error   npm run hello\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n',
    });
    expect((await run('npm run none --if-present')).code).toBe(0);
  });
});

test('npm init, pkg, help, version', async () => {
  start({ 'app.js': '' });
  await run('npm init -y');
  await run('npm pkg set scripts.hi="echo hi" type=module');
  expect((await run('npm pkg get scripts.hi type')).out).toBe(
    '{\n  "scripts.hi": "echo hi",\n  "type": "module"\n}\n',
  );
  expect((await run('npm run -s hi')).out).toBe('hi\n');
  expect((await run('npm pkg get main')).out).toBe('"app.js"\n');
  expect((await run('npm -v')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await run('npm help')).out).toContain('npm install <name>');
  expect(await run('npm frobnicate')).toMatchObject({ code: 1 });
  expect(await run('npx nothing')).toMatchObject({ code: 127 });
});

describe('pure parts', () => {
  test.each([
    ['a', { name: 'a', registryName: 'a', range: '' }],
    ['@s/a@^1', { name: '@s/a', registryName: '@s/a', range: '^1' }],
    ['a@npm:b@2', { name: 'a', registryName: 'b', range: '2' }],
  ])('spec %s', (text, spec) => expect(parseSpec(text)).toEqual(spec));
  test.each(['file:../a', 'git+ssh://x', 'user/repo', 'https://a/b.tgz'])('refuses %s', (range) => {
    expect(() => dependencySpec('a', range)).toThrow('not from folders');
  });
  test.each([
    ['latest', '1.5.0'],
    ['next', '2.0.0-a'],
    ['^1.0.0', '1.5.0'],
    ['~1.6.0', '1.6.1'],
    ['*', '1.5.0'],
    ['>=1.6', '1.6.1'],
    ['3', undefined],
    ['none', undefined],
  ])('version for %s is %s', (range, version) => {
    const versions = Object.fromEntries(['1.0.0', '1.5.0', '1.6.1', '2.0.0-a'].map((v) => [v, {}]));
    const tags = { latest: '1.5.0', next: '2.0.0-a' };
    expect(chooseVersion({ 'dist-tags': tags, versions: versions as never }, range)).toBe(version);
  });
  test('arguments', () => {
    expect(
      parseArguments(['i', 'a', '-D', '--depth', '0', '--no-save', '--x=1', '--', '-q']),
    ).toEqual({
      words: ['i', 'a'],
      options: new Map([
        ['D', 'true'],
        ['depth', '0'],
        ['save', 'false'],
        ['x', '1'],
      ]),
      rest: ['-q'],
    });
  });
});
