import { listAccounts, Refusal, transfer } from './transfers.ts';

export interface Rush {
  transfers: number;
  refused: number;
  /** Attempts beyond the first of each. */
  retries: number;
  totalBefore: number;
  totalAfter: number;
}

// #region rush
/** Twenty transfers at once, between accounts chosen by chance. */
export async function rush(): Promise<Rush> {
  const { accounts, total } = await listAccounts();
  const ids = accounts.map(({ id }) => id);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => {
      const [from, to] = ids.sort(() => Math.random() - 0.5) as [number, number];
      return transfer({ from, to, amount: 1 + Math.floor(Math.random() * 3000), note: 'rush' });
    }),
  );
  const done = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected' && !(outcome.reason instanceof Refusal)) throw outcome.reason;
  }
  return {
    transfers: done.length,
    refused: outcomes.length - done.length,
    retries: done.reduce((sum, { value }) => sum + value - 1, 0),
    totalBefore: total,
    totalAfter: (await listAccounts()).total,
  };
}
// #endregion
