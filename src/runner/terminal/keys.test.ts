import { describe, expect, it } from 'vitest';
import { TerminalKeys, type Key } from './keys.ts';

const key = (text: string, type = 'keydown'): Key => {
  const parts = text.split('+');
  return {
    type,
    key: parts.at(-1) as string,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Cmd'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  };
};

it.each([
  ['a', 'type'],
  ['Tab', 'type'],
  ['Ctrl+c', 'type'],
  ['Ctrl+Shift+C', 'copy'],
  ['Cmd+c', 'copy'],
  ['Ctrl+Insert', 'copy'],
  ['Ctrl+v', 'browser'],
  ['Cmd+v', 'browser'],
  ['Ctrl+Shift+V', 'browser'],
  ['Ctrl+Enter', 'browser'],
  ['Cmd+Enter', 'browser'],
  ['Ctrl+Alt+v', 'type'],
])('%s: %s', (text, use) => expect(new TerminalKeys().use(key(text))).toBe(use));

describe('Escape', () => {
  it.each([
    ['lets the next Tab go', ['Escape', 'Tab'], 'browser'],
    ['lets Shift+Tab go', ['Escape', 'Shift', 'Shift+Tab'], 'browser'],
    ['is forgotten with another key', ['Escape', 'a', 'Tab'], 'type'],
    ['lets one Tab go', ['Escape', 'Tab', 'Tab'], 'type'],
  ])('%s', (_name, keys, use) => {
    const terminal = new TerminalKeys();
    const uses = keys.map((text) => terminal.use(key(text)));
    expect(uses.at(-1)).toBe(use);
  });

  it('is not undone by the release of its key', () => {
    const terminal = new TerminalKeys();
    terminal.use(key('Escape'));
    terminal.use(key('Escape', 'keyup'));
    expect(terminal.use(key('Tab'))).toBe('browser');
  });
});
