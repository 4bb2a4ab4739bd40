import { randomInt } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Backend } from './backend.ts';
import { Client } from './client.ts';
import { failureInstead, park, parkFailed, resume } from './parking.ts';
import {
  cstring,
  decodeFields,
  encodeFields,
  errorResponse,
  frames,
  int32,
  message,
  Reader,
  readyForQuery,
  type TransactionStatus,
} from './protocol.ts';
import { Session, type SessionState } from './session.ts';
import { MUST_WAIT } from './shims.ts';
import type { Effects } from './sql.ts';

/** Messages that run as one, to a Sync, a Flush or the end of a simple query. */
export interface Batch {
  client: Client;
  bytes: Buffer;
  effects: Effects;
  /** Uses the unnamed statement of an earlier batch. */
  needsUnnamed?: Buffer;
  parsesUnnamed?: boolean;
  simple?: boolean;
  /** Asks how a COPY FROM STDIN begins, without running it. */
  copyProbe?: boolean;
  /** The answer's CopyInResponse has been given to the client before. */
  copyData?: boolean;
  /** Runs instead of `bytes`, for the gateway's own work in the client's turn. */
  work?: () => void;
  timer?: NodeJS.Timeout;
  /** Waits for an advisory lock that another client holds. */
  blocked?: boolean;
}

const NAMES = /embedded:\d+:/g;

export interface GatewayOptions {
  /** How long a client waits for another's transaction, in ms, if it has set no limit itself. */
  maxWait?: number;
  /** ParameterStatus of a new connection, if it is known; else the server is asked. */
  parameters?: [name: string, value: string][] | undefined;
}

/** Gives the one session to many clients in turn; a transaction that has written is not interrupted. */
export class Gateway {
  readonly session: Session;
  readonly clients = new Map<number, Client>();
  readonly maxWait: number;
  readonly parameters: [string, string][];
  /** Called after transactions that have written, if it is set. */
  committed: (() => void) | undefined;
  #nextTransaction = '';
  #queue: Batch[] = [];
  /** The gateway's own work, to be done while no transaction is open. */
  #chores: (() => void)[] = [];
  #owner: Client | undefined;
  #pumping = false;
  #nextId = 1;

  constructor(backend: Backend, { maxWait = 10_000, parameters }: GatewayOptions = {}) {
    this.session = new Session(backend);
    this.maxWait = maxWait;
    this.parameters = parameters ?? this.#askForParameters();
  }

