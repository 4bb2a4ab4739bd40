import { setTimeout } from 'node:timers/promises';
import type { Mail } from './queue.ts';

/** The provider has understood, and will never take this mail: trying again is no use. */
export class Refused extends Error {
  override name = 'Refused';
}

const accepted = new Set<string>();
const asked = new Map<string, number>();

/** A mail provider as they are: slow, sometimes busy, sometimes down. It takes each id once. */
export async function deliver(id: string, { to }: Mail): Promise<string> {
  await setTimeout(50);
  const times = (asked.get(id) ?? 0) + 1;
  asked.set(id, times);
  if (to.endsWith('@nowhere.example')) throw new Refused('550 There is no such mailbox');
  if (to.endsWith('@down.example')) throw new Error('421 The service is not available');
  if (to.endsWith('@busy.example') && times <= 2) throw new Error('451 Too busy, try again');
  if (accepted.has(id)) return '250 This was delivered before';
  accepted.add(id);
  return '250 Delivered';
}
