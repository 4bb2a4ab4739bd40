/**
 * A page that is open while the site is deployed. What it names has other names in the new build, so
 * nothing of both is ever mixed; but what it has not loaded yet may be gone from the server.
 */
import { h } from './dom.ts';

/** A hash of the panel's code and of the engine; the build puts it into the page and into the script. */
const version = (import.meta.env as ImportMetaEnv | undefined)?.['RUNNER_VERSION'] as
  string | undefined;

/** Whether the panel's HTML is of another build than this script, as when a page fetched it later. */
export const isOfOtherBuild = (root: HTMLElement): boolean => root.dataset.version !== version;

/**
 * Asks the server, past all caches, whether the page that a runner came from is still the same. Never
 * throws: without an answer, nothing is known to have changed.
 */
export async function isOutdated(root: HTMLElement): Promise<boolean> {
  if (isOfOtherBuild(root)) return true;
  try {
    const response = await fetch(root.dataset.page ?? location.pathname, { cache: 'no-store' });
    if (!response.ok) return false;
    const html = await response.text();
    return [root.dataset.src, root.dataset.version].some((mark) => !html.includes(`"${mark}"`));
  } catch {
    return false;
  }
}

/** Says so in the panel's alert. */
export function showOutdated(root: HTMLElement): void {
  const reload = h('button', { type: 'button' }, 'Reload the page');
  reload.addEventListener('click', () => location.reload());
  root
    .querySelector('[data-part="problem"]')
    ?.replaceChildren(
      h(
        'p',
        { class: 'problem-message' },
        h('strong', {}, 'The site has been updated since this page was opened.'),
        ' Reload the page to run the example; what you have edited is kept.',
      ),
      h('div', { class: 'problem-actions' }, reload),
    );
}
