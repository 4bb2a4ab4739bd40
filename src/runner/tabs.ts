/**
 * The WAI-ARIA tabs pattern over server-rendered markup: arrow keys, Home and End move and select,
 * and only the selected tab is a stop of the Tab key. https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export interface Tabs {
  select(tab: HTMLElement): void;
}

const panelOf = (tab: HTMLElement): HTMLElement | null =>
  document.getElementById(tab.getAttribute('aria-controls') ?? '');

/** @param list The element with `role="tablist"`. Announces each change by a `tabselect` event on the tab. */
export function setUpTabs(list: HTMLElement): Tabs {
  // Looked for at each use: some lists grow and shrink.
  const all = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role="tab"]')];

  const select = (chosen: HTMLElement): void => {
    for (const tab of all()) {
      const selected = tab === chosen;
      tab.setAttribute('aria-selected', String(selected));
      tab.tabIndex = selected ? 0 : -1;
      const panel = panelOf(tab);
      if (panel) panel.hidden = !selected;
    }
    // `scrollIntoView` would move the page as well as the list.
    const { offsetLeft, offsetWidth } = chosen;
    if (offsetLeft < list.scrollLeft) list.scrollLeft = offsetLeft;
    else if (offsetLeft + offsetWidth > list.scrollLeft + list.clientWidth)
      list.scrollLeft = offsetLeft + offsetWidth - list.clientWidth;
    chosen.dispatchEvent(new CustomEvent('tabselect', { bubbles: true }));
  };

  list.addEventListener('click', ({ target }) => {
    const tab = (target as Element).closest<HTMLElement>('[role="tab"]');
    if (tab) select(tab);
  });
  list.addEventListener('keydown', (event) => {
    const stops = all().filter((tab) => !tab.hidden);
    const index = stops.indexOf(event.target as HTMLElement);
    if (index < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const moves: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: stops.length - 1,
    };
    const move = moves[event.key];
    const next = move === undefined ? undefined : stops.at(move % stops.length);
    if (!next) return;
    event.preventDefault();
    select(next);
    next.focus();
  });
  return { select };
}
