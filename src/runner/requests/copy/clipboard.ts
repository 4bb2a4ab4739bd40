/** A button that copies text, and says whether the browser let it. */
import { h } from '../../dom.ts';

export interface CopyButton {
  label: string;
  /** The button's accessible name, where the label alone says too little. */
  name?: string;
  /** What is copied, made at the click. @throws Error in words for the reader. */
  text: () => string | Promise<string>;
}

/**
 * Buttons that copy, with one place for what came of it. Text that the browser does not take is shown
 * to be copied by hand.
 */
export function copyButtons(buttons: readonly CopyButton[]): HTMLElement {
  const said = h('span', { role: 'status', class: 'quiet' });
  const byHand = h('textarea', { class: 'by-hand', readonly: true, rows: 6, hidden: true });
  byHand.setAttribute('aria-label', 'Text to copy');
  const copy = async ({ label, text }: CopyButton) => {
    said.textContent = '';
    byHand.hidden = true;
    try {
      const made = await text();
      try {
        await navigator.clipboard.writeText(made);
        said.textContent = label === 'Copy body' ? 'Copied' : `Copied as ${label}`;
      } catch {
        byHand.value = made;
        byHand.hidden = false;
        byHand.select();
        said.textContent = 'The browser did not let the page copy; copy the text below yourself.';
      }
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const elements = buttons.map((button) => {
    const attributes = { type: 'button', class: 'small', 'aria-label': button.name };
    const element = h('button', attributes, button.label);
    element.addEventListener('click', () => void copy(button));
    return element;
  });
  return h('div', { class: 'copy' }, ...elements, said, byHand);
}
