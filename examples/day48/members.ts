/** The domain: members of a club. Nothing in this file knows where they are kept. */
import { randomUUID } from 'node:crypto';

// #region member
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly joinedAt: Date;
  /** Goes up with each change. */
  readonly version: number;
}

/** Everything that is to hold in every store is settled here, before a store sees it. */
export function newMember({ email, name }: { email: string; name: string }): Member {
  return {
    id: randomUUID(),
    email: email.trim().toLowerCase(),
    name: name.trim(),
    joinedAt: new Date(),
    version: 1,
  };
}
// #endregion

// #region repository
export interface Members {
  /** @throws {EmailTaken} */
  add(member: Member): Promise<void>;
  find(id: string): Promise<Member | undefined>;
  /** In the order of their ids, from the one after `after`. */
  list(page: { after?: string; limit: number }): Promise<Member[]>;
  /**
   * Writes a member that was found before, and gives it with its next version.
   * @throws {OutOfDate} if somebody else has changed or removed it since.
   * @throws {EmailTaken}
   */
  save(member: Member): Promise<Member>;
  /** @returns whether there was such a member. */
  remove(id: string): Promise<boolean>;
  close(): Promise<void>;
}

export class EmailTaken extends Error {
  constructor() {
    super('Another member has this email');
  }
}

export class OutOfDate extends Error {
  constructor() {
    super('Somebody else has changed this member');
  }
}
// #endregion
