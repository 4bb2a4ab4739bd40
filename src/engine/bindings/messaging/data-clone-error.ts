import { perContext } from './per-context.ts';

/** Throws Node's `DataCloneError`, a `DOMException`. */
export function throwDataCloneError(message: string): never {
  const { DOMException } = perContext.domException as {
    DOMException: new (message: string, name: string) => Error;
  };
  throw new DOMException(message, 'DataCloneError');
}
