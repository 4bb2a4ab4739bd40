/** Why WebContainers cannot start here, in words for the reader. */
import { BootError, type BootFailure } from '../engine.ts';
import { runtimeHostName } from './runtime-host.ts';

const otherEngine = 'or choose the embedded engine, which runs without StackBlitz';

const explanations: Record<BootFailure, { message: string; nextStep: string }> = {
  unsupported: {
    message: 'This browser lacks what WebContainers need (shared memory, WebAssembly, workers).',
    nextStep: `Use a current Chrome, Edge, Firefox or Safari on a computer, ${otherEngine}.`,
  },
  'not-isolated': {
    message:
      'WebContainers need a cross-origin isolated page, and this page was served without the headers for it.',
    nextStep: `Reload the page once. If you run the site yourself, send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, ${otherEngine}.`,
  },
  blocked: {
    message: 'WebContainers come from {host}, and something between here and there refused it.',
    nextStep: `Allow {host} and webcontainer.io in your content blocker, VPN or firewall and reload the page, ${otherEngine}.`,
  },
  'timed-out': {
    message: 'WebContainers made no progress for 10 seconds.',
    nextStep: `Reload the page to try again, ${otherEngine}.`,
  },
  unknown: {
    message: 'WebContainers could not start.',
    nextStep: `Reload the page to try again, ${otherEngine}.`,
  },
};

export const bootError = (failure: BootFailure, cause?: unknown): BootError => {
  const [message, nextStep] = [explanations[failure].message, explanations[failure].nextStep].map(
    (text) => text.replace('{host}', runtimeHostName()),
  ) as [string, string];
  const reason = failure === 'unknown' && cause instanceof Error ? ` Reason: ${cause.message}` : '';
  return new BootError(failure, message + reason, nextStep, { cause });
};

/** The page's globals that decide whether WebContainers can run. */
export type PageGlobals = Partial<
  Pick<
    typeof globalThis,
    'crossOriginIsolated' | 'isSecureContext' | 'SharedArrayBuffer' | 'WebAssembly' | 'Worker'
  >
> & { navigator?: { serviceWorker?: unknown } };

/** What stands in the way, known before anything is loaded. */
export const unsupportedReason = (page: PageGlobals): BootError | undefined => {
  // `crossOriginIsolated` is missing in browsers from before it; false where the headers are missing.
  if (!page.WebAssembly || !page.Worker || page.crossOriginIsolated === undefined) {
    return bootError('unsupported');
  }
  if (!page.crossOriginIsolated) return bootError('not-isolated');
  if (!page.SharedArrayBuffer || !page.navigator?.serviceWorker) return bootError('unsupported');
  return undefined;
};

/** A rejection of the package, or of loading it, as a `BootError`. */
export const toBootError = (error: unknown): BootError => {
  if (error instanceof BootError) return error;
  const message = error instanceof Error ? error.message : String(error);
  // Chromium, Firefox and Safari word a refused `import()` differently.
  if (/dynamically imported module|importing a module|error loading/i.test(message)) {
    return bootError('blocked', error);
  }
  if (/SharedArrayBuffer|cross-?origin.?isolat/i.test(message)) {
    return bootError('not-isolated', error);
  }
  if (/WebAssembly|not supported|unsupported/i.test(message)) {
    return bootError('unsupported', error);
  }
  if (/blocked|refused|denied|cookie|service worker/i.test(message)) {
    return bootError('blocked', error);
  }
  return bootError('unknown', error);
};
