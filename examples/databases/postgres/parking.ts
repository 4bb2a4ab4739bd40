import { cstring, message } from './protocol.ts';
import type { Session } from './session.ts';

/**
 * A transaction that has only read holds nothing that others could miss: no rows, no locks that
 * matter, no number of its own. So it can make room for another client and be begun again when
 * its own client goes on. In READ COMMITTED, where each statement has a snapshot of its own, nobody can
 * tell. Stricter levels go on with what they saw at first: if nothing was committed meanwhile, a
 * new snapshot is the same as the old one; otherwise the transaction fails with SQLSTATE 40001, as
 * https://www.postgresql.org/docs/current/transaction-iso.html says it may.
 */
export interface Parked {
  begin: string;
  /** The next transaction's number at the time of its snapshot, for levels that keep one. */
  snapshot: string | undefined;
  strict: boolean;
  /** A statement of it was refused: it is over, and only ROLLBACK is left. */
  failed: boolean;
}

/** Ends the open transaction if it can be begun again; undefined if it cannot. */
export function park(session: Session, hasRead: boolean): Parked | undefined {
  const [row] = session.query(
    `select pg_catalog.pg_current_xact_id_if_assigned() is null
       and not exists (select from pg_catalog.pg_cursors),
       current_setting('transaction_isolation'), current_setting('transaction_read_only'),
       current_setting('transaction_deferrable'),
       pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())`,
  );
  const [canWait, level, readOnly, deferrable, next] = row!;
  if (canWait !== 't') return undefined;
  session.query('rollback');
  const strict = level === 'serializable' || level === 'repeatable read';
  return {
    begin: `begin isolation level ${level} read ${readOnly === 'on' ? 'only' : 'write'}${deferrable === 'on' ? ' deferrable' : ''}`,
    snapshot: strict && hasRead ? next! : undefined,
    strict,
    failed: false,
  };
}

/**
 * A transaction that has failed holds nothing either, and has nothing ahead of it but ROLLBACK (or a
 * savepoint: then it is not parked).
 */
export function parkFailed(session: Session): Parked {
  session.query('rollback');
  return { begin: 'begin', snapshot: undefined, strict: false, failed: true };
}

/** Begins it again. False: it had a snapshot, which is out of date. */
export function resume(session: Session, { begin, snapshot, failed }: Parked): boolean {
  session.query(begin);
  if (failed) {
    // The client has had the error; the server, too, must know of it.
    session.backend.exec(message('Q', cstring(RAISE)));
    return true;
  }
  if (snapshot === undefined) return true;
  const [row] = session.query(
    `select exists (select from generate_series(${snapshot},
       pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint - 1) number
     where pg_catalog.pg_xact_status(number::text::xid8) = 'committed')`,
  );
  return row![0] === 'f';
}

const RAISE = `do $$ begin
  raise exception 'could not serialize access due to concurrent update' using
    errcode = 'serialization_failure';
end $$`;

/** In the place of `batch`: messages of its kind, simple or extended, that end in the failure. */
export function failureInstead(batch: { bytes: Buffer; simple?: boolean }): Buffer {
  if (batch.simple) return message('Q', cstring(RAISE));
  const none = Buffer.alloc(2);
  return Buffer.concat([
    message('P', cstring(''), cstring(RAISE), none),
    message('B', cstring(''), cstring(''), none, none, none),
    message('E', cstring(''), Buffer.alloc(4)),
    // Sync or Flush.
    batch.bytes.subarray(-5),
  ]);
}
