/** Opens the site's search with words in its field, as if they had been typed there. */
export async function searchFor(words: string): Promise<void> {
  const search = document.querySelector('site-search');
  const dialog = search?.querySelector('dialog');
  const open = search?.querySelector<HTMLButtonElement>('[data-open-modal]');
  if (!dialog || !open) return;
  if (!dialog.open) open.click();
  const field = await fieldOf(dialog);
  field.value = words;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}

/** It comes with the search's interface, which the dialog's opening loads. */
function fieldOf(dialog: HTMLElement): Promise<HTMLInputElement> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const field = dialog.querySelector('input');
      if (field) resolve(field);
      return field !== null;
    };
    if (look()) return;
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(dialog, { childList: true, subtree: true });
  });
}
