/** Where the code stands that schedules the callbacks: that decides what comes first. */
export const origins = ['callback', 'promise'] as const;
export type Origin = (typeof origins)[number];

/** Schedules one callback of each kind, and resolves with their names in the order they ran. */
export function observeOrder(origin: Origin): Promise<string[]> {
  return new Promise((resolve) => {
    // #region origin
    if (origin === 'callback') schedule(resolve);
    else queueMicrotask(() => schedule(resolve));
    // #endregion
  });
}

// #region schedule
function schedule(done: (order: string[]) => void): void {
  const order: string[] = [];
  const note = (name: string) => () => {
    order.push(name);
    if (order.length === 6) done(order);
  };

  setTimeout(note('setTimeout'), 0);
  setImmediate(note('setImmediate'));
  queueMicrotask(note('queueMicrotask'));
  Promise.resolve().then(note('promise.then'));
  process.nextTick(note('nextTick'));
  note('the function itself')();
}
// #endregion
