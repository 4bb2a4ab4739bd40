import { expect, it } from 'vitest';
import { describeFile, type FileStanding } from './file-note.ts';

const authored: FileStanding = {
  isModified: false,
  keeping: 'kept',
  isOutdated: false,
  faults: [],
};
const edited: FileStanding = { ...authored, isModified: true };
const fault = { line: 3, message: 'Syntax error: No.' };

it.each<[string, FileStanding, RegExp, string]>([
  ['the author’s', authored, /Click into/, 'quiet'],
  ['an edited file', edited, /Edited\..*kept/, 'edited'],
  ['one that is about to be kept', { ...edited, keeping: 'pending' }, /Edited\./, 'edited'],
  ['one that finds no room', { ...edited, keeping: 'full' }, /no more room/, 'bad'],
  ['one that cannot be kept', { ...edited, keeping: 'forbidden' }, /keeps nothing/, 'bad'],
  ['one that the author changed', { ...edited, isOutdated: true }, /author has changed/, 'edited'],
  ['one with a fault', { ...edited, isOutdated: true, faults: [fault] }, /Syntax error/, 'bad'],
  ['one of two tabs', { ...edited, keeping: 'conflict', faults: [fault] }, /Another tab/, 'bad'],
])('%s', (_name, standing, words, tone) => {
  const note = describeFile(standing);
  expect(note.words).toMatch(words);
  expect(note.tone).toBe(tone);
});

it('says what is read instead of the file', () => {
  expect(describeFile(authored, 'js').words).toMatch(/Without its types/);
});

it('leads to the line of a fault', () => {
  expect(describeFile({ ...edited, faults: [fault] }).line).toBe(3);
});
