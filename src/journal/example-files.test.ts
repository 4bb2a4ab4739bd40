import { describe, expect, it } from 'vitest';
import { asText, extractRegion, regionNames, stripRegionMarkers } from './example-files.ts';

const app = `import express from 'express';

// #region app
const app = express();

// #region routes
app.get('/', (req, res) => {
  res.send('hi');
});
// #endregion
// #endregion

function start() {
  // #region listen
  if (port) {
    app.listen(port);
  }
  // #endregion listen
}
`;

describe('stripRegionMarkers', () => {
  it('takes the markers out and leaves one blank line where they stood between two', () => {
    expect(stripRegionMarkers(app)).toBe(`import express from 'express';

const app = express();

app.get('/', (req, res) => {
  res.send('hi');
});

function start() {
  if (port) {
    app.listen(port);
  }
}
`);
  });

  it.each([
    ['a text without markers', 'a\n\n\nb\n'],
    ['a comment that only mentions one', '// see #region below\nconst a = 1; // #region x\n'],
    ['no final newline', 'a'],
    ['nothing', ''],
  ])('leaves %s alone', (_, text) => {
    expect(stripRegionMarkers(text)).toBe(text);
  });

  it.each([
    ['JavaScript', '// #region a\nx\n// #endregion\n'],
    ['CSS', '/* #region a */\nx\n/* #endregion */\n'],
    ['HTML', '<!-- #region a -->\nx\n<!-- #endregion -->\n'],
    ['shell', '# #region a\nx\n# #endregion\n'],
    ['SQL', '-- #region a\nx\n-- #endregion\n'],
    ['no space', '//#region a\nx\n//#endregion\n'],
  ])('knows the comments of %s', (_, text) => {
    expect(stripRegionMarkers(text)).toBe('x\n');
    expect(extractRegion(text, 'a')).toBe('x');
  });
});

describe('extractRegion', () => {
  it('gives the lines between the markers, without those of nested regions', () => {
    expect(extractRegion(app, 'app')).toBe(
      "const app = express();\n\napp.get('/', (req, res) => {\n  res.send('hi');\n});",
    );
    expect(extractRegion(app, 'routes')).toBe(
      "app.get('/', (req, res) => {\n  res.send('hi');\n});",
    );
  });

  it('dedents', () => {
    expect(extractRegion(app, 'listen')).toBe('if (port) {\n  app.listen(port);\n}');
  });

  it.each([
    ['absent', app, 'nope', /no region "nope"\. Its regions: app, routes, listen\./],
    ['absent, with no regions', 'x\n', 'nope', /no region "nope"\. It has no regions\./],
    ['not closed', '// #region a\nx\n', 'a', /not closed/],
    [
      'opened twice',
      '// #region a\nx\n// #endregion\n// #region a\ny\n// #endregion',
      'a',
      /2 times/,
    ],
    ['empty', '// #region a\n\n// #endregion\n', 'a', /empty/],
  ])('refuses a region that is %s', (_, text, name, message) => {
    expect(() => extractRegion(text, name)).toThrow(message);
  });
});

it('regionNames lists the regions in order', () => {
  expect(regionNames(app)).toEqual(['app', 'routes', 'listen']);
});

describe('asText', () => {
  it.each([
    ['ASCII', [0x61], 'a'],
    ['UTF-8', [0xc3, 0xa9], 'é'],
    ['nothing', [], ''],
    ['a lone continuation byte', [0x80], undefined],
    ['a NUL', [0x61, 0x00], undefined],
  ])('%s', (_, bytes, text) => {
    expect(asText(Uint8Array.from(bytes))).toBe(text);
  });
});
