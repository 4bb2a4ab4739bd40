import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildLayers, type BuildResult, type ExampleDay } from './build.ts';
import { layerRequire, readLayer } from './layer-loader.test-helper.ts';
import { sourceHash } from './source-hash.ts';

const examplesFolder = fileURLToPath(new URL('../../../examples', import.meta.url));
const native = createRequire(join(examplesFolder, 'package.json'));

const days: ExampleDay[] = readdirSync(examplesFolder)
  .filter((name) => /^day\d+$/.test(name))
  .map((name) => ({
    day: Number(name.slice(3)),
    files: readdirSync(join(examplesFolder, name))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${name}/${file}`),
  }));

let outputFolder: string;
let result: BuildResult;
let baseLayer: string;

beforeAll(async () => {
  outputFolder = mkdtempSync(join(tmpdir(), 'layers-'));
  result = await buildLayers({ examplesFolder, days, outputFolder });
  baseLayer = Object.keys(result.manifest.layers).find((id) => id.startsWith('express.'))!;
}, 60_000);
afterAll(() => rmSync(outputFolder, { recursive: true }));

const allShared = (): string[] =>
  Object.keys(result.manifest.layers).filter((id) => !/^day\d/.test(id));

it('writes the same bytes again', async () => {
  const before = readdirSync(outputFolder).map((name) => [
    name,
    readFileSync(join(outputFolder, name)),
  ]);
  const reversed = [...days]
    .reverse()
    .map(({ day, files }) => ({ day, files: [...files].reverse() }));
  await buildLayers({ examplesFolder, days: reversed, outputFolder });
  const after = readdirSync(outputFolder).map((name) => [
    name,
    readFileSync(join(outputFolder, name)),
  ]);
  expect(after).toEqual(before);
}, 60_000);

it('gives each day the shared layers first and its own last', () => {
  for (const { day } of days) {
    const ids = result.manifest.days[day]!;
    expect(ids.at(-1)).toMatch(new RegExp(`^day${day}\\.[0-9a-f]{10}$`));
    for (const id of ids)
      expect(readdirSync(outputFolder)).toEqual(expect.arrayContaining([`${id}.js`, `${id}.json`]));
  }
});

it('adds at most 30 kB to Express for a day that needs nothing else', () => {
  for (const ids of Object.values(result.manifest.days)) {
    const own = ids.at(-1)!;
    expect(result.manifest.layers[own]!.script.gzip).toBeLessThan(30_000);
  }
});

it('puts each file that examples share into one layer', () => {
  const seen = new Map<string, string>();
  for (const id of allShared()) {
    const layer = readLayer(outputFolder, id);
    const { scripts, modules, texts, binaries } = layer;
    for (const path of Object.keys({ ...scripts, ...modules, ...texts, ...binaries })) {
      expect(path).toMatch(/^(?:node_modules|databases)\//);
      expect(seen.get(path), path).toBeUndefined();
      seen.set(path, id);
    }
  }
});

it('finds an example by its text', () => {
  const [{ day, files }] = days as [ExampleDay];
  const layer = readLayer(outputFolder, result.manifest.days[day]!.at(-1)!);
  expect(Object.keys(layer.modules).sort()).toEqual([...files].sort());
  for (const path of files) {
    expect(layer.modules[path]![2]).toBe(
      sourceHash(readFileSync(join(examplesFolder, path), 'utf8')),
    );
  }
  expect(JSON.parse(layer.texts['package.json']!)).toMatchObject({ type: 'module' });
});

it('names all packages in the licences', () => {
  const text = readFileSync(join(outputFolder, 'LICENSES.txt'), 'utf8');
  for (const id of allShared()) {
    for (const path of Object.keys(readLayer(outputFolder, id).texts)) {
      // What examples share beside packages is under this project's own licence.
      if (!/^node_modules\/.*\/package\.json$/.test(path)) continue;
      const { name, version } = JSON.parse(readLayer(outputFolder, id).texts[path]!) as Record<
        string,
        string
      >;
      // Without a version it is no package, but a folder of one.
      if (name && version) expect(text).toContain(`\n${name} ${version}\n`);
    }
  }
});

describe('an example of its own', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'examples-'));
    write('package.json', '{"type":"module","dependencies":{}}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const build = (...files: string[]): Promise<BuildResult> =>
    buildLayers({
      examplesFolder: folder,
      days: [{ day: 1, files }],
      outputFolder: join(folder, 'out'),
      transformSource: (text) => text.replaceAll('// marker\n', ''),
    });

  it('says which package it lacks', async () => {
    write('day1/app.ts', `import x from 'not-installed';\nexport const y: number = x;`);
    await expect(build('day1/app.ts')).rejects.toThrow(
      /^day1\/app\.ts imports "not-installed".*npm install/,
    );
  });

  it('names the file whose types cannot be stripped', async () => {
    write('day1/app.ts', 'enum A { B }');
    await expect(build('day1/app.ts')).rejects.toThrow(/^day1\/app\.ts: /);
  });

  it('is compiled from the text as it is mounted', async () => {
    write('day1/app.ts', '// marker\nexport const a = 1;\n');
    const { manifest } = await build('day1/app.ts');
    expect(Object.keys(manifest.layers)).toEqual(manifest.days[1]);
    const { modules } = readLayer(join(folder, 'out'), manifest.days[1]![0]!);
    expect(modules['day1/app.ts']![2]).toBe(sourceHash('export const a = 1;\n'));
  });

  it('is compiled only where it is an ES module', async () => {
    write('day1/app.mts', 'export const a: number = 1;');
    write('day1/old.cjs', 'exports.a = 1');
    write('day1/script/package.json', '{}');
    write('day1/script/a.js', 'exports.a = 1');
    write('day1/public/page.js', 'with (document) title = 1');
    const files = ['app.mts', 'old.cjs', 'script/package.json', 'script/a.js', 'public/page.js'];
    const { manifest, notes } = await build(...files.map((path) => `day1/${path}`));
    const { modules } = readLayer(join(folder, 'out'), manifest.days[1]![0]!);
    expect(Object.keys(modules)).toEqual(['day1/app.mts']);
    expect(notes).toEqual([expect.stringMatching(/^day1\/public\/page\.js is not compiled/)]);
  });

  it('has packages in the form that Node would find', async () => {
    write(
      'node_modules/m/package.json',
      '{"name":"m","version":"1.0.0","type":"module","license":"MIT"}',
    );
    write('node_modules/m/index.js', 'export const read = 1');
    write(
      'node_modules/c/package.json',
      '{"name":"c","version":"1.0.0","main":"lib","license":"MIT"}',
    );
    write(
      'node_modules/c/lib/index.js',
      `exports.data = require('fs').readFileSync(__dirname + '/data.json');
       exports.load = (name) => require('./' + name);
       require('./examples/used');`,
    );
    write('node_modules/c/lib/data.json', '{ "a": 1 }');
    write('node_modules/c/lib/more/b.js', '');
    write('node_modules/c/lib/test/a.js', '');
    write('node_modules/c/lib/examples/used.js', '');
    write('day1/app.ts', `import { read } from 'm';\nimport c from 'c';\nconsole.log(read, c);`);
    const { manifest } = await build('day1/app.ts');
    const layers = manifest.days[1]!.map((id) => readLayer(join(folder, 'out'), id));
    expect(
      layers.map(({ scripts, modules, texts }) => [scripts, modules, texts].map(Object.keys)),
    ).toEqual([
      [
        [
          'node_modules/c/lib/examples/used.js',
          'node_modules/c/lib/index.js',
          'node_modules/c/lib/more/b.js',
        ],
        [],
        ['node_modules/c/lib/data.json', 'node_modules/c/package.json'],
      ],
      [[], ['node_modules/m/index.js'], ['node_modules/m/package.json']],
      [[], ['day1/app.ts'], ['package.json']],
    ]);
    expect(layers[0]!.texts['node_modules/c/lib/data.json']).toBe('{ "a": 1 }');
  });
});

/** Names, lengths and kinds of what a value holds, to some depth. */
function describeValue(value: unknown, depth = 3): unknown {
  if (typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' && typeof value !== 'function') return value;
  if (value === null || depth === 0) return typeof value;
  const properties: Record<string, unknown> = {};
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key)!;
    const inner: unknown = descriptor.value;
    properties[String(key)] = 'value' in descriptor ? describeValue(inner, depth - 1) : 'accessor';
  }
  return { type: typeof value, properties };
}

/** As far as the test uses it; the types of Express are installed with the examples only. */
interface Express {
  (): RequestListener & {
    use(handler: unknown): void;
    post(
      path: string,
      handler: (req: { body: unknown }, res: { json(value: unknown): void }) => void,
    ): void;
  };
  json(): unknown;
}

describe('Express out of its layer', () => {
  it('has files that all export what the originals export', () => {
    const { requirePath } = layerRequire(examplesFolder, outputFolder, allShared());
    const { scripts } = readLayer(outputFolder, baseLayer);
    const paths = Object.keys(scripts).filter((path) => !/browser\.js$/.test(path));
    expect(paths.length).toBeGreaterThan(100);
    for (const path of paths) {
      const expected = describeValue(native(join(examplesFolder, path)));
      expect(describeValue(requirePath(path)), path).toEqual(expected);
    }
  });

  it('answers requests, and loads a table of characters when one is needed', async () => {
    const { requirePath, loadedLazily } = layerRequire(examplesFolder, outputFolder, allShared());
    const express = requirePath('node_modules/express/index.js') as Express;
    const app = express();
    app.use(express.json());
    app.post('/', (req, res) => res.json({ got: req.body }));
    const server = createServer(app).listen(0);
    await once(server, 'listening');
    const post = async (type: string, body: BodyInit) => {
      const { port } = server.address() as AddressInfo;
      const headers = { 'Content-Type': type };
      return (await fetch(`http://localhost:${port}/`, { method: 'POST', headers, body })).json();
    };
    try {
      expect(await post('application/json', '{"a":"ü"}')).toEqual({ got: { a: 'ü' } });
      expect(loadedLazily).toEqual([]);
      const iconv = requirePath('node_modules/iconv-lite/lib/index.js') as {
        encode(text: string, encoding: string): Buffer;
      };
      expect(iconv.encode('こ', 'shift_jis')).toEqual(Buffer.from([0x82, 0xb1]));
      expect(loadedLazily).toHaveLength(1);
    } finally {
      server.close();
      await once(server, 'close');
    }
  });
});
