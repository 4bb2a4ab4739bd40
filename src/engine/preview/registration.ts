/** Registers a service worker, one caller at a time. */

export interface RegistrationOptions {
  serviceWorkerUrl: string | URL;
  /** The site's base, which the service worker must be allowed to control. */
  scope: string | URL;
  signal?: AbortSignal | undefined;
}

/** How long activation may take, in milliseconds; on a busy phone it takes a second or two. */
const longestActivation = 15_000;

/** A worker that was loaded and never became active. */
export class ActivationError extends Error {
  constructor(state: ServiceWorkerState) {
    super(`The service worker is ${state}, and not active.`);
    this.name = 'ActivationError';
  }
}

/**
 * The registration for a scope, with an active worker. Callers take turns, in all tabs: where two register at
 * once, Firefox (153, one time in fifty) is left with a worker that activates for ever, and holds up every
 * request of the page.
 *
 * @throws ActivationError, what `ServiceWorkerContainer.register` throws, or the signal's reason.
 */
export async function activeRegistration(
  container: ServiceWorkerContainer,
  { serviceWorkerUrl, scope, signal }: RegistrationOptions,
): Promise<ServiceWorkerRegistration> {
  const url = new URL(serviceWorkerUrl, location.href).href;
  const absoluteScope = new URL(scope, location.href).href;

  const inTurn = async (): Promise<ServiceWorkerRegistration> => {
    const known = await container.getRegistration(absoluteScope).catch(() => undefined);
    if (known?.active?.scriptURL === url && known.active.state === 'activated') {
      // It serves at once. Registering again would wait for the check for a newer version, which takes
      // seconds on a slow network; that check may go on meanwhile.
      void known.update().catch(() => {});
      return known;
    }
    const registration = await container.register(url, {
      scope: absoluteScope,
      updateViaCache: 'none',
    });
    await activated(registration, signal);
    return registration;
  };

  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return inTurn();
  return (await locks.request(
    `register ${absoluteScope}`,
    signal ? { signal } : {},
    inTurn,
  )) as ServiceWorkerRegistration;
}

async function activated(
  registration: ServiceWorkerRegistration,
  signal: AbortSignal | undefined,
): Promise<void> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) throw new ActivationError('redundant');
  const settled = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new ActivationError(worker.state));
      const check = (): void => {
        const { active } = registration;
        if (worker.state === 'activated') resolve();
        // A newer version may have taken its place.
        else if (worker.state !== 'redundant') return;
        else if (active && active.state !== 'redundant') resolve();
        else fail();
      };
      worker.addEventListener('statechange', check, { signal: settled.signal });
      signal?.addEventListener('abort', () => reject(signal.reason as Error), {
        signal: settled.signal,
      });
      const timer = setTimeout(fail, longestActivation);
      settled.signal.addEventListener('abort', () => clearTimeout(timer));
      check();
    });
  } finally {
    settled.abort();
  }
}
