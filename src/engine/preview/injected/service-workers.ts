/**
 * A service worker of the program's would take the place of the one that serves its preview, and stay
 * registered for the journal after the program is gone.
 */
export function refuseServiceWorkers(): void {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!container) return;
  Object.defineProperty(container, 'register', {
    configurable: true,
    writable: true,
    value: () =>
      Promise.reject(
        new DOMException(
          'Service workers cannot be registered in this preview. Run the program on your machine to try one.',
          'NotSupportedError',
        ),
      ),
  });
}
