/** Tells the page that frames the preview where it is, for its address bar. */
import { isFollow, type LocationMessage } from '../protocol.ts';

export function tellLocation(): void {
  if (parent === globalThis.window) return;
  let port: MessagePort | undefined;
  const tell = (): void => {
    const message: LocationMessage = { type: 'preview:location', href: location.href };
    port?.postMessage(message);
  };
  addEventListener('message', (event: MessageEvent<unknown>) => {
    // Where it is, the page that framed it knows already: any page may ask for that.
    if (event.source !== parent || !isFollow(event.data)) return;
    // Not the program's message.
    event.stopImmediatePropagation();
    port = event.ports[0];
    tell();
  });
  addEventListener('popstate', tell);
  addEventListener('hashchange', tell);
  for (const name of ['pushState', 'replaceState'] as const) {
    const before = History.prototype[name];
    History.prototype[name] = function (this: History, ...args: Parameters<typeof before>) {
      before.apply(this, args);
      tell();
    };
  }
}
