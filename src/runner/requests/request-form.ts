/** The form in which a request is edited in its place. What is wrong is said at the field. */
import {
  checkDraft,
  type DraftField,
  type DraftProblem,
  METHODS,
  type RequestDraft,
  splitUrl,
} from '../../http-file/index.ts';
import { h } from '../dom.ts';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface RequestFormOptions {
  /** Makes ids unique on the page. */
  id: string;
  draft: RequestDraft;
  /** Of a request of the reader's: its title, and a port that can be chosen among the open ones. */
  own?: { title: string; ports: readonly number[] } | undefined;
  /** Called on each edit. @param draft `undefined` as long as something in it is wrong. */
  onEdit: (title: string, draft: RequestDraft | undefined) => void;
  /** Called on Control or Command and Enter. */
  onSend: () => void;
}

type FieldProblem = Omit<DraftProblem, 'field'> & { field: DraftField | 'port' };

interface Field {
  element: HTMLElement;
  control: Control;
  problem: HTMLElement;
}

const plainText = { autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' };
const localPort = /^http:\/\/localhost(?::(\d+))?$/;

export class RequestForm {
  readonly element: HTMLFormElement;
  readonly #options: RequestFormOptions;
  readonly #fields: Record<DraftField, Field>;
  readonly #title: Field;
  readonly #port: Field;
  #origin: string;

  constructor(options: RequestFormOptions) {
    this.#options = options;
    const { own, draft, id } = options;
    const { origin, path } = splitUrl(draft.url);
    this.#origin = origin;
    const methods = METHODS.map((method) => h('option', { value: method }, method));
    const area = (rows: number) => h('textarea', { rows, ...plainText });
    const ports = (own?.ports ?? []).map((port) => h('option', { value: port }));
    const portList = h('datalist', { id: `${id}-ports` }, ...ports);
    this.#fields = {
      method: this.#field('method', 'Method', h('select', {}, ...methods)),
      url: this.#field('url', 'Path and query', h('input', plainText)),
      headers: this.#field('headers', 'Headers, one a line', area(3)),
      body: this.#field('body', 'Body', area(5)),
    };
    this.#title = this.#field('title', 'Title', h('input', { autocomplete: 'off' }));
    const port = h('input', { ...plainText, inputmode: 'numeric', list: portList.id });
    this.#port = this.#field('port', 'Port', port);
    this.#fill(draft, path);
    this.#title.control.value = own?.title ?? '';
    this.#port.control.value =
      localPort.exec(origin)?.[1] ?? (own ? String(own.ports[0] ?? 3000) : '');
    this.element = h(
      'form',
      { class: 'request-form', novalidate: true, 'aria-label': 'Edit the request' },
      own && this.#title.element,
      h(
        'div',
        { class: 'request-line' },
        this.#fields.method.element,
        own && this.#port.element,
        own && portList,
        this.#fields.url.element,
      ),
      this.#fields.headers.element,
      this.#fields.body.element,
    );
    this.element.addEventListener('input', () => this.#edited());
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('keydown', (event) => this.#key(event));
  }

  /** The draft as it stands, wrong or not. */
  get draft(): RequestDraft {
    const { method, url, headers, body } = this.#fields;
    const path = url.control.value.trim();
    return {
      method: method.control.value,
      // A whole URL, or one that begins with a variable, stands for itself.
      url: /^[/?]/.test(path) ? this.#originNow + path : path,
      headers: headers.control.value,
      body: body.control.value,
    };
  }

  /** Shows another draft, as after "Back to the author's". */
  set draft(draft: RequestDraft) {
    const { origin, path } = splitUrl(draft.url);
    this.#origin = origin;
    this.#fill(draft, path);
    this.#show(this.#problems());
  }

  get hasProblem(): boolean {
    return this.#problems().length > 0;
  }

  /** Focuses the first field that is wrong. @returns Whether there was one. */
  report(): boolean {
    const problems = this.#problems();
    this.#show(problems);
    const [first] = problems;
    if (first) this.#fieldOf(first.field).control.focus();
    return first !== undefined;
  }

  focus(): void {
    (this.#options.own ? this.#title : this.#fields.url).control.focus();
  }

  get #originNow(): string {
    if (!this.#options.own) return this.#origin;
    const port = this.#port.control.value.trim();
    return port ? `http://localhost:${port}` : this.#origin;
  }

  #fieldOf(name: DraftField | 'port'): Field {
    return name === 'port' ? this.#port : this.#fields[name];
  }

  #field(name: string, label: string, control: Control): Field {
    control.id = `${this.#options.id}-${name}`;
    const problem = h('p', { id: `${control.id}-problem`, class: 'field-problem' });
    control.setAttribute('aria-describedby', problem.id);
    const element = h(
      'div',
      { class: `field field-${name}` },
      h('label', { for: control.id }, label),
      control,
      problem,
    );
    return { element, control, problem };
  }

  #fill({ method, headers, body }: RequestDraft, path: string): void {
    this.#fields.method.control.value = method;
    this.#fields.url.control.value = path;
    this.#fields.headers.control.value = headers;
    this.#fields.body.control.value = body;
  }

  #problems(): FieldProblem[] {
    const port = this.#port.control.value.trim();
    if (this.#options.own && !(/^\d+$/.test(port) && +port > 0 && +port < 65_536)) {
      return [{ field: 'port', message: 'A port is a number from 1 to 65535.' }];
    }
    return checkDraft(this.draft);
  }

  #edited(): void {
    const problems = this.#problems();
    this.#show(problems);
    const draft = problems.length > 0 ? undefined : this.draft;
    this.#options.onEdit(this.#title.control.value.trim(), draft);
  }

  #show(problems: readonly FieldProblem[]): void {
    for (const name of ['method', 'url', 'headers', 'body', 'port'] as const) {
      const { control, problem } = this.#fieldOf(name);
      const message = problems.find(({ field }) => field === name)?.message ?? '';
      problem.textContent = message;
      if (message) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
    }
  }

  #key(event: KeyboardEvent): void {
    const isSend = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    const isField = event.target instanceof HTMLInputElement && event.key === 'Enter';
    if (!isSend && !isField) return;
    event.preventDefault();
    // Elsewhere in the panel these keys run the program.
    event.stopPropagation();
    this.#options.onSend();
  }
}
