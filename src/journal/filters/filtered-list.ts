/** `<filtered-days>`: a form that narrows the list of days in place, with its state in the address. */
import {
  filterFields,
  formatFilter,
  matchesFilter,
  parseFilter,
  type DayFilter,
  type FilteredDay,
} from './day-filter.ts';

interface Row {
  element: HTMLElement;
  day: FilteredDay;
}

class FilteredDays extends HTMLElement {
  #rows: Row[] = [];
  #form!: HTMLFormElement;

  connectedCallback(): void {
    this.#form = this.querySelector('form')!;
    this.#rows = [...this.querySelectorAll<HTMLElement>('[data-day]')].map((element) => ({
      element,
      day: JSON.parse(element.dataset.day!) as FilteredDay,
    }));
    this.#fill(parseFilter(new URLSearchParams(location.search)));
    this.#form.hidden = false;
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('input', () => {
      history.replaceState(history.state, '', location.pathname + formatFilter(this.#read()));
      this.#apply();
    });
    this.#form.addEventListener('reset', (event) => {
      event.preventDefault();
      this.#fill(parseFilter(new URLSearchParams()));
      history.replaceState(history.state, '', location.pathname);
      this.#form.querySelector('input')?.focus();
    });
    addEventListener('popstate', () =>
      this.#fill(parseFilter(new URLSearchParams(location.search))),
    );
  }

  #read(): DayFilter {
    const search = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) search.set(name, String(value));
    return parseFilter(search);
  }

  #fill(filter: DayFilter): void {
    for (const field of filterFields) {
      const control = this.#form.elements.namedItem(field);
      if (control instanceof HTMLInputElement && control.type === 'checkbox')
        control.checked = filter[field] === control.value;
      else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
        control.value = filter[field];
    }
    this.#apply();
  }

  #apply(): void {
    const filter = this.#read();
    let shown = 0;
    for (const { element, day } of this.#rows) {
      const matches = matchesFilter(day, filter);
      element.hidden = !matches;
      if (matches) shown += 1;
    }
    for (const section of this.querySelectorAll('section'))
      section.hidden = !section.querySelector('[data-day]:not([hidden])');
    const count = this.querySelector('[data-part="count"]')!;
    count.textContent = `${shown} of ${this.#rows.length} days`;
    this.querySelector<HTMLElement>('[data-part="none"]')!.hidden = shown > 0;
    this.querySelector<HTMLElement>('[data-part="clear"]')!.hidden = formatFilter(filter) === '';
  }
}

if (!customElements.get('filtered-days')) customElements.define('filtered-days', FilteredDays);
