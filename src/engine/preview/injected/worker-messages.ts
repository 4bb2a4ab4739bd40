/** Messages of the service worker to a document, kept from the program's own listeners. */
import { isWorkerToDocument, type WorkerToDocument } from '../protocol.ts';

type Handlers = {
  [T in WorkerToDocument['type']]: (message: Extract<WorkerToDocument, { type: T }>) => void;
};

export function listenToWorker(handlers: Handlers): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  container?.addEventListener('message', (event) => {
    const { data, origin, ports } = event;
    if ((origin !== '' && origin !== location.origin) || !isWorkerToDocument(data)) return;
    event.stopImmediatePropagation();
    (handlers[data.type] as (message: WorkerToDocument) => void)(data);
    ports[0]?.postMessage(true);
  });
  container?.startMessages();
}
