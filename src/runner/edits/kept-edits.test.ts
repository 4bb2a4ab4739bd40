import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Example } from '../example.ts';
import { Workspace } from '../workspace.ts';
import { createEditStore, fingerprint } from './edit-store.ts';
import { KeptEdits } from './kept-edits.ts';

const exampleOf = (text: string): Example => ({
  day: 7,
  title: 'Seven',
  entry: 'app.ts',
  files: [
    { path: 'app.ts', contents: text },
    { path: 'other.ts', contents: 'other' },
    { path: 'dot.png', contents: 'AAEC', encoding: 'base64' },
  ],
  requests: '',
  databases: [],
  layers: [],
});

/** Browser storage that tells other tabs, as a browser does. */
class SharedStorage {
  readonly items = new Map<string, string>();
  readonly tabs = new Set<EventTarget>();
  full = false;

  openTab(text = 'author’s') {
    const events = new EventTarget();
    this.tabs.add(events);
    const tell = (key: string) => {
      for (const tab of this.tabs)
        if (tab !== events) tab.dispatchEvent(Object.assign(new Event('storage'), { key }));
    };
    const store = createEditStore(
      {
        getItem: (key: string) => this.items.get(key) ?? null,
        setItem: (key: string, value: string) => {
          if (this.full) throw new DOMException('No room', 'QuotaExceededError');
          if (this.items.get(key) === value) return;
          this.items.set(key, value);
          tell(key);
        },
        removeItem: (key: string) => {
          if (this.items.delete(key)) tell(key);
        },
      },
      7,
      events,
    );
    const workspace = new Workspace(exampleOf(text));
    const edits = new KeptEdits({ workspace, store, changed: () => {} });
    return { workspace, edits, freeze: () => this.tabs.delete(events) };
  }
}

let storage: SharedStorage;
const pause = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => {
  vi.useFakeTimers();
  storage = new SharedStorage();
  return () => vi.useRealTimers();
});

describe('while a link’s texts are shown', () => {
  it('they are not kept, and edits are again once they have been put away', async () => {
    const { workspace, edits } = storage.openTab();
    workspace.edit('app.ts', 'mine');
    edits.pause();
    workspace.edit('app.ts', 'theirs');
    await pause();
    expect(storage.openTab().workspace.text('app.ts')).toBe('mine');
    workspace.edit('app.ts', 'mine');
    edits.resume(false);
    expect(edits.keeping('app.ts')).toBe('kept');
    workspace.edit('app.ts', 'changed');
    await pause();
    expect(storage.openTab().workspace.text('app.ts')).toBe('changed');
  });

  it('they become the reader’s when adopted, and edits are kept again', async () => {
    const { workspace, edits } = storage.openTab();
    edits.pause();
    workspace.edit('app.ts', 'theirs');
    edits.resume(true);
    expect(storage.openTab().workspace.text('app.ts')).toBe('theirs');
    workspace.edit('app.ts', 'changed');
    await pause();
    expect(storage.openTab().workspace.text('app.ts')).toBe('changed');
  });
});

describe('one tab', () => {
  it('keeps an edit after a pause, and brings it back', async () => {
    const { workspace, edits } = storage.openTab();
    workspace.edit('app.ts', 'mine');
    expect(edits.keeping('app.ts')).toBe('pending');
    await pause();
    expect(edits.keeping('app.ts')).toBe('kept');
    const later = storage.openTab();
    expect(later.workspace.text('app.ts')).toBe('mine');
    expect(later.workspace.modified).toEqual(['app.ts']);
  });

  it('writes at once what waits when the page goes away', () => {
    const { workspace, edits } = storage.openTab();
    workspace.edit('app.ts', 'mine');
    edits.flush();
    expect(storage.openTab().workspace.text('app.ts')).toBe('mine');
  });

  it('forgets the edit of a file that is the author’s again', async () => {
    const { workspace } = storage.openTab();
    workspace.edit('app.ts', 'mine');
    workspace.edit('other.ts', 'mine too');
    await pause();
    workspace.edit('app.ts', 'author’s');
    await pause();
    expect([...storage.items.keys()]).toEqual(['edits:day7:other.ts']);
    workspace.reset();
    await pause();
    expect(storage.items.size).toBe(0);
  });

  it('says that there is no room, and tries again at the next edit', async () => {
    const { workspace, edits } = storage.openTab();
    storage.full = true;
    workspace.edit('app.ts', 'mine');
    await pause();
    expect(edits.keeping('app.ts')).toBe('full');
    storage.full = false;
    workspace.edit('app.ts', 'mine, shorter');
    await pause();
    expect(edits.keeping('app.ts')).toBe('kept');
  });

  it('says that nothing is kept where storage is forbidden', async () => {
    const workspace = new Workspace(exampleOf('author’s'));
    const edits = new KeptEdits({ workspace, store: undefined, changed: () => {} });
    workspace.edit('app.ts', 'mine');
    await pause();
    expect(edits.keeping('app.ts')).toBe('forbidden');
  });

  it('knows that the author has changed a file since, and keeps the edit', async () => {
    const { workspace, edits } = storage.openTab();
    workspace.edit('app.ts', 'mine');
    await pause();
    expect(edits.isOutdated('app.ts')).toBe(false);
    const later = storage.openTab('author’s, second edition');
    expect(later.workspace.text('app.ts')).toBe('mine');
    expect(later.edits.isOutdated('app.ts')).toBe(true);
    later.workspace.edit('app.ts', 'mine, again');
    await pause();
    expect(later.edits.isOutdated('app.ts')).toBe(true);
    later.workspace.edit('app.ts', 'author’s, second edition');
    await pause();
    later.workspace.edit('app.ts', 'anew');
    await pause();
    expect(later.edits.isOutdated('app.ts')).toBe(false);
  });

  it('takes what is no edit for nothing', () => {
    storage.items.set('edits:day7:app.ts', '{"text":1}');
    storage.items.set('edits:day7:other.ts', 'not JSON');
    storage.items.set('edits:day7:dot.png', '{"text":"x","author":"y"}');
    expect(storage.openTab().workspace.modified).toEqual([]);
  });
});

