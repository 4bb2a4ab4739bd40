/**
 * Keeps navigations inside the preview. The service worker redirects those that reach it, but on a site
 * below a sub-path, a root-relative link leaves its scope; and a redirect needs a referrer.
 */
import type { InjectedConfig } from '../protocol.ts';
import { download } from './downloads.ts';
import { isLocalHost, ownPath, parsePreview, previewRoot } from '../routing.ts';

/** What is needed of https://html.spec.whatwg.org/multipage/nav-history-apis.html#navigateevent. */
interface NavigateEvent extends Event {
  readonly navigationType: 'push' | 'replace' | 'reload' | 'traverse';
  readonly destination: { readonly url: string };
  readonly hashChange: boolean;
  readonly formData: FormData | null;
  readonly downloadRequest: string | null;
}

/**
 * @param url As the program wrote it.
 * @returns The URL in the preview; `undefined` when it can stay as it is.
 */
export function insideUrl(
  { space, containerId, port }: InjectedConfig,
  url: string,
  base: string,
): string | undefined {
  const resolved = URL.parse(url, base);
  if (!resolved || !/^https?:$/.test(resolved.protocol)) return undefined;
  if (parsePreview(space, resolved.href)) return undefined;
  if (resolved.origin === new URL(space).origin) {
    const server = { containerId, port };
    return previewRoot(space, server) + ownPath(space, server, resolved) + resolved.hash;
  }
  if (resolved.protocol !== 'http:' || !isLocalHost(resolved.hostname)) return undefined;
  const server = { containerId, port: Number(resolved.port || 80) };
  return previewRoot(space, server) + resolved.pathname + resolved.search + resolved.hash;
}

export function keepAddressesInside(config: InjectedConfig): void {
  const inside = (url: string): string | undefined => insideUrl(config, url, document.baseURI);

  /** For as long as the browser follows it; then the document is as the program made it. */
  const rewriteAttribute = (element: Element, name: string): void => {
    const before = element.getAttribute(name);
    const url = before === null ? undefined : inside(before);
    if (before === null || url === undefined) return;
    element.setAttribute(name, url);
    setTimeout(() => {
      if (element.getAttribute(name) === url) element.setAttribute(name, before);
    });
  };

  const onClick = (event: Event): void => {
    if (event.defaultPrevented) return;
    const link = event
      .composedPath()
      .find((node) => node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement);
    if (!link) return;
    const anchor = link as HTMLAnchorElement;
    if (download(config, anchor, inside(anchor.href) ?? anchor.href)) event.preventDefault();
    else rewriteAttribute(anchor, 'href');
  };
  // On `window` while bubbling: after every listener of the program that could cancel.
  addEventListener('click', onClick);
  addEventListener('auxclick', onClick);

  const rewriteForm = (form: HTMLFormElement, submitter: HTMLElement | null): void => {
    if (submitter?.hasAttribute('formaction')) rewriteAttribute(submitter, 'formaction');
    else rewriteAttribute(form, 'action');
  };
  addEventListener('submit', (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
    rewriteForm(event.target, event.submitter);
  });
  const { submit } = HTMLFormElement.prototype;
  HTMLFormElement.prototype.submit = function (this: HTMLFormElement) {
    rewriteForm(this, null);
    submit.call(this);
  };

  for (const name of ['pushState', 'replaceState'] as const) {
    const native = History.prototype[name];
    History.prototype[name] = function (this: History, state, title, url) {
      const target = url == null ? url : (inside(String(url)) ?? url);
      native.call(this, state, title, target);
    };
  }

  const { open } = globalThis;
  globalThis.open = (url, ...rest) =>
    open.call(globalThis, url == null ? url : (inside(String(url)) ?? url), ...rest);

  // A worker's own requests are recognized by its URL.
  globalThis.Worker = withUrlInside(globalThis.Worker, inside);
  if (globalThis.SharedWorker) {
    globalThis.SharedWorker = withUrlInside(globalThis.SharedWorker, inside);
  }
  keepLocationInside(inside);
}

function withUrlInside<C extends abstract new (url: string | URL, ...rest: never[]) => object>(
  constructor: C,
  inside: (url: string) => string | undefined,
): C {
  return new Proxy(constructor, {
    construct: (target, [url, ...rest]: [unknown, ...unknown[]], newTarget) =>
      Reflect.construct(target, [inside(String(url)) ?? url, ...rest], newTarget) as object,
  });
}

/** `location = '/x'` and its like, where the Navigation API shows them before they happen. */
function keepLocationInside(inside: (url: string) => string | undefined): void {
  const { navigation } = globalThis as { navigation?: EventTarget };
  navigation?.addEventListener('navigate', (event) => {
    const { navigationType, destination, hashChange, formData, downloadRequest } =
      event as NavigateEvent;
    if (!event.cancelable || hashChange || formData || downloadRequest !== null) return;
    if (navigationType !== 'push' && navigationType !== 'replace') return;
    const url = inside(destination.url);
    if (url === undefined) return;
    event.preventDefault();
    if (navigationType === 'push') location.assign(url);
    else location.replace(url);
  });
}
