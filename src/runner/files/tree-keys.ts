/**
 * The WAI-ARIA tree pattern over server-rendered markup: arrow keys, Home, End and letters move, Enter
 * and Space choose, and one item is a stop of the Tab key. Where the tree has no room beside the code it
 * opens from a button. https://www.w3.org/WAI/ARIA/apg/patterns/treeview/
 */

/** @param box The `.file-tree`. Announces the choice of a file by a `tabselect` event on its item. */
export function setUpTree(box: HTMLElement): void {
  const tree = box.querySelector<HTMLElement>('[role="tree"]');
  const button = box.querySelector<HTMLElement>('[aria-expanded][aria-controls]');
  if (!tree || !button) return;
  const items = [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const isFolder = (item: HTMLElement): boolean => item.ariaExpanded !== null;
  /** What is not inside a closed folder. */
  const visible = (): HTMLElement[] =>
    items.filter((item) => !item.parentElement?.closest('[aria-expanded="false"]'));
  const folderOf = (item: HTMLElement): HTMLElement | null | undefined =>
    item.parentElement?.closest<HTMLElement>('[role="treeitem"]');

  const showList = (open: boolean): void => button.setAttribute('aria-expanded', String(open));
  const focus = (item: HTMLElement | null | undefined): void => {
    if (!item) return;
    for (const other of items) other.tabIndex = other === item ? 0 : -1;
    item.focus();
  };
  const choose = (item: HTMLElement): void => {
    if (isFolder(item)) {
      item.ariaExpanded = String(item.ariaExpanded !== 'true');
      return;
    }
    for (const other of items) {
      if (isFolder(other)) continue;
      other.ariaSelected = String(other === item);
      const panel = document.getElementById(other.dataset.panel ?? '');
      if (panel) panel.hidden = other !== item;
    }
    for (const other of items) other.tabIndex = other === item ? 0 : -1;
    const name = button.querySelector('[data-part="shown-file"]');
    if (name) name.textContent = item.dataset.path ?? '';
    item.dispatchEvent(new CustomEvent('tabselect', { bubbles: true }));
  };

  tree.addEventListener('click', ({ target }) => {
    const item = (target as Element).closest<HTMLElement>('[role="treeitem"]');
    if (!item) return;
    const wasOpen = button.ariaExpanded === 'true';
    choose(item);
    if (isFolder(item)) return focus(item);
    showList(false);
    // The item is out of sight then, and the focus may not be.
    if (wasOpen && item.contains(document.activeElement)) button.focus();
  });
  tree.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const item = (event.target as Element).closest<HTMLElement>('[role="treeitem"]');
    const shown = visible();
    if (!item) return;
    const at = shown.indexOf(item);
    const isOpen = item.ariaExpanded === 'true';
    const keys: Record<string, () => void> = {
      ArrowDown: () => focus(shown[at + 1]),
      ArrowUp: () => focus(shown[at - 1]),
      ArrowRight: () => {
        if (isFolder(item)) (isOpen ? () => focus(shown[at + 1]) : () => choose(item))();
      },
      ArrowLeft: () => (isOpen ? choose(item) : focus(folderOf(item))),
      Home: () => focus(shown[0]),
      End: () => focus(shown.at(-1)),
      Enter: () => item.click(),
      ' ': () => item.click(),
    };
    const letter = event.key.length === 1 && event.key !== ' ' ? event.key.toLowerCase() : '';
    const named = [...shown.slice(at + 1), ...shown.slice(0, at)].find((other) =>
      letter ? other.dataset.name?.toLowerCase().startsWith(letter) : false,
    );
    const act = keys[event.key] ?? (named && (() => focus(named)));
    if (!act) return;
    event.preventDefault();
    act();
  });

  button.addEventListener('click', () => {
    showList(button.ariaExpanded !== 'true');
    if (button.ariaExpanded === 'true') items.find(({ tabIndex }) => tabIndex === 0)?.focus();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || button.ariaExpanded !== 'true') return;
    event.stopPropagation();
    showList(false);
    button.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !box.contains(target)) showList(false);
  });
  box.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !box.contains(relatedTarget)) showList(false);
  });
}
