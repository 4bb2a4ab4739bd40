import type { Duplex } from 'node:stream';
import type { Batch, Gateway } from './gateway.ts';
import {
  CANCEL_REQUEST,
  cstring,
  errorResponse,
  GSSENC_REQUEST,
  int32,
  MAX_MESSAGE,
  MAX_STARTUP,
  message,
  PROTOCOL_3,
  ProtocolViolation,
  Reader,
  readyForQuery,
  SSL_REQUEST,
  type TransactionStatus,
} from './protocol.ts';
import type { Parked } from './parking.ts';
import { newState, statementName, type SessionState } from './session.ts';
import { noEffects, observe, quoteLiteral, rewrite, statements, type Effects } from './sql.ts';

/** Parameters of a start-up packet that need no answer of the server. */
const PLAIN = new Set([
  'user',
  'database',
  'client_encoding',
  'application_name',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
]);

const COPY_IN = /^copy\b[^]*\bfrom\s+stdin\b/;

/** One connection: reads messages, renames statements, and hands batches to the gateway. */
export class Client {
  readonly state: SessionState;
  readonly secret: number;
  started = false;
  status: TransactionStatus | undefined = 'I';
  /** The open transaction, while it makes room for another client's. */
  parked: Parked | undefined;
  /** Of the open transaction, until it ends. */
  effects: Effects = noEffects();
  readonly #gateway: Gateway;
  readonly #socket: Duplex;
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 8;
  #batch: Buffer[] = [];
  #batchEffects: Effects = noEffects();
  #needsUnnamed = false;
  #parsesUnnamed = false;
  #refusal: Buffer | undefined;
  /** SQL of prepared statements, by the names that the client uses. */
  #texts = new Map<string, string>();
  #unnamed: Buffer | undefined;
  #copy: { query: Buffer; effects: Effects; data: Buffer[] } | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** After an error that came before the client's Sync, what is sent up to it is not run. */
  #skipsToSync = false;

  constructor(gateway: Gateway, socket: Duplex, id: number, secret: number) {
    this.state = newState(id);
    this.secret = secret;
    this.#gateway = gateway;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('end', () => socket.end());
    socket.on('close', () => this.#closed());
  }

  send(bytes: Buffer): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  /** Ends the connection with an error. */
  fail(code: string, text: string): void {
    this.send(errorResponse({ severity: 'FATAL', code, message: text }));
    this.#socket.end();
    this.#closed();
  }

  #closed(): void {
    clearTimeout(this.#idle);
    this.#gateway.drop(this);
  }

  // Messages arrive in pieces; pieces are joined only when a message is whole, so that 16 MB in
  // 64 kB pieces are not copied 256 times.
  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    try {
      while (this.#size >= this.#needed && this.#socket.writable) {
        const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
        this.#chunks = [bytes];
        const length = this.#length(bytes);
        if (bytes.length < length) {
          this.#needed = length;
          return;
        }
        this.#chunks = [bytes.subarray(length)];
        this.#size -= length;
        const whole = bytes.subarray(0, length);
        if (this.started) this.#message(String.fromCharCode(whole[0]!), whole);
        else this.#startup(whole);
        this.#needed = this.started ? 5 : 8;
      }
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      this.fail('08P01', error.message);
    }
  }

