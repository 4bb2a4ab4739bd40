/** The menu "Share": the example with the reader's edits, taken out of the page. */
import { h, part } from '../dom.ts';
import { dayFolder, type Example } from '../example.ts';
import type { Workspace } from '../workspace.ts';
import { encodeEdits } from './edits-link.ts';
import type { ProjectFiles, ProjectTarget } from './project.ts';

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export interface ShareMenuOptions {
  root: HTMLElement;
  example: Example;
  workspace: Workspace;
  /** URL of the day's project as JSON. */
  projectUrl: string;
}

export class ShareMenu {
  readonly #options: ShareMenuOptions;
  readonly #status = h('p', { role: 'status' });
  /** Shown where the clipboard is closed to pages. */
  readonly #link = h('input', {
    type: 'text',
    readonly: true,
    hidden: true,
    'aria-label': 'Link',
  });

  constructor(options: ShareMenuOptions) {
    this.#options = options;
    part(options.root, 'share-menu').append(
      this.#item('Download', 'A zip that runs with npm install and npm start.', () =>
        this.#download(),
      ),
      this.#item('Open in StackBlitz', 'Sends the files to stackblitz.com, in a new tab.', () =>
        this.#openInStackBlitz(),
      ),
      this.#item('Copy link', 'Your edits are in the link itself; no server sees them.', () =>
        this.#copyLink(),
      ),
      this.#status,
      this.#link,
    );
  }

  #item(name: string, about: string, action: () => Promise<string>): HTMLElement {
    const id = `${this.#options.root.id}-share-${name.toLowerCase().replaceAll(' ', '-')}`;
    const button = h('button', { type: 'button', 'aria-describedby': id }, name);
    let isBusy = false;
    button.addEventListener('click', async () => {
      if (isBusy) return;
      isBusy = true;
      this.#link.hidden = true;
      this.#status.textContent = '';
      try {
        this.#status.textContent = await action();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#status.textContent = `${name} failed. ${reason}`;
      } finally {
        isBusy = false;
      }
    });
    return h('div', { class: 'share-item' }, button, h('p', { class: 'quiet', id }, about));
  }

  async #project(target: ProjectTarget): Promise<ProjectFiles> {
    const { example, workspace, projectUrl } = this.#options;
    const [{ loadProject }, { projectFiles }] = await Promise.all([
      import('./load-project.ts'),
      import('./project.ts'),
    ]);
    const loaded = await loadProject(projectUrl);
    const read = (path: string) => workspace.text(path) ?? workspace.bytes(path);
    return projectFiles({ ...loaded, example, read, target });
  }

  async #download(): Promise<string> {
    const { day } = this.#options.example;
    const [files, { zipProject }, { projectName }] = await Promise.all([
      this.#project('node'),
      import('./zip.ts'),
      import('./project.ts'),
    ]);
    const name = projectName(day);
    const archive = zipProject(files, name);
    const url = URL.createObjectURL(new Blob([archive], { type: 'application/zip' }));
    h('a', { href: url, download: `${name}.zip` }).click();
    // Browsers have taken the file by the next task, but for Safari, which takes its time.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return `${name}.zip: unpack it, then npm install and npm start.`;
  }

  async #openInStackBlitz(): Promise<string> {
    const { day, title, entry } = this.#options.example;
    const [files, { openInStackBlitz }] = await Promise.all([
      this.#project('stackblitz'),
      import('./stackblitz.ts'),
    ]);
    openInStackBlitz(files, {
      title: `Day ${day}: ${title}`,
      openFile: `${dayFolder(day)}/${entry}`,
    });
    return 'Opened in a new tab. Where nothing opens, allow this site to open tabs.';
  }

  async #copyLink(): Promise<string> {
    const { example, workspace, root } = this.#options;
    const changed = workspace.modified;
    const files = changed.map((path) => [path, workspace.text(path)!]);
    const fragment =
      files.length === 0
        ? ''
        : await encodeEdits({
            day: example.day,
            files: Object.fromEntries(files) as Record<string, string>,
          });
    // On a page of several runners, only the example's own page knows whose the edits are.
    const page = root.dataset.page ?? location.pathname;
    const link = `${location.origin}${page}${fragment}`;
    const carries =
      files.length === 0
        ? 'You have changed nothing, so it is the link of the page alone.'
        : `It carries your edits of ${plural(files.length, 'file')}.`;
    try {
      await navigator.clipboard.writeText(link);
      return `Copied. ${carries}`;
    } catch {
      this.#link.value = link;
      this.#link.hidden = false;
      this.#link.select();
      return `This browser does not let the page copy: take the link from here. ${carries}`;
    }
  }
}
