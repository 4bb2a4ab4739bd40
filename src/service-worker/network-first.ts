/** The network's answer, or a copy of an earlier one. */
export interface NetworkFirstOptions {
  fromNetwork: () => Promise<Response>;
  fromCopy: () => Promise<Response | undefined>;
  /** Whether an answer of the network is better than any copy. */
  isGood: (response: Response) => boolean;
  /** Milliseconds after which a copy, if there is one, is taken instead of waiting on. */
  patience: number;
}

/**
 * @returns The network's answer when it is good and in time; else the copy; without a copy, whatever
 * the network says in the end.
 * @throws What `fromNetwork` throws, without a copy.
 */
export async function networkFirst({
  fromNetwork,
  fromCopy,
  isGood,
  patience,
}: NetworkFirstOptions): Promise<Response> {
  const answer = fromNetwork();
  // Told once more below; a copy may be given before that.
  answer.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lateness = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patience, 'late');
  });
  const first = await Promise.race([answer.catch(() => 'failed' as const), lateness]);
  clearTimeout(timer);
  if (typeof first === 'object' && isGood(first)) return first;
  return (await fromCopy()) ?? answer;
}
