/** Which keys are the page's, although the terminal has the focus. */

/** What becomes of a key: typed into the terminal, left to the browser, or a command of the terminal's. */
export type KeyUse = 'type' | 'browser' | 'copy';

export type Key = Pick<
  KeyboardEvent,
  'type' | 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'
>;

const isModifier = (key: string): boolean => ['Shift', 'Control', 'Alt', 'Meta'].includes(key);

/**
 * Tab is for completion, so that Escape has to let it go: after Escape, the next Tab moves the focus on.
 */
export class TerminalKeys {
  #isLeaving = false;

  use(event: Key): KeyUse {
    if (event.type !== 'keydown') return 'type';
    const wasLeaving = this.#isLeaving;
    // Shift alone comes before Shift+Tab.
    if (!isModifier(event.key)) this.#isLeaving = event.key === 'Escape';
    if (event.key === 'Tab' && wasLeaving) return 'browser';
    const command = event.ctrlKey || event.metaKey;
    if (!command || event.altKey) return 'type';
    // Runs the example, as everywhere in the panel.
    if (event.key === 'Enter') return 'browser';
    const key = event.key.toLowerCase();
    if (key === 'v' && (event.metaKey || event.ctrlKey)) return 'browser';
    if (key === 'c' && (event.metaKey || event.shiftKey)) return 'copy';
    if (key === 'insert' && event.ctrlKey && !event.shiftKey) return 'copy';
    return 'type';
  }
}
