import { describe, expect, it } from 'vitest';
import type { Example } from './example.ts';
import { Workspace } from './workspace.ts';

const example: Example = {
  day: 7,
  title: 'Seven',
  entry: 'app.ts',
  files: [
    { path: 'app.ts', contents: 'one' },
    { path: 'views/index.html', contents: '<p>' },
    { path: 'public/dot.png', contents: 'AAEC', encoding: 'base64' },
  ],
  requests: '',
  databases: [],
  layers: [],
};

describe('Workspace', () => {
  it('builds the tree of the day with the edits applied', () => {
    const workspace = new Workspace(example);
    workspace.edit('app.ts', 'two');
    expect(workspace.tree()).toEqual({
      day7: {
        directory: {
          'app.ts': { file: { contents: 'two' } },
          views: { directory: { 'index.html': { file: { contents: '<p>' } } } },
          public: { directory: { 'dot.png': { file: { contents: new Uint8Array([0, 1, 2]) } } } },
        },
      },
    });
    expect(workspace.takePending()).toEqual([]);
  });

  it('knows which files differ from the author’s', () => {
    const workspace = new Workspace(example);
    workspace.edit('views/index.html', '<b>');
    workspace.edit('app.ts', 'two');
    expect(workspace.modified).toEqual(['app.ts', 'views/index.html']);
    workspace.edit('app.ts', 'one');
    expect(workspace.isModified('app.ts')).toBe(false);
    expect(workspace.modified).toEqual(['views/index.html']);
  });

  it('hands out each edit once, including the way back to the author’s text', () => {
    const workspace = new Workspace(example);
    workspace.tree();
    workspace.edit('app.ts', 'two');
    expect(workspace.takePending()).toEqual([['day7/app.ts', 'two']]);
    expect(workspace.takePending()).toEqual([]);
    workspace.edit('app.ts', 'one');
    expect(workspace.takePending()).toEqual([['day7/app.ts', 'one']]);
  });

  it('resets to the author’s files and restores what was dropped', () => {
    const workspace = new Workspace(example);
    workspace.edit('app.ts', 'two');
    const dropped = workspace.reset();
    expect(workspace.text('app.ts')).toBe('one');
    expect(workspace.modified).toEqual([]);
    workspace.restore(dropped);
    expect(workspace.text('app.ts')).toBe('two');
  });

  it('gives the bytes of every file', () => {
    const workspace = new Workspace(example);
    workspace.edit('app.ts', 'é');
    expect(workspace.bytes('app.ts')).toEqual(new Uint8Array([0xc3, 0xa9]));
    expect(workspace.bytes('public/dot.png')).toEqual(new Uint8Array([0, 1, 2]));
    expect(() => workspace.bytes('../secret')).toThrow('no such file');
  });

  it('does not edit binary or unknown files', () => {
    const workspace = new Workspace(example);
    expect(workspace.text('public/dot.png')).toBeUndefined();
    expect(() => workspace.edit('public/dot.png', 'x')).toThrow('cannot be edited');
    expect(() => workspace.edit('nope.ts', 'x')).toThrow('cannot be edited');
  });
});