describe('two tabs', () => {
  it('share edits, of one file and of two', async () => {
    const [one, two] = [storage.openTab(), storage.openTab()];
    one.workspace.edit('app.ts', 'from one');
    await pause();
    expect(two.workspace.text('app.ts')).toBe('from one');
    two.workspace.edit('app.ts', 'from one and two');
    one.workspace.edit('other.ts', 'of one');
    await pause();
    expect(one.workspace.text('app.ts')).toBe('from one and two');
    expect(two.workspace.text('other.ts')).toBe('of one');
    expect([one, two].map(({ edits }) => edits.keeping('app.ts'))).toEqual(['kept', 'kept']);
  });

  it('ask when both have changed a file, and take the one that is chosen', async () => {
    const [one, two] = [storage.openTab(), storage.openTab()];
    two.workspace.edit('app.ts', 'of two');
    one.workspace.edit('app.ts', 'of one');
    one.edits.flush();
    expect(two.edits.keeping('app.ts')).toBe('conflict');
    await pause();
    expect(two.workspace.text('app.ts')).toBe('of two');
    expect(storage.items.get('edits:day7:app.ts')).toContain('of one');
    two.edits.takeOther('app.ts');
    expect(two.workspace.text('app.ts')).toBe('of one');
    expect(two.edits.keeping('app.ts')).toBe('kept');
  });

  it('ask when both have changed a file, and keep the one that is chosen', async () => {
    const [one, two] = [storage.openTab(), storage.openTab()];
    two.workspace.edit('app.ts', 'of two');
    one.workspace.edit('app.ts', 'of one');
    one.edits.flush();
    two.edits.keepOwn('app.ts');
    await pause();
    expect(one.workspace.text('app.ts')).toBe('of two');
    expect([one, two].map(({ edits }) => edits.keeping('app.ts'))).toEqual(['kept', 'kept']);
  });

  it('ask before a Reset of one takes the edit from the other', async () => {
    const one = storage.openTab();
    one.workspace.edit('app.ts', 'mine');
    await pause();
    const two = storage.openTab();
    one.workspace.reset();
    await pause();
    expect(two.workspace.text('app.ts')).toBe('mine');
    expect(two.edits.keeping('app.ts')).toBe('conflict');
    two.edits.takeOther('app.ts');
    expect(two.workspace.modified).toEqual([]);
  });

  it('do not write over what was written while one of them was frozen', async () => {
    const [one, two] = [storage.openTab(), storage.openTab()];
    two.freeze();
    one.workspace.edit('app.ts', 'of one');
    await pause();
    two.workspace.edit('app.ts', 'of two');
    await pause();
    expect(two.edits.keeping('app.ts')).toBe('conflict');
    expect(storage.items.get('edits:day7:app.ts')).toContain('of one');
  });

  it('catch up after the back/forward cache', async () => {
    const [one, two] = [storage.openTab(), storage.openTab()];
    two.freeze();
    one.workspace.edit('app.ts', 'of one');
    await pause();
    two.edits.catchUp();
    expect(two.workspace.text('app.ts')).toBe('of one');
  });
});

it('a fingerprint tells texts apart', () => {
  expect(fingerprint('one')).toBe(fingerprint('one'));
  expect(new Set(['', 'one', 'two', 'owt', 'one '].map(fingerprint)).size).toBe(5);
});
