/** `<deferred-runner>`: puts a day's runner in its own place, once the reader asks for it. */
import type { ExampleRunner } from '../../runner/element.ts';

/** What a page's style sheets are told apart by: their address, in the dev server their module. */
const styleKey = (sheet: Element): string =>
  sheet.getAttribute('href') ?? sheet.getAttribute('data-vite-dev-id') ?? '';

const styleSheets = (page: Document): Element[] => [
  ...page.head.querySelectorAll('link[rel="stylesheet"], style[data-vite-dev-id]'),
];

const loaded = (sheet: Element): Promise<void> =>
  new Promise((resolve, reject) => {
    if (sheet.localName === 'style') return resolve();
    sheet.addEventListener('load', () => resolve());
    sheet.addEventListener('error', () => reject(new Error('A style sheet did not arrive.')));
  });

/** Adds the style sheets of another page that this one lacks. */
async function adoptStyles(other: Document): Promise<void> {
  const here = new Set(styleSheets(document).map(styleKey));
  const missing = styleSheets(other)
    .filter((sheet) => !here.has(styleKey(sheet)))
    .map((sheet) => document.importNode(sheet, true));
  const arrival = Promise.all(missing.map(loaded));
  document.head.append(...missing);
  await arrival;
}

async function fetchRunner(page: string): Promise<ExampleRunner> {
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  // The site's own page; scripts in a parsed document do not run.
  const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const runner = other.querySelector<ExampleRunner>('example-runner');
  if (!runner) throw new Error('The page has no example.');
  runner.querySelector('noscript')?.remove();
  // Links that carry edits lead to the day's own page.
  runner.dataset.page = page;
  await adoptStyles(other);
  return runner;
}

class DeferredRunner extends HTMLElement {
  #loading: Promise<ExampleRunner> | undefined;

  connectedCallback(): void {
    const button = this.querySelector('button');
    if (!button) return;
    const prepare = () => void this.#load().catch(() => {});
    for (const sign of ['pointerenter', 'focus', 'pointerdown'])
      button.addEventListener(sign, prepare, { once: true });
    button.addEventListener('click', () => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      void this.#start(button);
    });
  }

  #load(): Promise<ExampleRunner> {
    this.#loading ??= Promise.all([
      fetchRunner(this.dataset.page ?? ''),
      import('../../runner/define.ts'),
    ])
      .then(([runner]) => runner)
      .catch((error: unknown) => {
        this.#loading = undefined;
        throw error;
      });
    return this.#loading;
  }

  async #start(button: HTMLElement): Promise<void> {
    const status = this.querySelector('[role="status"]')!;
    button.setAttribute('aria-disabled', 'true');
    status.textContent = 'Loading…';
    try {
      const runner = await this.#load();
      this.replaceChildren(runner);
      const run = runner.querySelector<HTMLElement>('[data-part="run"]');
      run?.focus({ preventScroll: true });
      run?.click();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      status.textContent = `It could not be loaded. ${reason} Check the connection, then try again.`;
      button.removeAttribute('aria-disabled');
    }
  }
}

if (!customElements.get('deferred-runner'))
  customElements.define('deferred-runner', DeferredRunner);
