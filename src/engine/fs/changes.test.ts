import { beforeEach, describe, expect, it, vi } from 'vitest';
import { randomFrom } from '../bytes/random-input.test-helper.ts';
import { changeMode, changeOwner, changeTimes } from './attributes.ts';
import { applyChange, type FsChange } from './changes.ts';
import { O_APPEND, O_CREAT, O_RDWR } from './constants.ts';
import { copyFile } from './copy.ts';
import { makeDirectories, makeDirectory, removeDirectory } from './directories.ts';
import { dumpTree } from './dump.ts';
import { FsError } from './errors.ts';
import { FileTree } from './file-tree.ts';
import {
  openFile,
  readFileText,
  truncateOpenFile,
  writeFile,
  writeOpenFile,
  type OpenFile,
} from './files.ts';
import { mountLazy } from './layers.ts';
import { link, rename, symlink, unlink } from './links.ts';
import { removeTree } from './remove.ts';
import { resolve } from './walk.ts';

/** A tree whose changes are sent to another, as through a `MessagePort`. */
function mirrored(): { tree: FileTree; mirror: FileTree; changes: FsChange[] } {
  const tree = new FileTree();
  const mirror = new FileTree();
  const layer = { 'a/layer.js': () => 'module.exports = 1;', 'b/layer.js': () => 'ü' };
  for (const each of [tree, mirror]) {
    each.replay(1, () => {
      Object.assign(each.root, { atime: 1, mtime: 1, ctime: 1, birthtime: 1 });
      mountLazy(each, '/', layer);
    });
  }
  const changes: FsChange[] = [];
  mirror.onChange = () => expect.unreachable('a replayed change must not be reported');
  tree.onChange = (change) => {
    changes.push(change);
    expect(applyChange(mirror, structuredClone(change))).toBe(true);
  };
  return { tree, mirror, changes };
}

/** One random operation; most paths exist now and then. */
function randomOperation(tree: FileTree, random: (limit: number) => number, open: OpenFile[]) {
  const names = ['a', 'b', 'c', 'layer.js'];
  const path = (): string => {
    let result = '';
    for (let depth = 1 + random(3); depth > 0; depth--) result += `/${names[random(names.length)]}`;
    return result;
  };
  const bytes = Uint8Array.from({ length: random(40) }, () => random(256));
  const actions: (() => unknown)[] = [
    () => writeFile(tree, path(), bytes, random(0o1000)),
    () => makeDirectory(tree, path()),
    () => makeDirectories(tree, path()),
    () => rename(tree, path(), path()),
    () => unlink(tree, path()),
    () => removeDirectory(tree, path()),
    () => removeTree(tree, path()),
    () => link(tree, path(), path()),
    () => symlink(tree, random(2) ? path() : names[random(4)]!, path()),
    () => copyFile(tree, path(), path(), random(2)),
    () => changeMode(tree, resolve(tree, path(), random(2) === 0), random(0o10000)),
    () => changeOwner(tree, resolve(tree, path()), random(3) - 1, random(3) - 1),
    () => changeTimes(tree, resolve(tree, path()), random(1e6), random(1e6) / 7),
    () => open.push(openFile(tree, path(), O_RDWR | O_CREAT | (random(2) ? O_APPEND : 0), 0o600)),
    () => open.length && writeOpenFile(tree, open[random(open.length)]!, bytes, random(60) - 20),
    () => open.length && truncateOpenFile(tree, open[random(open.length)]!, random(50)),
  ];
  try {
    actions[random(actions.length)]!();
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
  }
}

describe('the journal', () => {
  // A clock that moves at each look: an operation that looks twice gives the trees different times.
  beforeEach(() => {
    let time = 1e12;
    vi.spyOn(Date, 'now').mockImplementation(() => ++time);
    return () => vi.restoreAllMocks();
  });

  it.each([1, 2, 3, 4, 5, 6])('replays random operations to the same tree (seed %i)', (seed) => {
    const { tree, mirror, changes } = mirrored();
    const random = randomFrom(seed);
    const open: OpenFile[] = [];
    for (let round = 0; round < 40; round++) {
      for (let step = 0; step < 50; step++) randomOperation(tree, random, open);
      expect(dumpTree(mirror)).toEqual(dumpTree(tree));
    }
    expect(changes.length).toBeGreaterThan(300);
  });

  it('copies the bytes that were written', () => {
    const { tree, changes } = mirrored();
    const buffer = Uint8Array.of(1, 2, 3);
    writeFile(tree, '/f', buffer);
    buffer.fill(9);
    expect(changes.at(-1)).toMatchObject({ type: 'write', bytes: Uint8Array.of(1, 2, 3) });
  });

  it('appends where the file ends in the other tree', () => {
    const { tree, mirror } = mirrored();
    writeFile(tree, '/log', 'a');
    const theirs = openFile(mirror, '/log', O_RDWR | O_APPEND);
    mirror.onChange = undefined;
    writeOpenFile(mirror, theirs, Uint8Array.of(98), -1);
    writeOpenFile(tree, openFile(tree, '/log', O_RDWR | O_APPEND), Uint8Array.of(99), -1);
    expect(dumpTree(mirror).find(({ path }) => path === '/log')?.content).toBe('abc');
  });

  it('says when a change no longer applies', () => {
    const tree = new FileTree();
    expect(applyChange(tree, { type: 'unlink', path: '/gone', time: 0 })).toBe(false);
    expect(applyChange(tree, { type: 'rename', path: '/gone', to: '/x', time: 0 })).toBe(false);
  });

  it('makes a file that is overwritten where its layer is not mounted', () => {
    const tree = new FileTree();
    const elsewhere = new FileTree();
    mountLazy(tree, '/w', { 'p/index.js': () => 'old' });
    tree.onChange = (change) => expect(applyChange(elsewhere, change)).toBe(true);
    writeFile(tree, '/w/p/index.js', 'new');
    expect(readFileText(elsewhere, '/w/p/index.js')).toBe('new');
  });

  it('says nothing about files that have no name any more', () => {
    const { tree, changes } = mirrored();
    const file = openFile(tree, '/f', O_RDWR | O_CREAT);
    unlink(tree, '/f');
    const before = changes.length;
    writeOpenFile(tree, file, Uint8Array.of(1), 0);
    expect(changes.length).toBe(before);
  });
});
