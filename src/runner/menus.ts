/** The toolbar's menus: `<details>` that close like menus do, on Escape, on a click elsewhere, on leaving. */

/** @param panel The element that holds the menus, each a `details.menu`. */
export function setUpMenus(panel: HTMLElement): void {
  const menus = [...panel.querySelectorAll<HTMLDetailsElement>('details.menu')];
  for (const menu of menus) {
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return;
      // Only the innermost of what Escape leaves: the panel may fill the window.
      event.stopPropagation();
      menu.open = false;
      menu.querySelector('summary')?.focus();
    });
    menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (!(target instanceof Node) || !menu.contains(target)) menu.open = false;
    });
  }
}
