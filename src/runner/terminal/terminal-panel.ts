/** The Terminal tab once it is opened: several terminals as tabs. */
import type { Container } from '../../container/container.ts';
import { h } from '../dom.ts';
import { setUpTabs, type Tabs } from '../tabs.ts';
import { ShellTerminal } from './shell-terminal.ts';

export interface TerminalPanelOptions {
  /** The tab's panel, empty. */
  root: HTMLElement;
  open: () => Promise<Container>;
  writeEdits: () => Promise<void>;
  /** The day's folder in the container. */
  folder: string;
  env: Record<string, string>;
}

/** Each is a process with a worker of its own. */
const most = 6;

/** Keys that a phone's keyboard lacks. */
const keys = [
  ['Tab', '\t'],
  ['Esc', '\x1b'],
  ['Ctrl+C', '\x03'],
  ['↑', '\x1b[A', 'Up'],
  ['↓', '\x1b[B', 'Down'],
] as const;

interface Entry {
  tab: HTMLElement;
  panel: HTMLElement;
  terminal: ShellTerminal;
}

export class TerminalPanel {
  readonly #options: TerminalPanelOptions;
  readonly #list = h('div', {
    class: 'terminal-tabs',
    role: 'tablist',
    'aria-label': 'Terminals',
    // For `element.ts`, which sets up the lists of the template.
    'data-ready': 'true',
  });
  readonly #stage = h('div', { class: 'terminal-stage' });
  readonly #new = h('button', { type: 'button' }, 'New');
  readonly #close = h('button', { type: 'button' }, 'Close');
  readonly #tabs: Tabs;
  #entries: Entry[] = [];
  #count = 0;

  constructor(options: TerminalPanelOptions) {
    this.#options = options;
    const { root } = options;
    const help = h(
      'p',
      { class: 'terminal-help quiet', id: `${root.id}-help` },
      'Tab completes. Press Escape, then Tab, to leave the terminal.',
    );
    this.#new.setAttribute('aria-label', 'New terminal');
    this.#close.setAttribute('aria-label', 'Close terminal');
    root.replaceChildren(
      h('div', { class: 'terminal-bar' }, this.#list, this.#new, this.#close),
      this.#stage,
      h('div', { class: 'terminal-foot' }, this.#keys(), help),
    );
    this.#tabs = setUpTabs(this.#list);
    this.#list.addEventListener('tabselect', () => this.shown());
    this.#list.addEventListener('keydown', ({ key }) => {
      if (key === 'Delete') this.#closeCurrent();
    });
    this.#new.addEventListener('click', () => {
      if (this.#new.getAttribute('aria-disabled') !== 'true') this.#add();
    });
    this.#close.addEventListener('click', () => this.#closeCurrent());
    this.#add({ focus: false });
  }

  /** To be called when the Terminal tab is shown. */
  shown(): void {
    this.#current?.terminal.shown();
  }

  get #current(): Entry | undefined {
    return this.#entries.find(({ tab }) => tab.getAttribute('aria-selected') === 'true');
  }

  #add({ focus = true, at = this.#entries.length } = {}): void {
    this.#count += 1;
    const name = `Terminal ${this.#count}`;
    const id = `${this.#options.root.id}-${this.#count}`;
    const tab = h(
      'button',
      { type: 'button', role: 'tab', id: `${id}-tab`, 'aria-controls': id },
      name,
    );
    const panel = h('div', {
      class: 'terminal-box',
      role: 'tabpanel',
      id,
      'aria-labelledby': tab.id,
    });
    this.#list.insertBefore(tab, this.#entries[at]?.tab ?? null);
    this.#stage.append(panel);
    // Before the terminal, which takes the size of its place.
    this.#tabs.select(tab);
    const { root, open, writeEdits, folder, env } = this.#options;
    const entry: Entry = {
      tab,
      panel,
      terminal: new ShellTerminal({
        panel,
        label: name,
        describedBy: `${root.id}-help`,
        open,
        writeEdits,
        folder,
        env,
        onEnd: () => tab.toggleAttribute('data-ended', true),
        onReplace: () => this.#replace(entry),
      }),
    };
    this.#entries.splice(at, 0, entry);
    this.#setControls();
    if (focus) entry.terminal.focus();
  }

  #replace(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    this.#remove(entry);
    this.#add({ at });
  }

  #closeCurrent(): void {
    const entry = this.#current;
    if (!entry) return;
    const at = this.#entries.indexOf(entry);
    this.#remove(entry);
    const next = this.#entries[at] ?? this.#entries.at(-1);
    if (!next) return this.#add();
    this.#tabs.select(next.tab);
    next.tab.focus();
  }

  #remove(entry: Entry): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    entry.terminal.close();
    entry.tab.remove();
    entry.panel.remove();
    this.#setControls();
  }

  #setControls(): void {
    this.#new.setAttribute('aria-disabled', String(this.#entries.length >= most));
  }

  #keys(): HTMLElement {
    const bar = h('div', { class: 'terminal-keys', role: 'group', 'aria-label': 'Keys' });
    for (const [text, data, label] of keys) {
      const button = h('button', { type: 'button', 'aria-label': label }, text);
      button.addEventListener('click', () => this.#current?.terminal.press(data));
      bar.append(button);
    }
    return bar;
  }
}
