import type { Backend } from './backend.ts';
import { cstring, frames, message, textRows } from './protocol.ts';
import { identifier, quoteIdentifier, quoteLiteral } from './sql.ts';

/** The part of a client that lives in the server's session, put away while others have their turn. */
export interface SessionState {
  id: number;
  /** Settings that differ from the server's, by name, in the order in which they are set again. */
  settings: [name: string, value: string][];
  /** Names with a dot that this client has ever set; no catalogue lists them. */
  customSettings: Set<string>;
  /** May have temporary tables, which the others must not see. */
  temporary: boolean;
  /** Session-level advisory locks, as `classid:objid:objsubid:E` or `:S`. */
  locks: Set<string>;
  channels: Set<string>;
}

export const newState = (id: number): SessionState => ({
  id,
  settings: [],
  customSettings: new Set(),
  temporary: false,
  locks: new Set(),
  channels: new Set(),
});

/** The one session, which takes on the state of one client at a time. */
export class Session {
  readonly backend: Backend;
  #current: SessionState | undefined;
  #settings = '[]';
  #foreign = '';
  /** Whose unnamed prepared statement the session has; own queries of the gateway destroy it. */
  unnamed: number | undefined;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Runs SQL of the gateway's own; throws what the server refuses. */
  query(sql: string): (string | null)[][] {
    this.unnamed = undefined;
    return textRows(this.backend.exec(message('Q', cstring(sql))));
  }

  /** Makes the session that of `state`. Not to be called in a transaction. */
  enter(state: SessionState, others: Iterable<SessionState>): void {
    const foreign = [...others].flatMap((other) => (other === state ? [] : [...other.locks]));
    const locks = foreign.map((lock) => `,${lock}`).join('');
    if (this.#current !== state) {
      // Or currval() would give what another client's nextval() gave.
      this.query('discard sequences');
      const wanted = JSON.stringify(state.settings);
      if (this.#current?.temporary) this.#neutral((s) => this.#hide(s), this.#current);
      if (state.temporary) this.#neutral((s) => this.#show(s), state);
      if (this.#settings !== wanted) {
        this.#settings = '';
        this.#foreign = '';
        this.query(RESET + state.settings.map(setting).join(''));
        this.#settings = wanted;
      }
      this.#current = state;
    }
    if (this.#foreign !== locks) {
      this.query(setting(['embedded.foreign_locks', locks]));
      this.#foreign = locks;
    }
  }

  /** Learns what a batch changed. Not to be called in a transaction. */
  capture(
    state: SessionState,
    what: { settings: boolean; advisory: boolean },
    others: Iterable<SessionState>,
  ): void {
    if (what.settings) {
      const custom = [...state.customSettings].map(
        (name) =>
          ` union all select 3, ${quoteLiteral(name)}, current_setting(${quoteLiteral(name)}, true)`,
      );
      const rows = this.query(
        `select 1, name, case when unit is null or setting = '-1' then current_setting(name)
           when unit in ('ms', 's', 'min') then setting || unit else current_setting(name) end
         from pg_catalog.pg_settings where source = 'session'
         union all select 4, 'session_authorization', session_user where session_user <> 'postgres'
         union all select 5, 'role', current_setting('role') where current_setting('role') <> 'none'
         ${custom.join('')} order by 1, 2`,
      );
      state.settings = rows.flatMap(([, name, value]) =>
        value === null ? [] : [[name!, value!] as [string, string]],
      );
      this.#settings = JSON.stringify(state.settings);
    }
    if (what.advisory) {
      const rows = this.query(
        `select classid || ':' || objid || ':' || objsubid || ':' ||
           case mode when 'ExclusiveLock' then 'E' else 'S' end
         from pg_catalog.pg_locks where locktype = 'advisory'`,
      );
      const held = new Set<string>();
      for (const other of others) if (other !== state) other.locks.forEach((l) => held.add(l));
      state.locks = new Set(rows.map(([lock]) => lock!).filter((lock) => !held.has(lock)));
    }
  }

  /** What DISCARD ALL does for one client, and the end of a connection. */
  discard(state: SessionState, others: Iterable<SessionState>, temporaryOnly = false): void {
    const all = [...others];
    this.enter(state, all);
    this.#settings = '';
    this.#foreign = '';
    this.query(RESET);
    if (state.temporary) this.query(dropTemporary(''));
    state.temporary = false;
    if (temporaryOnly) {
      this.query(state.settings.map(setting).join(''));
      this.#settings = JSON.stringify(state.settings);
      return;
    }
    this.#settings = '[]';
    for (const lock of state.locks) {
      const [c, o, s, mode] = lock.split(':');
      const name = mode === 'E' ? 'ExclusiveLock' : 'ShareLock';
      this.query(`select pg_catalog.embedded_unlock(${c}, ${o}, ${s}, '${name}')`);
    }
    state.locks.clear();
    state.settings = [];
    state.customSettings.clear();
    const gone = [...state.channels];
    state.channels.clear();
    for (const channel of gone) {
      if (!all.some((other) => other.channels.has(channel))) {
        this.query(`unlisten ${quoteIdentifier(channel)}`);
      }
    }
  }

  /** Forgets a client that is gone. */
  leave(state: SessionState): void {
    if (this.#current === state) this.#current = undefined;
  }

  /** UNLISTEN was for one client; the others go on listening. */
  listenAgain(channels: Iterable<string>): void {
    const sql = [...channels].map((channel) => `listen ${quoteIdentifier(channel)};`).join('');
    if (sql) this.query(sql);
  }

  #neutral(action: (state: SessionState) => void, state: SessionState): void {
    if (this.#settings !== '[]') {
      this.#settings = '[]';
      this.#foreign = '';
      this.query(RESET);
    }
    action(state);
  }

  #hide({ id }: SessionState): void {
    this.query(renameTemporary(`relname not like 'embedded:%'`, `'embedded:${id}:' || r.relname`));
  }

  #show({ id }: SessionState): void {
    const prefix = `embedded:${id}:`;
    this.query(
      renameTemporary(
        `starts_with(relname, '${prefix}')`,
        `substr(r.relname, ${prefix.length + 1})`,
      ),
    );
  }
}

const RESET = 'reset session authorization; reset role; reset all;';

const setting = ([name, value]: [string, string]): string =>
  `select set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false);`;

const KINDS = `case relkind when 'v' then 'view' when 'S' then 'sequence' when 'i' then 'index' else 'table' end kind`;

const renameTemporary = (which: string, to: string): string =>
  `do $do$ declare r record; begin
     for r in select relname, ${KINDS} from pg_catalog.pg_class
       where relnamespace = pg_catalog.pg_my_temp_schema() and relkind in ('r', 'v', 'S', 'i', 'p')
         and ${which}
     loop execute format('alter %s pg_temp.%I rename to %I', r.kind, r.relname, ${to}); end loop;
   end $do$`;

const dropTemporary = (_prefix: string): string =>
  `do $do$ declare r record; begin
     for r in select relname, ${KINDS} from pg_catalog.pg_class
       where relnamespace = pg_catalog.pg_my_temp_schema() and relkind in ('r', 'v', 'S', 'p')
         and relname not like 'embedded:%'
     loop execute format('drop %s if exists pg_temp.%I cascade', r.kind, r.relname); end loop;
   end $do$`;

/** Statements by their names in this client, as the server knows them. */
export const statementName = (id: number, name: string): string => {
  const full = `embedded:${id}:${name}`;
  return identifier(quoteIdentifier(full));
};

export const hasError = (answer: Buffer): boolean => {
  for (const frame of frames(answer)) if (frame[0] === 0x45) return true;
  return false;
};
