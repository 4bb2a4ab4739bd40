/** The colours of the build for files whose text a day's page does not hold. */
import { h } from '../dom.ts';
import { tokenClass, tokenKinds } from '../token-kinds.ts';

const classes = new Set<string>(tokenKinds.map(tokenClass));

/** A line anew, from its text and the classes of its tokens: nothing else of another page comes in. */
function lineOf(line: Element): Element {
  const tokens = [...line.childNodes].map((node) => {
    const text = node.textContent ?? '';
    const name = node instanceof Element ? node.className : '';
    return classes.has(name) ? h('span', { class: name }, text) : text;
  });
  return h('span', { class: 'line' }, ...tokens);
}

/**
 * @param page Address of the page with every file of the example.
 * @returns The lines of each file, by its path.
 * @throws Error when the page cannot be fetched.
 */
export async function highlightedFiles(page: string): Promise<Map<string, Element[]>> {
  const answer = await fetch(page);
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const files = [...other.querySelectorAll<HTMLElement>('pre[data-path]')];
  return new Map(
    files.map((file) => [
      file.dataset.path ?? '',
      [...file.querySelectorAll(':scope > code > .line')].map(lineOf),
    ]),
  );
}