  #askForParameters(): [string, string][] {
    return this.session.query(
      `select name, setting from pg_catalog.pg_settings where name in ('server_version',
       'server_encoding', 'client_encoding', 'application_name', 'default_transaction_read_only',
       'in_hot_standby', 'is_superuser', 'session_authorization', 'DateStyle', 'IntervalStyle',
       'TimeZone', 'integer_datetimes', 'standard_conforming_strings', 'scram_iterations', 'search_path')
       union all select 'is_superuser', 'on' union all select 'session_authorization', 'postgres'`,
    ) as [string, string][];
  }

  /** Serves one connection: a socket, or one side of a pair of streams. */
  accept(socket: Duplex): void {
    const client = new Client(this, socket, this.#nextId++, randomInt(1, 2 ** 31));
    this.clients.set(client.state.id, client);
  }

  states(): SessionState[] {
    return [...this.clients.values()].map((client) => client.state);
  }

  enqueue(batch: Batch): void {
    this.#queue.push(batch);
    this.#pump();
  }

  /** CancelRequest for what waits; what runs learns of it in another way (`Cancellations`). */
  cancel(id: number, secret: number): void {
    const client = this.clients.get(id);
    if (client?.secret !== secret || this.session.backend.wasCancelled(secret)) return;
    const batch = this.#queue.find((waiting) => waiting.client === client);
    if (batch) this.#refuse(batch, '57014', 'canceling statement due to user request');
  }

  /** The connection is gone: its transaction is rolled back, what it had in the session goes. */
  drop(client: Client): void {
    if (!this.clients.has(client.state.id)) return;
    this.#queue = this.#queue.filter((batch) => {
      if (batch.client === client) clearTimeout(batch.timer);
      return batch.client !== client;
    });
    this.#queue.unshift({
      client,
      bytes: Buffer.alloc(0),
      effects: client.effects,
      work: () => this.#end(client),
    });
    this.#pump();
  }

  #end(client: Client): void {
    const { session } = this;
    if (this.#owner === client) {
      session.backend.exec(Buffer.concat([message('S'), message('Q', cstring('rollback'))]));
      session.unnamed = undefined;
      this.#owner = undefined;
    }
    const held = client.state.locks.size > 0;
    if (client.started) session.discard(client.state, this.states());
    client.closeStatements();
    this.clients.delete(client.state.id);
    session.leave(client.state);
    if (held) this.#unblock();
  }

  #unblock(): void {
    for (const batch of this.#queue) batch.blocked = false;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    // One batch a turn of the event loop, so that sockets are read and other work goes on.
    setImmediate(() => {
      this.#pumping = false;
      let at = this.#next();
      const waits = this.#chores.length > 0 || this.#queue.some((batch) => !batch.blocked);
      if (at < 0 && waits && this.#owner && this.#park()) at = this.#next();
      if (!this.#owner) for (const chore of this.#chores.splice(0)) chore();
      if (at >= 0) {
        const [batch] = this.#queue.splice(at, 1) as [Batch];
        clearTimeout(batch.timer);
        try {
          this.#run(batch);
        } catch (error) {
          batch.client.fail('XX000', error instanceof Error ? error.message : String(error));
        }
      }
      this.#queue.forEach((batch) => this.#wait(batch));
      if (at >= 0 && (this.#queue.length > 0 || this.#chores.length > 0)) this.#pump();
    });
  }

  /** A tar archive of the data directory, taken between two transactions. */
  dump(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#chores.push(() => {
        try {
          this.session.query('checkpoint');
        } catch (error) {
          return reject(error as Error);
        }
        this.session.backend.dump().then(resolve, reject);
      });
      this.#pump();
    });
  }

  /** The first batch in the queue that may run. */
  #next(): number {
    return this.#queue.findIndex(
      (batch) => !batch.blocked && (!this.#owner || batch.client === this.#owner),
    );
  }

  /** The owner's transaction may have only read, or has failed: it can make room. */
  #mayPark({ status, effects }: Client): boolean {
    return status === 'E' ? !effects.savepoint : status === 'T' && !effects.pins;
  }

  #park(): boolean {
    const owner = this.#owner!;
    if (!this.#mayPark(owner)) return false;
    const failed = owner.status === 'E';
    owner.parked = failed ? parkFailed(this.session) : park(this.session, owner.effects.reads);
    // It has written, and need not be asked again.
    if (!owner.parked) owner.effects.pins = true;
    else this.#owner = undefined;
    return owner.parked !== undefined;
  }

  #wait(batch: Batch): void {
    if (batch.work) return;
    // A place in the queue is not a wait: only another client's transaction or lock is.
    if (
      !batch.blocked &&
      (!this.#owner || this.#owner === batch.client || this.#mayPark(this.#owner))
    ) {
      clearTimeout(batch.timer);
      delete batch.timer;
      return;
    }
    if (batch.timer) return;
    const limit = (name: string) =>
      Number.parseInt(batch.client.state.settings.find(([key]) => key === name)?.[1] ?? '0', 10);
    const lock = limit('lock_timeout') || Infinity;
    const statement = limit('statement_timeout') || Infinity;
    const wait = Math.min(lock, statement, this.maxWait);
    batch.timer = setTimeout(() => {
      if (wait === statement)
        this.#refuse(batch, '57014', 'canceling statement due to statement timeout');
      else if (wait === lock)
        this.#refuse(batch, '55P03', 'canceling statement due to lock timeout');
      else {
        const what = batch.blocked ? 'holds the advisory lock' : 'has a transaction open';
        if (batch.effects.serializable || batch.client.parked?.strict) {
          this.#refuse(batch, '40001', `could not serialize access: another client ${what}`);
        } else this.#refuse(batch, '55P03', `could not obtain the session: another client ${what}`);
      }
    }, wait);
    batch.timer.unref();
  }

  #refuse(batch: Batch, code: string, text: string): void {
    const at = this.#queue.indexOf(batch);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    clearTimeout(batch.timer);
    const hint = 'The embedded server has one session: one transaction at a time can write.';
    const error = errorResponse({
      code,
      message: text,
      ...(!text.startsWith('canceling') && { hint }),
    });
    batch.client.refused(batch, error);
  }

  #run(batch: Batch): void {
    const { session } = this;
    const { client, effects } = batch;
    if (batch.work) return batch.work();
    const others = this.states();
    let outdated = false;
    if (this.#owner !== client) session.enter(client.state, others);
    if (client.parked) {
      // What has only read may end as it is.
      outdated = !resume(session, client.parked) && !effects.ends;
      client.parked = undefined;
      this.#owner = client;
    }
    const inTransaction = this.#owner === client;
    let bytes = outdated ? failureInstead(batch) : batch.bytes;
    let strip = 0;
    if (batch.needsUnnamed && session.unnamed !== client.state.id && !outdated) {
      bytes = Buffer.concat([batch.needsUnnamed, bytes]);
      strip = 1;
    }
    if (batch.copyProbe && inTransaction) session.query('savepoint "embedded copy"');
    const raw = session.backend.exec(bytes, client.secret);
    if (batch.simple || outdated) session.unnamed = undefined;
    else if (batch.parsesUnnamed || strip) session.unnamed = client.state.id;

    const out: Buffer[] = [];
    let status: TransactionStatus | undefined;
    let failed = false;
    let rolledBack = false;
    let mustWait = false;
    for (let frame of frames(raw)) {
      switch (String.fromCharCode(frame[0]!)) {
        case '1':
          if (strip-- > 0) continue;
          break;
        case 'G':
          if (batch.copyData) continue;
          break;
        case 'A':
          this.#notify(client, frame, out);
          continue;
        case 'Z':
          status = String.fromCharCode(frame[5]!) as TransactionStatus;
          break;
        case 'C': {
          const tag = new Reader(frame, 5).cstring();
          if (tag === 'ROLLBACK') rolledBack = true;
          if (tag === 'RESET' && effects.discard === 'ALL')
            frame = message('C', cstring('DISCARD ALL'));
          if (tag === 'DISCARD PLANS' && effects.discard === 'TEMP')
            frame = message('C', cstring('DISCARD TEMP'));
          if (tag === 'DISCARD PLANS' && effects.deallocateAll)
            frame = message('C', cstring('DEALLOCATE ALL'));
          break;
        }
        case 'E':
          failed = true;
          if (frame.includes('embedded:')) {
            const fields = decodeFields(frame);
            frame = encodeFields('E', { ...fields, M: fields.M!.replace(NAMES, '') });
          }
          if (frame.includes(`C${MUST_WAIT}\0`)) mustWait = true;
          break;
      }
      out.push(frame);
    }

    if (mustWait && status === 'I' && !inTransaction) {
      batch.blocked = true;
      this.#queue.push(batch);
      return;
    }
    if (batch.copyProbe) {
      if (inTransaction) {
        session.query('rollback to savepoint "embedded copy"; release savepoint "embedded copy"');
        status = 'T';
      }
      const begins = out.find((frame) => frame[0] === 0x47);
      if (begins) {
        client.copyBegins(begins);
        return;
      }
    }
    client.status = status;
    // Between a Flush and its Sync the messages are one transaction as well.
    this.#owner = status === 'I' ? undefined : client;
    client.collect(effects, failed, rolledBack);
    if (!this.#owner) {
      this.#settle(client, others);
      if (this.committed) this.#noteCommit();
    }
    client.send(
      mustWait
        ? Buffer.concat([...refuseWait(), readyForQuery(status ?? 'E')])
        : Buffer.concat(out),
    );
    client.afterBatch();
  }

  /** Learns and tidies up after a batch or transaction that may have changed the session. */
  #settle(client: Client, others: SessionState[]): void {
    const { session } = this;
    const { state } = client;
    const done = client.takeEffects();
    if (done.temporary) state.temporary = true;
    if (done.deallocateAll || done.discard === 'ALL') client.closeStatements();
    if (done.discard === 'ALL') {
      session.discard(state, others);
      this.#unblock();
    } else if (done.discard === 'TEMP') session.discard(state, others, true);
    for (const name of done.customSettings) state.customSettings.add(name);
    if (done.settings || done.advisory) session.capture(state, done, others);
    if (done.advisory) this.#unblock();
    let again = false;
    for (const { listen, channel } of done.channels) {
      if (listen) state.channels.add(channel);
      else {
        again = true;
        if (channel === '*') state.channels.clear();
        else state.channels.delete(channel);
      }
    }
    if (again) session.listenAgain(new Set(others.flatMap((other) => [...other.channels])));
  }

  /** Only transactions that write have numbers. */
  #noteCommit(): void {
    const [row] = this.session.query(
      'select pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())',
    );
    if (row![0] !== this.#nextTransaction) this.committed!();
    this.#nextTransaction = row![0]!;
  }

  /** NotificationResponse goes to those who listen, from the process of the client that sent it. */
  #notify(sender: Client, frame: Buffer, out: Buffer[]): void {
    const channel = new Reader(frame, 9).cstring();
    const sent = Buffer.concat([frame.subarray(0, 5), int32(sender.state.id), frame.subarray(9)]);
    for (const client of this.clients.values()) {
      const listens =
        client.state.channels.has(channel) || (client === sender && client.listens(channel));
      if (!listens) continue;
      if (client === sender) out.push(sent);
      else client.send(sent);
    }
  }
}

const refuseWait = () => [
  errorResponse({
    code: '55P03',
    message: 'could not obtain the advisory lock: another client holds it',
    hint: 'The embedded server has one session: a transaction cannot wait for another client.',
  }),
];
