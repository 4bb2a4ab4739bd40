/** `<not-found>`: names the page nearest to the wrong address, and searches for its words. */
import { asWords, nearestPage, type KnownPage } from './nearest.ts';

interface LinkedPage extends KnownPage {
  /** None where the day is only planned. */
  href?: string;
}

/** The pages that this one leads to: the squares of its wall and the links at its end. */
function knownPages(base: string): LinkedPage[] {
  const squares = document.querySelectorAll<HTMLElement>('.wall-squares :is(a, span)');
  const links = document.querySelectorAll<HTMLAnchorElement>('.site-end nav a');
  return [
    ...[...squares].map((square) => ({
      path: `day/${square.textContent.trim()}`,
      name: square.ariaLabel ?? '',
      ...(square instanceof HTMLAnchorElement && { href: square.href }),
    })),
    ...[...links]
      .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith(base))
      .map(({ href, pathname, textContent }) => ({
        path: pathname.slice(base.length).replace(/\/$/, ''),
        name: textContent.trim(),
        href,
      })),
  ];
}

class NotFound extends HTMLElement {
  connectedCallback(): void {
    const base = this.dataset.base ?? '/';
    const { pathname } = location;
    const address = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
    this.#name(nearestPage(address, knownPages(base)));

    const form = this.querySelector('form')!;
    const field = this.querySelector('input')!;
    field.value ||= asWords(address).replaceAll('-', ' ').slice(0, 80);
    field.addEventListener('focus', () => void import('../search/search-for.ts'), { once: true });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const words = field.value.trim();
      void import('../search/search-for.ts').then(({ searchFor }) => searchFor(words));
    });
  }

  #name(page: LinkedPage | undefined): void {
    if (!page) return;
    const nearest = this.querySelector('[data-part="nearest"]')!;
    if (page.href === undefined) {
      nearest.textContent = `${page.name.replace(/, planned$/, '')} is planned and not written yet.`;
      return;
    }
    const link = document.createElement('a');
    link.href = page.href;
    link.textContent = page.name;
    nearest.replaceChildren('Did you mean ', link, '?');
  }
}

if (!customElements.get('not-found')) customElements.define('not-found', NotFound);
