import { randomBytes } from 'node:crypto';
import { client } from './client.ts';

export interface Invitation {
  game: string;
  from: string;
}

const keyOf = (code: string): string => `invitation:${code}`;

// #region invitations
export async function invite(invitation: Invitation, seconds: number): Promise<string> {
  const code = randomBytes(6).toString('base64url');
  await client.set(keyOf(code), JSON.stringify(invitation), 'EX', seconds);
  return code;
}

/** Milliseconds until it ends; undefined if it has, or was accepted. */
export async function remaining(code: string): Promise<number | undefined> {
  const milliseconds = await client.pttl(keyOf(code));
  return milliseconds < 0 ? undefined : milliseconds;
}

/** For whoever comes first. */
export async function accept(code: string): Promise<Invitation | undefined> {
  const json = await client.getdel(keyOf(code));
  return json === null ? undefined : JSON.parse(json);
}
// #endregion