  #length(bytes: Buffer): number {
    if (!this.started) {
      const length = bytes.readInt32BE(0);
      if (length < 8 || length > MAX_STARTUP) {
        // The real server logs this and hangs up without a word, since no client may be there.
        this.#socket.destroy();
        return Infinity;
      }
      return length;
    }
    const type = String.fromCharCode(bytes[0]!);
    if (!'QPBEDCSHXFdcf'.includes(type)) {
      throw new ProtocolViolation(`invalid frontend message type ${bytes[0]}`);
    }
    const length = bytes.readInt32BE(1);
    if (length < 4 || length > MAX_MESSAGE) throw new ProtocolViolation('invalid message length');
    return length + 1;
  }

  #startup(packet: Buffer): void {
    const code = packet.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSSENC_REQUEST) return this.send(Buffer.from('N'));
    if (code === CANCEL_REQUEST) {
      if (packet.length === 16) this.#gateway.cancel(packet.readInt32BE(8), packet.readInt32BE(12));
      this.#socket.end();
      return;
    }
    if (code >> 16 !== 3) {
      return this.fail(
        '0A000',
        `unsupported frontend protocol ${code >>> 16}.${code & 0xffff}: server supports 3.0 to 3.2`,
      );
    }
    const reader = new Reader(packet, 8);
    const parameters = new Map<string, string>();
    for (let key = reader.cstring(); key; key = reader.cstring())
      parameters.set(key, reader.cstring());
    this.started = true;
    if (code !== PROTOCOL_3) {
      // 3.2 and later: the newest that is spoken here is 3.0.
      this.send(message('v', int32(PROTOCOL_3, 0)));
    }
    const work = () => this.#welcome(parameters);
    // Another client's transaction must not keep this one from connecting, which needs the session
    // only for a role or for settings that are reported back.
    const plain = [...parameters].every(([name, value]) =>
      name === 'user' ? value === 'postgres' : PLAIN.has(name),
    );
    if (plain) work();
    else this.#enqueue({ bytes: Buffer.alloc(0), effects: noEffects(), work });
  }

  #welcome(parameters: Map<string, string>): void {
    const { session } = this.#gateway;
    const user = parameters.get('user');
    if (!user) return this.fail('28000', 'no PostgreSQL user name specified in startup packet');
    const database = parameters.get('database') ?? user;
    if (database !== 'postgres') return this.fail('3D000', `database "${database}" does not exist`);
    const settings: [string, string][] = [];
    for (const [name, value] of parameters) {
      if (name === 'user' || name === 'database' || name.startsWith('_pq_.')) continue;
      if (name === 'replication') {
        if (!/^(false|off|no|0)$/.test(value))
          return this.fail('0A000', 'replication is not supported by the embedded server');
      } else if (name === 'options') {
        for (const [, key, text] of value.matchAll(/(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)/g)) {
          settings.push([key!.replaceAll('-', '_'), text!.replace(/\\(.)/g, '$1')]);
        }
      } else if (name !== 'client_encoding' || !/^'?utf-?8'?$/i.test(value))
        settings.push([name, value]);
    }
    const reported = new Map(this.#gateway.parameters);
    try {
      if (user !== 'postgres') {
        const [role] = session.query(
          `select rolcanlogin, rolsuper from pg_catalog.pg_roles where rolname = ${quoteLiteral(user)}`,
        );
        if (!role) return this.fail('28000', `role "${user}" does not exist`);
        if (role[0] !== 't') return this.fail('28000', `role "${user}" is not permitted to log in`);
        settings.push(['session_authorization', user]);
        reported
          .set('session_authorization', user)
          .set('is_superuser', role[1] === 't' ? 'on' : 'off');
      }
      this.state.settings = settings;
      if (settings.some(([name]) => !PLAIN.has(name) && name !== 'session_authorization')) {
        session.enter(this.state, this.#gateway.states());
        for (const [name] of settings) if (name.includes('.')) this.state.customSettings.add(name);
        for (const [name] of reported) {
          if (!settings.some(([key]) => key.toLowerCase() === name.toLowerCase())) continue;
          reported.set(name, session.query(`show ${name}`)[0]![0]!);
        }
        session.capture(this.state, { settings: true, advisory: false }, []);
      } else {
        const application = parameters.get('application_name');
        if (application) reported.set('application_name', application);
      }
    } catch (error) {
      this.state.settings = [];
      return this.fail('22023', error instanceof Error ? error.message : String(error));
    }
    this.send(
      Buffer.concat([
        message('R', int32(0)),
        ...[...reported].map(([name, value]) => message('S', cstring(name), cstring(value))),
        message('K', int32(this.state.id, this.secret)),
        readyForQuery('I'),
      ]),
    );
  }

  #message(type: string, whole: Buffer): void {
    clearTimeout(this.#idle);
    if (type === 'X') {
      this.#socket.end();
      return this.#closed();
    }
    if (this.#skipsToSync) {
      if (type === 'S') {
        this.#skipsToSync = false;
        this.send(readyForQuery(this.status ?? 'I'));
      }
      return;
    }
    if (this.#copy) return this.#copyMessage(type, whole);
    const reader = new Reader(whole, 5);
    const name = (client: string) => cstring(client && statementName(this.state.id, client));
    switch (type) {
      case 'Q':
        return this.#query(reader.cstring(), whole);
      case 'P': {
        const statement = reader.cstring();
        const text = reader.cstring();
        const sql = rewrite(text, (n) => statementName(this.state.id, n)) ?? text;
        const parse = message('P', name(statement), cstring(sql), reader.rest());
        if (statements(text).some(({ bare }) => COPY_IN.test(bare))) this.#refuseCopy();
        this.#texts.set(statement, text);
        if (!statement) {
          this.#unnamed = parse;
          this.#parsesUnnamed = true;
        }
        this.#batch.push(parse);
        return;
      }
      case 'B': {
        const portal = reader.cstring();
        const statement = reader.cstring();
        this.#uses(statement);
        observe(this.#texts.get(statement) ?? '', this.#batchEffects);
        this.#batch.push(message('B', cstring(portal), name(statement), reader.rest()));
        return;
      }
      case 'D':
      case 'C': {
        const kind = String.fromCharCode(whole[5]!);
        if (kind !== 'S' || whole.length < 7) {
          this.#batch.push(whole);
          return;
        }
        reader.offset = 6;
        const statement = reader.cstring();
        if (type === 'D') this.#uses(statement);
        else this.#texts.delete(statement);
        this.#batch.push(message(type, Buffer.from(kind), name(statement)));
        return;
      }
      case 'E':
        this.#batch.push(whole);
        return;
      case 'F':
        // FunctionCall is a legacy feature of the protocol, and is answered like a query.
        this.send(
          Buffer.concat([
            errorResponse({
              code: '0A000',
              message: 'FunctionCall is not supported by the embedded server',
            }),
            readyForQuery(this.status ?? 'I'),
          ]),
        );
        return;
      case 'S':
      case 'H':
        this.#batch.push(whole);
        return this.#flush();
      // What is left of a COPY that has failed is skipped.
    }
  }

  #uses(statement: string): void {
    if (!statement && !this.#parsesUnnamed) this.#needsUnnamed = true;
  }

  #refuseCopy(): void {
    this.#refusal = errorResponse({
      code: '0A000',
      message: 'COPY FROM STDIN in the extended protocol is not supported by the embedded server',
      hint: 'Send it as a simple query, as psql and pg-copy-streams do.',
    });
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#batch);
    const batch = {
      bytes,
      effects: this.#batchEffects,
      parsesUnnamed: this.#parsesUnnamed,
      ...(this.#needsUnnamed && this.#unnamed && { needsUnnamed: this.#unnamed }),
    };
    const refusal = this.#refusal;
    this.#batch = [];
    this.#batchEffects = noEffects();
    this.#parsesUnnamed = this.#needsUnnamed = false;
    this.#refusal = undefined;
    if (refusal) this.send(Buffer.concat([refusal, readyForQuery(this.status ?? 'I')]));
    else this.#enqueue(batch);
  }

  #query(sql: string, whole: Buffer): void {
    const effects = noEffects();
    observe(sql, effects);
    this.#unnamed = undefined;
    const parts = statements(sql);
    if (parts.some(({ bare }) => COPY_IN.test(bare))) {
      if (parts.length > 1) {
        this.#refuseCopy();
        this.send(Buffer.concat([this.#refusal!, readyForQuery(this.status ?? 'I')]));
        this.#refusal = undefined;
        return;
      }
      this.#copy = { query: whole, effects, data: [] };
      const probe = message('f', cstring('probe'));
      this.#socket.pause();
      return this.#enqueue({
        bytes: Buffer.concat([whole, probe]),
        effects: noEffects(),
        simple: true,
        copyProbe: true,
      });
    }
    const rewritten = rewrite(sql, (name) => statementName(this.state.id, name));
    const bytes = rewritten === null ? whole : message('Q', cstring(rewritten));
    this.#enqueue({ bytes, effects, simple: true });
  }

  /** The server waits for the data of a COPY. */
  copyBegins(response: Buffer): void {
    this.send(response);
    this.#socket.resume();
  }

  #copyMessage(type: string, whole: Buffer): void {
    if (type === 'd') this.#copy!.data.push(whole);
    else if (type === 'c' || type === 'f') {
      const { query, effects, data } = this.#copy!;
      this.#copy = undefined;
      this.#enqueue({
        bytes: Buffer.concat([query, ...data, whole]),
        effects,
        simple: true,
        copyData: true,
      });
    } else if (type !== 'S' && type !== 'H') {
      throw new ProtocolViolation(
        `unexpected message type 0x${whole[0]!.toString(16)} during COPY from stdin`,
      );
    }
  }

  #enqueue(batch: Omit<Batch, 'client'>): void {
    this.#gateway.enqueue({ client: this, ...batch });
  }

  /** A batch that was never run. A transaction that it belongs to has failed. */
  refused(batch: Batch, error: Buffer): void {
    if (this.parked) {
      this.parked.failed = true;
      this.status = 'E';
    }
    if (batch.copyProbe) this.afterBatch();
    const FLUSH = 0x48;
    if (!batch.simple && batch.bytes.at(-5) === FLUSH) {
      this.#skipsToSync = true;
      this.#batch = [];
      this.send(error);
    } else this.send(Buffer.concat([error, readyForQuery(this.status ?? 'I')]));
  }

  /** After an answer: a COPY that was refused is over, and a transaction may be left idle. */
  afterBatch(): void {
    if (this.#copy && this.#socket.isPaused()) {
      this.#copy = undefined;
      this.#socket.resume();
    }
    const limit = this.state.settings.find(
      ([name]) => name === 'idle_in_transaction_session_timeout',
    );
    const wait = Number.parseInt(limit?.[1] ?? '0', 10);
    clearTimeout(this.#idle);
    if (wait > 0 && (this.status === 'T' || this.status === 'E')) {
      this.#idle = setTimeout(
        () => this.fail('25P03', 'terminating connection due to idle-in-transaction timeout'),
        wait,
      );
      this.#idle.unref();
    }
  }

  /** Adds what a batch did to what its transaction does. */
  collect(effects: Effects, failed: boolean, rolledBack: boolean): void {
    const all = this.effects;
    all.settings ||= effects.settings;
    all.temporary ||= effects.temporary;
    all.advisory ||= effects.advisory;
    all.reads ||= effects.reads;
    all.pins ||= effects.pins;
    all.savepoint ||= effects.savepoint;
    all.customSettings.push(...effects.customSettings);
    if (rolledBack || (failed && this.status === 'I')) all.channels = [];
    else all.channels.push(...effects.channels);
    if (!failed) {
      all.discard = effects.discard ?? all.discard;
      all.deallocateAll ||= effects.deallocateAll;
    }
  }

  takeEffects(): Effects {
    const effects = this.effects;
    this.effects = noEffects();
    return effects;
  }

  /** LISTEN in the same transaction as NOTIFY: it has committed, but is not yet counted. */
  listens(channel: string): boolean {
    return this.effects.channels.some((change) => change.listen && change.channel === channel);
  }

  /** Closes the prepared statements of this client, and of no other. */
  closeStatements(): void {
    const prefix = `embedded:${this.state.id}:`;
    const { session } = this.#gateway;
    if (this.#texts.size === 0 && !this.started) return;
    const names = session.query(
      `select name from pg_catalog.pg_prepared_statements where starts_with(name, '${prefix}')`,
    );
    for (const [name] of names) session.query(`deallocate "${name!.replaceAll('"', '""')}"`);
    this.#texts.clear();
  }
}
