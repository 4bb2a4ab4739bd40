/** Names the shortcut of the search by the key that Apple's keyboards have. */
if (/(Mac|iPhone|iPod|iPad)/i.test(navigator.platform)) {
  const button = document.querySelector<HTMLElement>('button[data-open-modal]');
  if (button) button.dataset.shortcut = '⌘ K';
  button?.setAttribute('aria-keyshortcuts', 'Meta+K');
}
