/** Brace expansion: `a{b,c}` and `{1..3}`, before everything else, as bash does it. */
import type { Word, WordPart } from '../syntax/ast.ts';

/** Parts and, of unquoted text, single characters, so that braces can be found across parts. */
type Atom = WordPart;

export function expandBraces(word: Word): Word[] {
  if (!word.some((part) => part.type === 'text' && !part.quoted && part.text.includes('{'))) {
    return [word];
  }
  return expand(word.flatMap(atoms)).map(join);
}

const atoms = (part: WordPart): Atom[] =>
  part.type === 'text' && !part.quoted ? [...part.text].map((text) => ({ ...part, text })) : [part];

const isCharacter = (atom: Atom | undefined, character: string): boolean =>
  atom?.type === 'text' && !atom.quoted && atom.text === character;

function expand(word: Atom[]): Atom[][] {
  for (let open = 0; open < word.length; open++) {
    if (!isCharacter(word[open], '{')) continue;
    const commas: number[] = [];
    let depth = 0;
    let close = -1;
    for (let at = open + 1; at < word.length; at++) {
      if (isCharacter(word[at], '{')) depth++;
      else if (isCharacter(word[at], '}') && depth > 0) depth--;
      else if (isCharacter(word[at], '}')) {
        close = at;
        break;
      } else if (depth === 0 && isCharacter(word[at], ',')) commas.push(at);
    }
    if (close < 0) continue;
    const before = word.slice(0, open);
    const inside = word.slice(open + 1, close);
    const choices = commas.length > 0 ? split(word, open, close, commas) : sequence(inside);
    if (!choices) continue;
    const after = expand(word.slice(close + 1));
    return choices
      .flatMap(expand)
      .flatMap((choice) => after.map((rest) => [...before, ...choice, ...rest]));
  }
  return [word];
}

function split(word: Atom[], open: number, close: number, commas: number[]): Atom[][] {
  const bounds = [open, ...commas, close];
  return bounds.slice(1).map((end, index) => word.slice(bounds[index]! + 1, end));
}

function sequence(inside: Atom[]): Atom[][] | undefined {
  const text = inside.map((atom) => (atom.type === 'text' ? atom.text : '$')).join('');
  const match = /^(-?\d+)\.\.(-?\d+)$/.exec(text);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2])];
  const step = from <= to ? 1 : -1;
  const count = Math.abs(to - from) + 1;
  return Array.from({ length: count }, (_, index) => [
    { type: 'text', text: String(from + index * step), quoted: false },
  ]);
}

function join(word: Atom[]): Word {
  const joined: Word = [];
  for (const atom of word) {
    const last = joined.at(-1);
    if (atom.type === 'text' && last?.type === 'text' && last.quoted === atom.quoted) {
      joined[joined.length - 1] = { ...last, text: last.text + atom.text };
    } else joined.push(atom);
  }
  return joined;
}
