import { describe, expect, it } from 'vitest';
import { Workspace } from '../workspace.ts';
import { LinkedEditsReview } from './linked-edits.ts';

const setUp = (own: Record<string, string>, files: Record<string, string>) => {
  const workspace = new Workspace({
    day: 0,
    title: '',
    entry: 'a.ts',
    files: [
      { path: 'a.ts', contents: 'a' },
      { path: 'b.ts', contents: 'b' },
      { path: 'c.bin', contents: 'AAEC', encoding: 'base64' },
    ],
    requests: '',
    layers: [],
    databases: [],
  });
  workspace.restore(new Map(Object.entries(own)));
  const texts = () => [workspace.text('a.ts'), workspace.text('b.ts')];
  return { review: new LinkedEditsReview(workspace, { day: 0, files }), texts };
};

describe('edits of a link', () => {
  it('are shown in place of the reader’s, which discarding brings back', () => {
    const { review, texts } = setUp({ 'a.ts': 'mine' }, { 'b.ts': 'theirs' });
    expect([review.paths, review.ownPaths]).toEqual([['b.ts'], ['a.ts']]);
    expect(texts()).toEqual(['mine', 'b']);
    review.show();
    expect(texts()).toEqual(['a', 'theirs']);
    review.discard();
    expect(texts()).toEqual(['mine', 'b']);
  });

  it('change nothing when they are discarded unseen', () => {
    const { review, texts } = setUp({ 'a.ts': 'mine' }, { 'b.ts': 'theirs' });
    review.discard();
    expect(texts()).toEqual(['mine', 'b']);
  });

  it.each<[Record<string, string>, Record<string, string>, boolean]>([
    [{ 'a.ts': '1' }, { 'a.ts': '1' }, true],
    [{ 'a.ts': '1' }, { 'a.ts': '2' }, false],
    [{ 'a.ts': '1', 'b.ts': '2' }, { 'a.ts': '1' }, false],
    [{}, { 'a.ts': '1' }, false],
  ])('own %j, link %j: the same %s', (own, files, isSame) => {
    expect(setUp(own, files).review.isSame).toBe(isSame);
  });

  it('are none where the texts are the author’s', () => {
    expect(setUp({}, { 'a.ts': 'a' }).review.paths).toEqual([]);
  });

  it.each(['x.ts', '../a.ts', 'c.bin', '__proto__'])('are refused for %s', (path) => {
    const files = JSON.parse(`{${JSON.stringify(path)}:"x"}`) as Record<string, string>;
    expect(() => setUp({}, files)).toThrow(/a file that this example does not have/);
  });
});
