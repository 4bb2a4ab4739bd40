import { nativeError } from '../../bytes/native-error.ts';

/** What a call to something of `crypto` throws that the embedded engine does not have. */
export const unavailable = (what: string): TypeError =>
  nativeError(
    TypeError,
    'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    `Not available in the embedded engine yet: ${what}. Run the example in WebContainers.`,
  );
