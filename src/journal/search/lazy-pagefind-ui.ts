/**
 * Stands in for Pagefind's interface, 26 kB compressed, which Starlight loads with each page. This one
 * loads it when a reader is about to search: at a pointer over the button, its focus, or the dialog's
 * opening by the shortcut.
 */
import type { PagefindUI as Interface } from 'virtual:pagefind-ui';
import './shortcut.ts';

type Options = ConstructorParameters<typeof Interface>[0];

export class PagefindUI {
  constructor(options: Options) {
    const search = document.querySelector('site-search');
    const dialog = search?.querySelector('dialog');
    if (!search || !dialog) return;
    let isAsked = false;
    const load = async (): Promise<void> => {
      if (isAsked) return;
      isAsked = true;
      try {
        const { PagefindUI } = await import('virtual:pagefind-ui');
        new PagefindUI(options);
        // Starlight has opened the dialog before there was a field to put the caret into.
        if (dialog.open) dialog.querySelector('input')?.focus();
      } catch {
        // Without a connection, for instance: the next sign tries again.
        isAsked = false;
      }
    };
    for (const sign of ['pointerenter', 'focusin', 'click']) {
      search.addEventListener(sign, () => void load());
    }
    new MutationObserver(() => void load()).observe(dialog, { attributeFilter: ['open'] });
    if (dialog.open) void load();
  }
}
