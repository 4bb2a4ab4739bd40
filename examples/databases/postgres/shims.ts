/**
 * Functions that would see one session where a client expects many. They are replaced in
 * pg_catalog, once, before the data directory is saved; the originals go on as embedded_…. (They are
 * renamed: the server calls a built-in function by its number, whatever its definition says.)
 *
 * Advisory locks (https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADVISORY-LOCKS)
 * are re-entrant in a session, so the second client would get what the first one holds. The
 * gateway tells each client's batch what the others hold in the setting embedded.foreign_locks.
 */

/** SQLSTATE by which a function tells the gateway that the client must wait for another one. */
export const MUST_WAIT = 'XXEMW';

export const SHIMS = `
do $shim$
declare
  f record;
  key text;
  body text;
begin
  for f in
    select p.oid, proname, prosrc, pronargs, pg_get_function_result(p.oid) result,
      case when pronargs = 1 then 'bigint' else 'int, int' end args,
      case when pronargs = 1 then '$1' else '$1, $2' end params
    from pg_proc p
    where pronamespace = 'pg_catalog'::regnamespace
      and proname ~ '^pg_(try_)?advisory_' and pronargs > 0
  loop
    key := case when f.pronargs = 1
      then $q$ (($1 >> 32) & 4294967295) || ':' || ($1 & 4294967295) || ':1:' $q$
      else $q$ ($1::bigint & 4294967295) || ':' || ($2::bigint & 4294967295) || ':2:' $q$ end;
    execute format('alter function pg_catalog.%I(%s) rename to %I', f.proname, f.args, 'embedded_' || f.proname);
    body := format($q$
      begin
        if position(',' || %s || %L in coalesce(current_setting('embedded.foreign_locks', true), '')) > 0 then
          %s
        end if;
        %s
      end $q$,
      key,
      case when f.proname ~ 'shared' then 'E' else '' end,
      case
        when f.proname ~ 'unlock' then $q$ raise warning 'you don''t own a lock of type %', $q$
          || quote_literal(case when f.proname ~ 'shared' then 'ShareLock' else 'ExclusiveLock' end)
          || '; return false;'
        when f.proname ~ 'try' then 'return false;'
        else $q$ raise exception 'another client holds this advisory lock' using errcode = '${MUST_WAIT}'; $q$
      end,
      case when f.result = 'void' then format('perform pg_catalog.embedded_%s(%s);', f.proname, f.params)
        else format('return pg_catalog.embedded_%s(%s);', f.proname, f.params) end);
    execute format('create function pg_catalog.%I(%s) returns %s language plpgsql volatile strict as %L',
      f.proname, f.args, f.result, body);
  end loop;
end $shim$;

alter function pg_catalog.pg_advisory_unlock_all() rename to embedded_pg_advisory_unlock_all;
create function pg_catalog.pg_advisory_unlock_all() returns void
language plpgsql set client_min_messages = error as $shim$
declare l record;
begin
  for l in
    select classid::int8 c, objid::int8 o, objsubid s, mode from pg_catalog.pg_locks
    where locktype = 'advisory' and position(',' || classid || ':' || objid || ':' || objsubid || ':' in
      coalesce(current_setting('embedded.foreign_locks', true), '')) = 0
  loop
    perform pg_catalog.embedded_unlock(l.c, l.o, l.s, l.mode);
  end loop;
end $shim$;

create function pg_catalog.embedded_unlock(c int8, o int8, s int, mode text) returns void
language plpgsql set client_min_messages = error as $shim$
declare
  a int := case when c > 2147483647 then c - 4294967296 else c end;
  b int := case when o > 2147483647 then o - 4294967296 else o end;
begin
  if s = 1 and mode = 'ExclusiveLock' then
    while pg_catalog.embedded_pg_advisory_unlock((a::int8 << 32) | o) loop end loop;
  elsif s = 1 then
    while pg_catalog.embedded_pg_advisory_unlock_shared((a::int8 << 32) | o) loop end loop;
  elsif mode = 'ExclusiveLock' then
    while pg_catalog.embedded_pg_advisory_unlock(a, b) loop end loop;
  else
    while pg_catalog.embedded_pg_advisory_unlock_shared(a, b) loop end loop;
  end if;
end $shim$;

-- The original waits in one piece, in which no time-out is seen.
alter function pg_catalog.pg_sleep(double precision) rename to embedded_sleep;
create function pg_catalog.pg_sleep(double precision) returns void
language plpgsql volatile strict as $shim$
declare finish timestamptz := clock_timestamp() + make_interval(secs => $1);
begin
  while clock_timestamp() < finish loop
    perform pg_catalog.embedded_sleep(least(0.005, extract(epoch from finish - clock_timestamp())));
  end loop;
end $shim$;

-- There is no other process to signal, and a signal to the one there is would end all clients.
alter function pg_catalog.pg_terminate_backend(int, int8) rename to embedded_pg_terminate_backend;
create function pg_catalog.pg_terminate_backend(pid int, timeout int8 default 0)
returns boolean language plpgsql volatile strict as $shim$
begin
  raise exception 'pg_terminate_backend is not supported by the embedded server'
    using errcode = 'feature_not_supported', hint = 'All clients share one server process.';
end $shim$;
alter function pg_catalog.pg_cancel_backend(int) rename to embedded_pg_cancel_backend;
create function pg_catalog.pg_cancel_backend(pid int)
returns boolean language plpgsql volatile strict as $shim$
begin
  raise exception 'pg_cancel_backend is not supported by the embedded server'
    using errcode = 'feature_not_supported', hint = 'Use statement_timeout, or the protocol''s CancelRequest.';
end $shim$;
`;
